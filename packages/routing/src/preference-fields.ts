import { ModelHubError } from '@modelhub/core/errors';
import type { MeasuredLimits } from './types.ts';

const SHARES: Readonly<Record<string, number>> = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 };

/** Readers of single fields. Each throws `invalid_value`, or `unsupported_parameter` for a name that nobody knows, with the field's own path. */

export function texts(value: unknown, param: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) throw invalid(param, `${param} must be a list of texts.`);
  return value as string[];
}

export function flag(value: unknown, param: string, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'boolean') throw invalid(param, `${param} must be true or false.`);
  return value;
}

/** An object of numbers that are not negative; of these names alone, where they are given. */
export function numbers(value: unknown, param: string, names?: readonly string[]): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(param, `${param} must be an object of numbers.`);
  for (const [name, number] of Object.entries(value)) {
    const path = `${param}.${name.slice(0, 100)}`;
    if (names !== undefined && !names.includes(name)) throw unsupported(path);
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) throw invalid(path, `${path} must be a number of 0 or more.`);
  }
  return value as Readonly<Record<string, number>>;
}

/** A number is about half of the requests; an object names the share that each limit is about. `unit` is what 1 stands for. */
export function measuredLimits(value: unknown, param: string, unit: number): MeasuredLimits | null {
  if (value === undefined || value === null) return null;
  const limits = typeof value === 'number' ? { p50: value } : numbers(value, param, Object.keys(SHARES));
  return Object.entries(limits).map(([name, limit]) => {
    if (!(limit > 0)) throw invalid(param, `${param} must be above 0.`);
    return { share: SHARES[name] ?? 0.5, limit: limit * unit };
  });
}

export function invalid(param: string, message: string): ModelHubError {
  return new ModelHubError('invalid_value', { message, param });
}

export function unsupported(param: string): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${param} is not supported here.`, param });
}
