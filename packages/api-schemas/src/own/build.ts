import type { Schema } from '../schema.ts';

type Properties = Readonly<Record<string, Schema>>;

/** An object of these fields; those whose names end with `?` may be absent. Others are let through, as everywhere in these APIs. */
export function object(fields: Properties): Schema {
  const names = Object.keys(fields);
  const properties = Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace(/\?$/, ''), schema]));
  const required = names.filter((name) => !name.endsWith('?'));
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const number: Schema = { type: 'number' };
/** A point in time, as ISO 8601 in UTC. */
export const instant: Schema = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` };
export const day: Schema = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\d$` };
export const anyObject: Schema = { type: 'object' };
/** US dollars as digits, so that no digit is lost: `2.75`. */
export const decimal: Schema = { type: 'string', pattern: String.raw`^\d+(\.\d+)?$` };

export const oneOfTexts = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const list = (items: Schema, limits: Schema = {}): Schema => ({ type: 'array', items, ...limits });
export const either = (...schemas: readonly Schema[]): Schema => ({ anyOf: schemas });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });
/** With what counts when the field is absent. */
export const otherwise = (value: unknown, schema: Schema): Schema => ({ ...schema, default: value });
