import { invalid, unsupported } from '../preference-fields.ts';
import { LANGUAGES, SURFACES, type RequestFeatures } from './features.ts';

/** Both ends belong to it; null is open. */
interface Range {
  readonly min: number | null;
  readonly max: number | null;
}

/** One condition of a step: what it is about, what it wants, and whether a request has it. */
export interface Condition {
  /** As in the document: `prompt_tokens`, `metadata.team`. */
  readonly field: string;
  /** As in the document. */
  readonly wanted: unknown;
  /** What a request has of it. */
  valueIn(features: RequestFeatures): unknown;
  holds(features: RequestFeatures): boolean;
}

type NumberFeature = 'prompt_tokens' | 'output_tokens_max' | 'turns';
const NUMBERS: readonly string[] = ['prompt_tokens', 'output_tokens_max', 'turns'] satisfies NumberFeature[];

/** Conditions that are true or false, with the feature that decides them. */
const FLAGS = {
  has_tools: 'tools',
  has_images: 'images',
  has_audio: 'audio',
  has_files: 'files',
  json_output: 'json_output',
} as const satisfies Record<string, keyof RequestFeatures>;

const LISTS = {
  languages: { feature: 'language', known: LANGUAGES },
  surfaces: { feature: 'surface', known: SURFACES },
} as const satisfies Record<string, { feature: keyof RequestFeatures; known: readonly string[] }>;

const METADATA_KEYS_MAX = 16;
const LIST_ITEMS_MAX = 50;

type Fields = Readonly<Record<string, unknown>>;

/** Reads `when`. All of its conditions have to hold. Throws an error that names the field, such as `steps[1].when.prompt_tokens.max`. */
export function readConditions(value: unknown, at: string): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const [field, wanted] of Object.entries(objectOf(value, at))) {
    const path = `${at}.${field.slice(0, 100)}`;
    if (NUMBERS.includes(field)) conditions.push(rangeCondition(field as NumberFeature, readRange(wanted, path), wanted));
    else if (isKeyOf(FLAGS, field)) conditions.push(flagCondition(field, wanted, path));
    else if (isKeyOf(LISTS, field)) conditions.push(listCondition(field, wanted, path));
    else if (field === 'metadata') conditions.push(...metadataConditions(wanted, path));
    else throw unsupported(path);
  }
  if (conditions.length === 0) throw invalid(at, `${at} has no condition. Leave it out for a step that every request may take.`);
  return conditions;
}

function rangeCondition(field: NumberFeature, { min, max }: Range, wanted: unknown): Condition {
  return {
    field,
    wanted,
    valueIn: (features) => features[field],
    holds(features) {
      // A client that sets no limit lets the model write as much as it can.
      const value = features[field] ?? Number.POSITIVE_INFINITY;
      return (min === null || value >= min) && (max === null || value <= max);
    },
  };
}

function readRange(value: unknown, at: string): Range {
  const { min = null, max = null, ...rest } = objectOf(value, at);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw unsupported(`${at}.${unknown.slice(0, 100)}`);
  if (min === null && max === null) throw invalid(at, `${at} must have min, max or both.`);
  const range = { min: countOf(min, `${at}.min`), max: countOf(max, `${at}.max`) };
  if (range.min !== null && range.max !== null && range.min > range.max) throw invalid(`${at}.max`, `${at}.max must not be below ${at}.min.`);
  return range;
}

function countOf(value: unknown, at: string): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(at, `${at} must be a whole number of 0 or more.`);
}

function flagCondition(field: keyof typeof FLAGS, wanted: unknown, at: string): Condition {
  if (typeof wanted !== 'boolean') throw invalid(at, `${at} must be true or false.`);
  const feature = FLAGS[field];
  return { field, wanted, valueIn: (features) => features[feature], holds: (features) => Number(features[feature]) > 0 === wanted };
}

function listCondition(field: keyof typeof LISTS, wanted: unknown, at: string): Condition {
  const { feature, known } = LISTS[field];
  const items = itemsOf(wanted, at);
  const strange = items.findIndex((item) => !(known as readonly string[]).includes(item));
  if (strange >= 0) throw invalid(`${at}[${strange}]`, `${at}[${strange}] is not known. Known are ${known.join(', ')}.`);
  return {
    field,
    wanted,
    valueIn: (features) => features[feature],
    holds(features) {
      const value = features[feature];
      return value !== null && items.includes(value);
    },
  };
}

function metadataConditions(value: unknown, at: string): readonly Condition[] {
  const wanted = Object.entries(objectOf(value, at));
  if (wanted.length === 0 || wanted.length > METADATA_KEYS_MAX) throw invalid(at, `${at} must have 1 to ${METADATA_KEYS_MAX} keys.`);
  return wanted.map(([key, values]) => {
    const accepted = typeof values === 'string' ? [values] : itemsOf(values, `${at}.${key.slice(0, 100)}`);
    return {
      field: `metadata.${key}`,
      wanted: values,
      valueIn: ({ metadata }) => metadata[key] ?? null,
      holds({ metadata }) {
        const own = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
        return own !== undefined && accepted.includes(own);
      },
    };
  });
}

function itemsOf(value: unknown, at: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > LIST_ITEMS_MAX || value.some((item) => typeof item !== 'string'))
    throw invalid(at, `${at} must be a list of 1 to ${LIST_ITEMS_MAX} texts.`);
  return value as readonly string[];
}

function objectOf(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at, `${at} must be an object.`);
  return value as Fields;
}

function isKeyOf<T extends object>(object: T, key: string): key is string & keyof T {
  return Object.hasOwn(object, key);
}
