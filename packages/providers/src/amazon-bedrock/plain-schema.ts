import { unsupported } from '../dialect/refusal.ts';
import { resolve } from './structured-output.ts';

type Schema = Readonly<Record<string, unknown>>;

/** All that Nova reads at the top of a tool's schema (Amazon Nova User Guide, "Defining a tool"). */
const TOP_KEYWORDS = new Set(['type', 'properties', 'required']);
/** What says nothing about the value itself, or is read elsewhere: leaving it out changes nothing that the model has to write. */
const LEFT_OUT = new Set(['$schema', '$id', '$defs', 'definitions', 'title', 'description', 'additionalProperties', '$comment', 'strict']);

/**
 * A tool's schema for models that follow no references: definitions are put where they are referred to. Throws `unsupported_parameter` where
 * that has no end, or where the top of the schema says more than such a model reads.
 */
export function plainSchema(schema: Schema, path: string): Schema {
  const whole = inline(schema, { root: schema, path, open: [] }) as Schema;
  const top = Object.entries(whole).filter(([keyword]) => !LEFT_OUT.has(keyword));
  const unread = top.find(([keyword]) => !TOP_KEYWORDS.has(keyword));
  if (unread !== undefined) throw unsupported(`${path}.${unread[0]}`, 'This model reads only type, properties and required at the top of a schema.');
  return { type: 'object', properties: {}, ...Object.fromEntries(top) };
}

interface Place {
  readonly root: Schema;
  readonly path: string;
  /** References that are being followed. */
  readonly open: readonly string[];
}

/** Keywords whose value is no schema: what looks like a reference in there is none. */
const VALUES = new Set(['enum', 'const', 'default', 'examples', 'required', 'type']);
/** Keywords that hold schemas by names of the client's. */
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const DEFINITIONS = new Set(['$defs', 'definitions']);

function inline(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => inline(item, place));
  if (!isSchema(value)) return value;
  const { $ref: reference, ...rest } = value;
  const parts = Object.fromEntries(
    Object.entries(rest)
      .filter(([keyword]) => !DEFINITIONS.has(keyword))
      .map(([keyword, part]) => [keyword, VALUES.has(keyword) ? part : MAPS.has(keyword) ? inlineEach(part, place) : inline(part, place)]),
  );
  if (reference === undefined) return parts;
  const target = typeof reference === 'string' && !place.open.includes(reference) ? resolve(place.root, reference) : undefined;
  if (!isSchema(target)) throw unsupported(place.path, 'This model takes no schema that refers to itself or to another document.');
  return { ...(inline(target, { ...place, open: [...place.open, reference as string] }) as Schema), ...parts };
}

function inlineEach(map: unknown, place: Place): unknown {
  return isSchema(map) ? Object.fromEntries(Object.entries(map).map(([name, part]) => [name, inline(part, place)])) : map;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
