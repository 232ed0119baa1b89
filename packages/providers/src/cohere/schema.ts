import { unsupported } from '../dialect/refusal.ts';
import { fieldsOf, type Fields } from '../dialect/fields.ts';

const PARAMETER = 'response_format';
/** What Cohere's schemas lack and what no other words can say (docs.cohere.com, "Structured Outputs": "Unsupported schema features"). */
const INEXPRESSIBLE = ['allOf', 'oneOf', 'not', 'maximum', 'minimum', 'minItems', 'maxItems', 'minLength', 'maxLength', 'uniqueItems'] as const;

/**
 * `response_format` as Cohere's. Its schemas know no more properties than are named, so that `additionalProperties: false` goes without saying. Beside
 * documents it has no place, nor beside tools (see answer-tool.ts).
 */
export function responseFormat(request: Fields): Fields {
  const { type, json_schema: described } = fieldsOf(request[PARAMETER]);
  if (type === undefined || type === 'text') return {};
  if (type !== 'json_object' && type !== 'json_schema') throw unsupported(PARAMETER);
  if (Array.isArray(request['documents']) && request['documents'].length > 0)
    throw unsupported(PARAMETER, 'response_format cannot be combined with documents on this model.');
  const { schema, strict } = fieldsOf(described);
  if (type === 'json_object' || typeof schema !== 'object' || schema === null) return { response_format: { type: 'json_object' } };
  if (fieldsOf(schema)['type'] !== 'object') throw unsupported(PARAMETER, 'The schema of response_format must describe an object for this model.');
  return { response_format: { type: 'json_object', json_schema: withoutOpenness(schema, strict === true) } };
}

/** Without a strict promise what cannot be said is a wish that is left to the model, as OpenAI leaves it. */
function withoutOpenness(value: unknown, isStrict: boolean, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutOpenness(each, isStrict));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (!isNames) {
      if (key === '$schema' || (key === 'additionalProperties' && member === false)) continue;
      if (INEXPRESSIBLE.some((word) => word === key)) {
        if (isStrict) throw unsupported(PARAMETER, `"${key}" in the schema of response_format is not supported by this model.`);
        continue;
      }
    }
    const namesAhead = !isNames && (key === 'properties' || key === '$defs' || key === 'definitions');
    kept[key] = isValue(key, isNames) ? member : withoutOpenness(member, isStrict, namesAhead);
  }
  return kept;
}

/** Members whose content is data and no schema. */
function isValue(key: string, isNames: boolean): boolean {
  return !isNames && (key === 'enum' || key === 'const' || key === 'default' || key === 'examples' || key === 'required');
}
