import type { Tables } from './state.ts';
import { publicView } from './wire-form.ts';

/** Replaces ids by their objects along the paths of `expand`: `latest_invoice`, `data.customer`. */
export function expandPaths(body: Record<string, unknown>, paths: readonly string[], tables: Tables): void {
  for (const path of paths) expandPath(body, path.split('.'), tables);
}

function expandPath(node: unknown, keys: readonly string[], tables: Tables): void {
  const [key, ...rest] = keys;
  if (key === undefined || typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const entry of node) expandPath(entry, keys, tables);
    return;
  }
  const record = node as Record<string, unknown>;
  const value = record[key];
  if (typeof value === 'string') record[key] = findById(value, tables) ?? value;
  expandPath(record[key], rest, tables);
}

function findById(id: string, tables: Tables): Record<string, unknown> | undefined {
  for (const map of Object.values(tables) as Map<string, object>[]) {
    const found = map.get(id);
    if (found !== undefined) return publicView(found);
  }
  return undefined;
}
