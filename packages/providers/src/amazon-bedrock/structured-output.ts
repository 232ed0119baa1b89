import { answerForm as answerByTool } from '../anthropic/structured-output.ts';
import type { ChatRequest } from '../types.ts';
import { bedrockModel } from './families.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * How `response_format` is honoured. `native`: by `outputConfig.textFormat`. `tool`: the model is made to call a tool, and its arguments are
 * the answer. `none`: this model can do neither.
 */
export type AnswerForm =
  | { readonly kind: 'text' | 'none' }
  | { readonly kind: 'native'; readonly name: string; readonly description: string | undefined; readonly schema: Schema }
  | { readonly kind: 'tool'; readonly name: string; readonly schema: Schema };

/** The same request to the same model always has the same form, so that the answer can be read by it. */
export function answerForm(request: ChatRequest, upstreamModel: string): AnswerForm {
  const byTool = answerByTool(request);
  if (byTool.kind !== 'tool') return { kind: 'text' };
  const { forces, nativeSchema } = bedrockModel(upstreamModel);
  const isForcible = forces === 'named';
  const format = request['response_format'] as { json_schema?: { name?: unknown; description?: unknown; schema?: unknown; strict?: unknown } | null };
  const { name, description, schema, strict } = format.json_schema ?? {};
  const wantsReasoning = typeof request['reasoning_effort'] === 'string' && request['reasoning_effort'] !== 'none';
  if (nativeSchema && (strict === true || wantsReasoning || !isForcible) && isNativeSchema(schema)) {
    return {
      kind: 'native',
      name: typeof name === 'string' ? name.replaceAll(/[^\w-]/g, '_').slice(0, 64) : 'answer',
      description: typeof description === 'string' && description !== '' ? description : undefined,
      schema,
    };
  }
  return isForcible ? byTool : { kind: 'none' };
}

/** Keywords that Bedrock answers with 400, whatever their value (user guide, "Get validated JSON results from models", and README.md). */
const REFUSED_KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'maxItems'];
const PART_MAPS = ['properties', '$defs', 'definitions'];
const PART_LISTS = ['anyOf', 'allOf', 'oneOf', 'prefixItems'];

/** Whether Bedrock compiles the schema: objects are closed, and no keyword is among those that it refuses. */
export function isNativeSchema(schema: unknown): schema is Schema {
  if (!isObject(schema)) return false;
  return isCompilable(schema) && !isRecursive(schema);
}

function isCompilable(value: unknown): boolean {
  if (!isObject(value)) return true;
  if (REFUSED_KEYWORDS.some((keyword) => keyword in value)) return false;
  if (typeof value['minItems'] === 'number' && value['minItems'] > 1) return false;
  const isObjectType = value['type'] === 'object' || (Array.isArray(value['type']) && value['type'].includes('object'));
  if ((isObjectType || 'properties' in value) && value['additionalProperties'] !== false) return false;
  if (typeof value['$ref'] === 'string' && !value['$ref'].startsWith('#')) return false;
  return partsOf(value).every(isCompilable);
}

function partsOf(schema: Schema): unknown[] {
  const maps = PART_MAPS.flatMap((keyword) => (isObject(schema[keyword]) ? Object.values(schema[keyword]) : []));
  const lists = PART_LISTS.flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []));
  return [...maps, ...lists, schema['items']];
}

/** Whether a definition leads back to itself. */
function isRecursive(root: Schema): boolean {
  const open = new Set<string>();
  const closed = new Set<string>();
  const leadsBack = (value: unknown): boolean => {
    if (!isObject(value)) return false;
    const reference = value['$ref'];
    if (typeof reference === 'string' && !closed.has(reference)) {
      if (open.has(reference) || reference === '#') return true;
      open.add(reference);
      const isLoop = leadsBack(resolve(root, reference));
      open.delete(reference);
      if (isLoop) return true;
      closed.add(reference);
    }
    return partsOf(value).some(leadsBack);
  };
  return leadsBack(root);
}

/** What `#/$defs/name` points to; undefined where there is nothing. */
export function resolve(root: Schema, reference: string): unknown {
  let at: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    if (!isObject(at)) return undefined;
    at = at[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return at;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
