import type { FormObject, FormValue } from './form.ts';
import { invalidRequest } from './stripe-error.ts';

/** Reads request parameters the way Stripe does: unknown ones are refused, and every refusal names its parameter. */
export class Params {
  readonly #values: FormObject;
  readonly #path: string;

  constructor(values: FormObject, path = '') {
    this.#values = values;
    this.#path = path;
  }

  /** Refuses every parameter that is not named; `expand` is always allowed. */
  only(...names: readonly string[]): this {
    for (const name of Object.keys(this.#values)) {
      if (!names.includes(name) && name !== 'expand') {
        throw invalidRequest(`Received unknown parameter: ${this.#name(name)}`, {
          code: 'parameter_unknown',
          param: this.#name(name),
        });
      }
    }
    return this;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  string(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw invalidRequest(`Invalid string: ${this.#name(name)}`, { param: this.#name(name) });
    return value;
  }

  required(name: string): string {
    const value = this.string(name);
    if (value === undefined) {
      throw invalidRequest(`Missing required param: ${this.#name(name)}.`, { code: 'parameter_missing', param: this.#name(name) });
    }
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw invalidRequest(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: this.#name(name) });
    }
    return Number(value);
  }

  requiredInteger(name: string): number {
    this.required(name);
    return this.integer(name) ?? 0;
  }

  boolean(name: string): boolean | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') {
      throw invalidRequest(`Invalid boolean: ${value}`, { param: this.#name(name) });
    }
    return value === 'true';
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) {
      throw invalidRequest(`Invalid ${this.#name(name)}: must be one of ${values.join(', ')}`, { param: this.#name(name) });
    }
    return found;
  }

  object(name: string): Params | undefined {
    const value = this.#values[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string' || Array.isArray(value)) {
      throw invalidRequest(`Invalid object`, { param: this.#name(name) });
    }
    return new Params(value, this.#name(name));
  }

  strings(name: string): string[] | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    return this.#asList(value).filter((entry) => typeof entry === 'string');
  }

  objects(name: string): Params[] | undefined {
    const value = this.#values[name];
    if (value === undefined || value === '') return undefined;
    return this.#asList(value).map((entry, index) => {
      if (typeof entry === 'string' || Array.isArray(entry)) throw invalidRequest(`Invalid object`, { param: this.#name(name) });
      return new Params(entry, `${this.#name(name)}[${index}]`);
    });
  }

  /** String to string; an empty value deletes the key when it is merged by `mergeMetadata`. */
  map(name: string): Record<string, string> | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (value === '') return {};
    if (typeof value === 'string') throw invalidRequest('Invalid object', { param: this.#name(name) });
    const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    if (entries.length > 50) throw invalidRequest('Metadata can have at most 50 keys', { param: this.#name(name) });
    for (const [key, text] of entries) {
      if (key.length > 40 || text.length > 500) {
        throw invalidRequest(`Metadata keys can have up to 40 characters and values up to 500 (${key})`, { param: this.#name(name) });
      }
    }
    return Object.fromEntries(entries);
  }

  text(name: string, lengthMax: number): string | undefined {
    const value = this.string(name);
    if (value !== undefined && value.length > lengthMax) {
      throw invalidRequest(`Invalid string: ${value.slice(0, 20)}...; must be at most ${lengthMax} characters`, { param: this.#name(name) });
    }
    return value;
  }

  raw(): FormObject {
    return this.#values;
  }

  #asList(value: FormValue): FormValue[] {
    if (Array.isArray(value)) return value;
    return typeof value === 'string' ? [value] : Object.values(value);
  }

  #name(name: string): string {
    return this.#path === '' ? name : `${this.#path}[${name}]`;
  }
}

/** Stripe merges metadata by key; an empty value removes one, an empty map removes all. */
export function mergeMetadata(current: Record<string, string>, change: Record<string, string> | undefined): Record<string, string> {
  if (change === undefined) return current;
  if (Object.keys(change).length === 0) return {};
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
}
