import { refTo, type Schema } from '../schema.ts';

/** Words for readers, and notes for OpenAI's own generators. The docs say things in words of their own. */
const PROSE: ReadonlySet<string> = new Set(['description', 'title', 'example', 'examples', 'externalDocs', 'discriminator', 'nullable', '$recursiveAnchor']);
/** Whose values are data and no schemas. */
const DATA: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'required']);
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties']);

/**
 * A schema of the description as a plain JSON Schema. Read differently from how it is written, everywhere:
 * - `oneOf` as `anyOf`: the members overlap (a message of `EasyInputMessage` is an `InputMessage` too), and the API takes what fits several.
 * - `nullable`, which OpenAPI 3.1 no longer has, as a union with null.
 * - a file of a form (`format: binary`) as anything: it is no JSON.
 * - `$recursiveRef`, which JSON Schema no longer has, as a reference to the schema around it.
 */
export function readSchema(schema: Schema, name: string): Schema {
  if (schema['$recursiveRef'] !== undefined) return refTo(name);
  if (schema.$ref !== undefined && schema['nullable'] !== true) return refTo(schema.$ref.replace('#/components/schemas/', ''));
  if (schema['nullable'] === true) {
    const { nullable: _, ...rest } = schema;
    return { anyOf: [readSchema(rest, name), { type: 'null' }] };
  }
  if (schema.anyOf !== undefined && schema.oneOf !== undefined) throw new Error(`${name} has anyOf and oneOf in one schema`);
  const isFile = schema['format'] === 'binary';
  const keywords = Object.entries(schema).filter(([keyword]) => !PROSE.has(keyword) && !keyword.startsWith('x-') && !(isFile && keyword === 'type'));
  return Object.fromEntries(keywords.map(([keyword, value]) => [keyword === 'oneOf' ? 'anyOf' : keyword, readValue(keyword, value, name)]));
}

function readValue(keyword: string, value: unknown, name: string): unknown {
  if (DATA.has(keyword) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' && item !== null ? readSchema(item as Schema, name) : (item as unknown)));
  if (!MAPS.has(keyword)) return readSchema(value as Schema, name);
  return Object.fromEntries(Object.entries(value).map(([property, schema]) => [property, readSchema(schema as Schema, name)]));
}
