import { MODEL_KINDS } from '@modelhub/catalog/types';
import { createLoader, createSerializer, parseAsArrayOf, parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { CatalogRow } from './server/catalog-rows.ts';

export const CAPABILITIES = ['tools', 'vision', 'reasoning', 'json'] as const;
export type Capability = (typeof CAPABILITIES)[number];

export const SORT_COLUMNS = ['released', 'name', 'context', 'input', 'output'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** Everything that shapes the catalog is in the URL, so that any view can be sent to a colleague. */
export const catalogParsers = {
  q: parseAsString.withDefault(''),
  lab: parseAsString.withDefault(''),
  kind: parseAsStringLiteral(MODEL_KINDS),
  can: parseAsArrayOf(parseAsStringLiteral(CAPABILITIES)).withDefault([]),
  sort: parseAsStringLiteral(SORT_COLUMNS).withDefault('released'),
  dir: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
  retired: parseAsBoolean.withDefault(false),
  page: parseAsInteger.withDefault(1),
};

export const loadCatalogQuery = createLoader(catalogParsers);
export const catalogHref = createSerializer(catalogParsers);
export type CatalogQuery = Awaited<ReturnType<typeof loadCatalogQuery>>;

function has(row: CatalogRow, capability: Capability): boolean {
  switch (capability) {
    case 'tools':
      return row.tools;
    case 'vision':
      return row.input.includes('image');
    case 'reasoning':
      return row.reasoning;
    case 'json':
      return row.structuredOutput;
  }
}

/** A space, a dash and a dot are the same to somebody who types a model's name. */
function normalized(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s._/-]+/g, ' ')
    .trim();
}

function matches(row: CatalogRow, query: CatalogQuery): boolean {
  if (query.lab !== '' && row.lab !== query.lab) return false;
  if (query.kind !== null && row.kind !== query.kind) return false;
  if (row.deprecated && !query.retired) return false;
  if (!query.can.every((capability) => has(row, capability))) return false;
  const text = normalized([row.id, row.name, row.description, ...row.aliases].join(' '));
  return normalized(query.q)
    .split(' ')
    .every((word) => text.includes(word));
}

/** What has no price by the token comes after what has one, whichever way the others are turned. */
function comparePrices(a: bigint | null, b: bigint | null, factor: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return factor * (a < b ? -1 : 1);
}

const COMPARE = {
  released: (a, b, factor) => factor * (a.releasedAt ?? '').localeCompare(b.releasedAt ?? ''),
  name: (a, b, factor) => factor * a.name.localeCompare(b.name),
  context: (a, b, factor) => factor * (a.contextTokensMax - b.contextTokensMax),
  input: (a, b, factor) => comparePrices(a.inputNanoUsd, b.inputNanoUsd, factor),
  output: (a, b, factor) => comparePrices(a.outputNanoUsd, b.outputNanoUsd, factor),
} as const satisfies Record<SortColumn, (a: CatalogRow, b: CatalogRow, factor: number) => number>;

/** The rows that a query asks for, in its order. */
export function selectRows(rows: readonly CatalogRow[], query: CatalogQuery): CatalogRow[] {
  const factor = query.dir === 'asc' ? 1 : -1;
  return rows.filter((row) => matches(row, query)).sort((a, b) => COMPARE[query.sort](a, b, factor) || a.id.localeCompare(b.id));
}

export const PAGE_ROWS = 50;

export interface CatalogPage {
  readonly rows: readonly CatalogRow[];
  /** Counted from 1, and never past the last one. */
  readonly page: number;
  readonly pageCount: number;
}

/** The part of the rows that a page of the table shows. */
export function pageOf(rows: readonly CatalogRow[], page: number): CatalogPage {
  const pageCount = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const shown = Math.min(Math.max(1, page), pageCount);
  return { rows: rows.slice((shown - 1) * PAGE_ROWS, shown * PAGE_ROWS), page: shown, pageCount };
}

/** Where a click on a column leads: the other direction of the same column, or the natural one of another. */
export function nextSort(query: CatalogQuery, column: SortColumn): { readonly sort: SortColumn; readonly dir: 'asc' | 'desc' } {
  if (query.sort === column) return { sort: column, dir: query.dir === 'asc' ? 'desc' : 'asc' };
  return { sort: column, dir: column === 'released' || column === 'context' ? 'desc' : 'asc' };
}
