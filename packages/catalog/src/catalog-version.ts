import { createHash } from 'node:crypto';
import { catalog } from './catalog.ts';
import type { Model } from './types.ts';

const DIGITS = 12;

let known: { readonly models: readonly Model[]; readonly version: string } | null = null;

/** Tells one catalog from another: with a model, an endpoint or a price that differs in anything it is another one. Takes some milliseconds once. */
export function catalogVersion(): string {
  const { models } = catalog;
  if (known?.models !== models) known = { models, version: digestOf(models) };
  return known.version;
}

function digestOf(models: readonly Model[]): string {
  const json = JSON.stringify(models, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  return createHash('sha256').update(json).digest('hex').slice(0, DIGITS);
}
