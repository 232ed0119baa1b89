import { object as asSchema, type Json } from './json.ts';
import type { SeededRandom } from './seeded-random.ts';

const WORDS = ['harbour', 'Zürich', '東京', 'ledger', 'night train', 'crème', 'north', 'Ω-7'] as const;
const DEPTH_MAX = 6;

/** A value that fits the common parts of a JSON Schema: what a model would put into a tool call or a structured answer. */
export function valueOfSchema(schema: Json, random: SeededRandom): unknown {
  return valueOf(schema, 0, { root: schema, random });
}

interface Source {
  /** Where `$ref` leads into. */
  readonly root: Json;
  readonly random: SeededRandom;
}

function valueOf(schema: Json, depth: number, source: Source): unknown {
  const { random } = source;
  const reference = schema['$ref'];
  if (typeof reference === 'string') return depth >= DEPTH_MAX ? {} : valueOf(referredTo(reference, source.root), depth + 1, source);
  const choices = schema['enum'];
  if (Array.isArray(choices) && choices.length > 0) return choices[random.between(0, choices.length - 1)] as unknown;
  if (schema['const'] !== undefined) return schema['const'];
  const variants = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(variants) && variants.length > 0) return valueOf(asSchema(variants[random.between(0, variants.length - 1)]), depth, source);
  const type = Array.isArray(schema['type']) ? (schema['type'][0] as unknown) : schema['type'];
  // Gemini's schemas have their types in capitals.
  switch (typeof type === 'string' ? type.toLowerCase() : type) {
    case 'string':
      return `${random.pick(WORDS)} ${random.between(1, 999)}`;
    case 'integer':
      return random.between(numberOr(schema['minimum'], 0), numberOr(schema['maximum'], 500));
    case 'number':
      return random.between(0, 10_000) / 100;
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'array':
      return depth >= DEPTH_MAX ? [] : Array.from({ length: random.between(1, 4) }, () => valueOf(asSchema(schema['items']), depth + 1, source));
    default:
      return objectOf(schema, depth, source);
  }
}

function objectOf(schema: Json, depth: number, source: Source): Json {
  const properties = Object.entries(asSchema(schema['properties']));
  if (depth >= DEPTH_MAX) return {};
  if (properties.length === 0) return depth === 0 ? { answer: source.random.pick(WORDS) } : {};
  return Object.fromEntries(properties.map(([name, value]) => [name, valueOf(asSchema(value), depth + 1, source)]));
}

/** What `#/$defs/Step` points to; a schema of anything where it points to nothing. */
function referredTo(reference: string, root: Json): Json {
  return reference
    .split('/')
    .slice(1)
    .reduce((at, step) => asSchema(at[step]), root);
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
