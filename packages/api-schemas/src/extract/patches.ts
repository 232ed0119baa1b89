import type { Schema } from '../schema.ts';

/** A place where the description is stricter than what OpenAI's API itself sends or takes. */
interface Patch {
  readonly schema: string;
  /** What the API does, and how that is known. */
  readonly reason: string;
  readonly mend: (schema: Schema) => Schema;
}

export const PATCHES: readonly Patch[] = [
  {
    schema: 'Response',
    reason: 'A response that has not ended has no usage yet: `"usage": null` in the description’s own examples of response.created and response.in_progress.',
    mend: nullable('usage'),
  },
  {
    schema: 'Response',
    reason: 'A response without a tier says null; OpenAI’s own SDKs type it so (openai 7.57.0, `Response.service_tier`).',
    mend: nullable('service_tier'),
  },
  {
    schema: 'ModelResponseProperties',
    reason: '`"user": null` stands in nearly every example of a response in the description.',
    mend: nullable('user'),
  },
  {
    schema: 'OutputTextContent',
    reason: 'Text for which nobody asked probabilities has none: absent in all of the description’s examples.',
    mend: optional('logprobs'),
  },
  ...['ResponseTextDeltaEvent', 'ResponseTextDoneEvent'].map((schema) => ({
    schema,
    reason: `Text for which nobody asked probabilities has none: absent in the description’s example of ${schema}.`,
    mend: optional('logprobs'),
  })),
  {
    schema: 'FunctionTool',
    reason: 'Functions without `strict` are taken: the description’s example of function calling has none.',
    mend: optional('strict', 'parameters'),
  },
  {
    schema: 'InputImageContent',
    reason: 'Images without `detail` are taken, as `auto`: the description’s example of image input has none.',
    mend: optional('detail'),
  },
  {
    schema: 'ChatCompletionResponseMessage',
    reason: 'A message that refuses nothing may leave `refusal` out: the description’s example of function calling does.',
    mend: optional('refusal'),
  },
  {
    schema: 'CreateChatCompletionResponse',
    reason: 'Probabilities without those of a refusal, and `"system_fingerprint": null`, stand in the description’s example of logprobs.',
    mend: (schema) => nullable('system_fingerprint')(optional('refusal')(schema)),
  },
  {
    schema: 'CreateModerationResponse',
    reason: 'Models before omni-moderation know neither `illicit` nor which input a category is about: absent in the description’s example of a single string.',
    mend: optional('illicit', 'illicit/violent', 'category_applied_input_types'),
  },
];

/** Wherever one of these fields is required inside of the schema, it may be absent. */
function optional(...names: readonly string[]): (schema: Schema) => Schema {
  const mend = (value: unknown): unknown =>
    transform(value, (schema) => {
      if (!Array.isArray(schema.required)) return schema;
      const { required, ...rest } = schema;
      const left = (required as readonly string[]).filter((name) => !names.includes(name));
      return left.length === 0 ? rest : { ...rest, required: left };
    });
  return (schema) => mend(schema) as Schema;
}

/** Wherever one of these fields is defined inside of the schema, it may be null. */
function nullable(...names: readonly string[]): (schema: Schema) => Schema {
  const mend = (value: unknown): unknown =>
    transform(value, (schema) => {
      const { properties } = schema;
      if (properties === undefined) return schema;
      const mended = Object.entries(properties).map(([name, property]) => [name, names.includes(name) ? { anyOf: [property, { type: 'null' }] } : property]);
      return { ...schema, properties: Object.fromEntries(mended) as Record<string, Schema> };
    });
  return (schema) => mend(schema) as Schema;
}

function transform(value: unknown, change: (schema: Schema) => Schema): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => transform(item, change));
  return change(Object.fromEntries(Object.entries(value).map(([keyword, inside]) => [keyword, transform(inside, change)])));
}
