import { isUtf8 } from 'node:buffer';
import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';

export type Fields = Readonly<Record<string, unknown>>;

/** A JSON body as an object. Throws a 400 that says what it is instead. */
export function readJsonObject(body: Buffer): Fields {
  if (body.length === 0) throw invalid('invalid_json', null, 'The request body is empty. Send a JSON object.');
  if (!isUtf8(body)) throw invalid('invalid_json', null, 'The request body is not valid UTF-8.');
  return parseJsonObject(body.toString('utf8'));
}

/** The same of its text. */
export function parseJsonObject(json: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid('invalid_json', null, 'The request body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('invalid_json', null, 'The request body must be a JSON object.');
  return value as Fields;
}

/** A text, or nothing where there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function checkModel(model: unknown): void {
  if (model === undefined) throw invalid('missing_required_parameter', 'model', 'model is missing: name the model to use.');
  if (typeof model !== 'string' || model === '') throw invalid('invalid_value', 'model', 'model must be the name of a model.');
}

export function optionalBoolean(object: Fields, field: string, param = field): void {
  const value = object[field];
  if (value === undefined || value === null || typeof value === 'boolean') return;
  throw invalid('invalid_value', param, `${param} must be true or false.`);
}

export function optionalCount(object: Fields, field: string, max: number = Number.MAX_SAFE_INTEGER): void {
  const value = object[field];
  if (value === undefined || value === null) return;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${max}`;
  throw invalid('invalid_value', field, `${field} must be a whole number ${range}.`);
}

export function invalid(code: ErrorCode, param: string | null, message: string): ModelHubError {
  return new ModelHubError(code, { message, param });
}
