import { invalid } from './refusal.ts';

/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** Of what an upstream sent: what is no object has no fields. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Of what an upstream sent: what is no text is an empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Of what an upstream sent: what is no list is an empty one. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Of a request. Throws an `invalid_value` that names the place. */
export function asObject(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, `${path} must be an object.`);
  return value as Fields;
}

/** Of a request; nothing is an empty list. Throws an `invalid_value` that names the place. */
export function asList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(path, `${path} must be a list.`);
  return value as readonly unknown[];
}

/** Of a request. Throws an `invalid_value` that names the place. */
export function asText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw invalid(path, `${path} must be a text.`);
  return value;
}
