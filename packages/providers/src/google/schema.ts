import { unsupported } from '../dialect/refusal.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What says nothing about the values. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema',
  '$comment',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentMediaType',
  'contentEncoding',
]);
/** What Gemini reads of JSON Schema (API reference, "GenerationConfig.responseJsonSchema"). It passes over everything else without a word. */
const READ: ReadonlySet<string> = new Set([
  '$id',
  '$defs',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
  'propertyOrdering',
]);
const MAPS: ReadonlySet<string> = new Set(['properties', '$defs']);
const LISTS: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'prefixItems']);

/**
 * A schema in the keywords that Gemini reads. What can be said otherwise is; a strict schema that cannot be kept is refused by name, since Gemini would
 * keep to a part of it only. A schema that is not strict is a wish, and goes with all that it says.
 */
export function geminiSchema(schema: unknown, { path, isStrict }: { readonly path: string; readonly isStrict: boolean }): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const said: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(inOtherWords(schema as Schema))) {
    if (ANNOTATIONS.has(keyword)) continue;
    if (isStrict && !READ.has(keyword)) throw unsupported(`${path}.${keyword}`, `${keyword} is not supported in a strict schema by this model.`);
    const at = `${path}.${keyword}`;
    if (MAPS.has(keyword)) said[keyword] = mapOf(value, { path: at, isStrict });
    else if (LISTS.has(keyword) && Array.isArray(value)) said[keyword] = value.map((part, index) => geminiSchema(part, { path: `${at}[${index}]`, isStrict }));
    else if (keyword === 'items' || keyword === 'additionalProperties') said[keyword] = geminiSchema(value, { path: at, isStrict });
    else said[keyword] = value;
  }
  return referenceAlone(said);
}

function mapOf(value: unknown, about: { readonly path: string; readonly isStrict: boolean }): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, geminiSchema(part, { ...about, path: `${about.path}.${name}` })]));
}

/** The same in keywords that Gemini reads, as far as there is the same. */
function inOtherWords(schema: Schema): Schema {
  let said: Record<string, unknown> = { ...schema };
  const { allOf } = said;
  if (Array.isArray(allOf) && allOf.length === 1 && canJoin(said, allOf[0])) {
    const { allOf: _left, ...rest } = said;
    said = { ...rest, ...(allOf[0] as Schema) };
  }
  if (typeof said['const'] === 'string' || typeof said['const'] === 'number') {
    const { const: only, ...rest } = said;
    said = { ...rest, enum: [only] };
  }
  if (said['definitions'] !== undefined && said['$defs'] === undefined) {
    const { definitions, ...rest } = said;
    said = { ...rest, $defs: definitions };
  }
  if (typeof said['$ref'] === 'string') said['$ref'] = said['$ref'].replace(/^#\/definitions\//, '#/$defs/');
  if (said['type'] === 'integer') {
    said = integerBound(said, { from: 'exclusiveMinimum', to: 'minimum', step: 1 });
    said = integerBound(said, { from: 'exclusiveMaximum', to: 'maximum', step: -1 });
  }
  return said;
}

/** The only part of an `allOf` stands for it, where it says nothing that is said beside it. */
function canJoin(schema: Schema, part: unknown): boolean {
  return typeof part === 'object' && part !== null && Object.keys(part).every((keyword) => (keyword === 'allOf' ? false : !(keyword in schema)));
}

interface Bound {
  readonly from: string;
  readonly to: string;
  readonly step: number;
}

/** More than 3 is 4 or more, among whole numbers. */
function integerBound(schema: Record<string, unknown>, { from, to, step }: Bound): Record<string, unknown> {
  const { [from]: bound, ...rest } = schema;
  return Number.isInteger(bound) && rest[to] === undefined ? { ...rest, [to]: (bound as number) + step } : schema;
}

/** Beside a reference only keywords with a dollar may stand: what else is said goes around it. */
function referenceAlone(schema: Record<string, unknown>): Record<string, unknown> {
  if (schema['$ref'] === undefined || Object.keys(schema).every((keyword) => keyword.startsWith('$'))) return schema;
  const { $ref, ...rest } = schema;
  return rest['anyOf'] === undefined ? { ...rest, anyOf: [{ $ref }] } : schema;
}
