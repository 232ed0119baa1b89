import type { ChatRequest } from '../types.ts';
import { traitsOf } from './model-traits.ts';

/**
 * How `response_format` is honoured. `native`: the model's own structured output, where it has that and the schema is of the strict
 * kind, which is what Anthropic accepts. `tool`: the model is made to call a tool, and its arguments are the answer.
 */
export type AnswerForm =
  | { readonly kind: 'text' }
  | { readonly kind: 'native'; readonly schema: Schema }
  | { readonly kind: 'tool'; readonly name: string; readonly schema: Schema };

type Schema = Readonly<Record<string, unknown>>;

const TEXT: AnswerForm = { kind: 'text' };
const ANY_OBJECT: Schema = { type: 'object', additionalProperties: true };

/**
 * The same request always has the same form, so that the answer can be read by it. `upstreamModel` is left out when an answer is
 * read: the name of the tool does not depend on it, and a native answer holds no such tool.
 */
export function answerForm(request: ChatRequest, upstreamModel?: string): AnswerForm {
  const format = request['response_format'] as
    | { type?: unknown; json_schema?: { name?: unknown; schema?: unknown; strict?: unknown } | null }
    | null
    | undefined;
  if (format?.type === 'json_object') return { kind: 'tool', name: freeName('answer_as_json', request), schema: ANY_OBJECT };
  if (format?.type !== 'json_schema') return TEXT;
  const { name, schema, strict } = format.json_schema ?? {};
  const hasSchema = typeof schema === 'object' && schema !== null;
  const wantsThinking = typeof request['reasoning_effort'] === 'string' && request['reasoning_effort'] !== 'none';
  if (hasSchema && upstreamModel !== undefined && traitsOf(upstreamModel).nativeSchema && (strict === true || wantsThinking))
    return { kind: 'native', schema: schema as Schema };
  const text = typeof name === 'string' ? name.replaceAll(/[^\w-]/g, '_').slice(0, 45) : 'json';
  return { kind: 'tool', name: freeName(`answer_as_${text}`, request), schema: hasSchema ? (schema as Schema) : ANY_OBJECT };
}

/** A name that no tool of the client has. */
function freeName(wanted: string, request: ChatRequest): string {
  const tools = Array.isArray(request['tools']) ? (request['tools'] as readonly ({ function?: { name?: unknown } } | null)[]) : [];
  const taken = new Set(tools.map((tool) => tool?.function?.name));
  let name = wanted;
  while (taken.has(name)) name += '_';
  return name;
}
