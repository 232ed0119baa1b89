import type { Params } from './params.ts';
import { invalidRequest, noSuch } from './stripe-error.ts';

export const PAGE_PARAMS = ['limit', 'starting_after', 'ending_before'] as const;

export interface Page {
  object: 'list';
  url: string;
  has_more: boolean;
  data: object[];
}

/** Newest first, cut by `limit`, `starting_after` and `ending_before`, as every list of Stripe's. */
export function listPage<T extends { id: string; created?: number }>(params: Params, url: string, rows: Iterable<T>): Page {
  const limit = params.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalidRequest('Invalid integer: limit must be between 1 and 100', { param: 'limit' });
  const sorted = [...rows].reverse().toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0));
  return cut(params, { url, sorted, limit });
}

/** For lists whose own order matters, such as invoice lines. */
export function orderedPage<T extends { id: string }>(params: Params, url: string, rows: readonly T[]): Page {
  return cut(params, { url, sorted: rows, limit: params.integer('limit') ?? 10 });
}

function cut<T extends { id: string }>(params: Params, list: { url: string; sorted: readonly T[]; limit: number }): Page {
  const { url, sorted, limit } = list;
  const after = params.string('starting_after');
  const before = params.string('ending_before');
  const position = (id: string): number => {
    const index = sorted.findIndex((row) => row.id === id);
    if (index < 0) throw noSuch('object', id, after === id ? 'starting_after' : 'ending_before');
    return index;
  };
  if (before !== undefined) {
    const end = position(before);
    const start = Math.max(0, end - limit);
    return { object: 'list', url, has_more: start > 0, data: sorted.slice(start, end) };
  }
  const start = after === undefined ? 0 : position(after) + 1;
  return { object: 'list', url, has_more: start + limit < sorted.length, data: sorted.slice(start, start + limit) };
}
