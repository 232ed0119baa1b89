import { hourStartMs } from '@modelhub/core/clock';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { QueryRows } from '@modelhub/db/query-rows';
import { MEASURES, USAGE_COLUMNS } from './ledger/rollup.ts';

// Every figure here comes from the hourly rollup: a page never scans the ledger. Sums are of integers, so they equal the ledger's
// to the nano-USD.

/** A range of whole UTC hours, and what to look at in it. Absent or empty lists do not narrow. */
export interface UsageFilter {
  readonly organizationId: string;
  /** Rounded down to the hour. */
  readonly fromMs: number;
  /** Exclusive; rounded up to the hour. */
  readonly toMs: number;
  readonly projectIds?: readonly string[] | undefined;
  readonly keyIds?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
}

export type UsageGroup = 'model' | 'key' | 'project' | 'provider';
export type UsageBucket = 'hour' | 'day';

export interface UsageTotals {
  readonly requests: bigint;
  /** Failed on our side. */
  readonly failedRequests: bigint;
  /** Charged by an estimate. */
  readonly estimatedRequests: bigint;
  /** Tokens by component. */
  readonly usage: Readonly<Record<keyof TokenUsage, bigint>>;
  readonly costNanoUsd: bigint;
  readonly durationMsSum: bigint;
}

export interface UsagePoint extends UsageTotals {
  /** Start of the hour or day, UTC. */
  readonly bucketStartMs: number;
  /** Id of the model, key, project or provider; null when not grouped. */
  readonly group: string | null;
}

export interface UsageBreakdown extends UsageTotals {
  readonly group: string;
}

const GROUP_COLUMNS = {
  model: 'model',
  key: 'key_id',
  project: 'project_id',
  provider: 'provider',
} as const satisfies Record<UsageGroup, string>;

const SUMS = MEASURES.map((measure) => `coalesce(sum(${measure}), 0)::int8 AS ${measure}`).join(', ');

const FILTER = `organization_id = $1 AND hour >= $2::timestamptz AND hour < $3::timestamptz
  AND (cardinality($4::text[]) = 0 OR project_id = ANY($4::text[]))
  AND (cardinality($5::text[]) = 0 OR key_id = ANY($5::text[]))
  AND (cardinality($6::text[]) = 0 OR model = ANY($6::text[]))`;

type SumRow = Record<(typeof MEASURES)[number], bigint>;

/** One line of figures for the whole range. */
export async function usageTotals(query: QueryRows, filter: UsageFilter): Promise<UsageTotals> {
  const rows = await query<SumRow>(`SELECT ${SUMS} FROM usage_rollups_hourly WHERE ${FILTER}`, parametersOf(filter));
  const row = rows[0];
  if (row === undefined) throw new Error('an aggregate always has a row');
  return totalsFrom(row);
}

/** Figures by hour or UTC day, and by group if asked for, in order of time. Buckets without usage are left out. */
export async function usageSeries(
  query: QueryRows,
  filter: UsageFilter,
  shape: { readonly bucket: UsageBucket; readonly groupBy?: UsageGroup | undefined },
): Promise<UsagePoint[]> {
  const bucket = shape.bucket === 'hour' ? 'hour' : `date_trunc('day', hour, 'UTC')`;
  const group = shape.groupBy === undefined ? 'NULL::text' : GROUP_COLUMNS[shape.groupBy];
  const rows = await query<SumRow & { bucket: Date; group_id: string | null }>(
    `SELECT ${bucket} AS bucket, ${group} AS group_id, ${SUMS} FROM usage_rollups_hourly
     WHERE ${FILTER} GROUP BY 1, 2 ORDER BY 1, 2`,
    parametersOf(filter),
  );
  return rows.map((row) => ({ bucketStartMs: row.bucket.getTime(), group: row.group_id, ...totalsFrom(row) }));
}

/** Figures of the range by group, the dearest first. */
export async function usageBreakdown(query: QueryRows, filter: UsageFilter, groupBy: UsageGroup): Promise<UsageBreakdown[]> {
  const rows = await query<SumRow & { group_id: string }>(
    `SELECT ${GROUP_COLUMNS[groupBy]} AS group_id, ${SUMS} FROM usage_rollups_hourly
     WHERE ${FILTER} GROUP BY 1 ORDER BY sum(cost_nano_usd) DESC, 1`,
    parametersOf(filter),
  );
  return rows.map((row) => ({ group: row.group_id, ...totalsFrom(row) }));
}

export interface UsageFilterValues {
  readonly projectIds: readonly string[];
  readonly keyIds: readonly string[];
  readonly models: readonly string[];
}

/** What there is to choose from in a range, whatever is chosen at the moment; sorted. */
export async function usageFilterValues(query: QueryRows, range: Pick<UsageFilter, 'organizationId' | 'fromMs' | 'toMs'>): Promise<UsageFilterValues> {
  const distinct = (column: string) => `coalesce(array_agg(DISTINCT ${column} ORDER BY ${column}), '{}') AS ${column}s`;
  const rows = await query<{ project_ids: string[]; key_ids: string[]; models: string[] }>(
    `SELECT ${distinct('project_id')}, ${distinct('key_id')}, ${distinct('model')} FROM usage_rollups_hourly WHERE ${FILTER}`,
    parametersOf(range),
  );
  const row = rows[0];
  return { projectIds: row?.project_ids ?? [], keyIds: row?.key_ids ?? [], models: row?.models ?? [] };
}

/** The start of every bucket of a range, with or without usage: the axis of a chart. */
export function bucketStarts(range: Pick<UsageFilter, 'fromMs' | 'toMs'>, bucket: UsageBucket): number[] {
  const sizeMs = bucket === 'hour' ? 3_600_000 : 86_400_000;
  const starts: number[] = [];
  for (let start = Math.floor(range.fromMs / sizeMs) * sizeMs; start < range.toMs; start += sizeMs) starts.push(start);
  return starts;
}

function parametersOf(filter: UsageFilter): unknown[] {
  const to = hourStartMs(filter.toMs);
  return [
    filter.organizationId,
    new Date(hourStartMs(filter.fromMs)).toISOString(),
    new Date(to === filter.toMs ? to : to + 3_600_000).toISOString(),
    [...(filter.projectIds ?? [])],
    [...(filter.keyIds ?? [])],
    [...(filter.models ?? [])],
  ];
}

function totalsFrom(row: SumRow): UsageTotals {
  const usage = Object.fromEntries(Object.entries(USAGE_COLUMNS).map(([component, column]) => [component, BigInt(row[column])])) as Record<
    keyof TokenUsage,
    bigint
  >;
  return {
    requests: BigInt(row.requests),
    failedRequests: BigInt(row.failed_requests),
    estimatedRequests: BigInt(row.estimated_requests),
    usage,
    costNanoUsd: BigInt(row.cost_nano_usd),
    durationMsSum: BigInt(row.duration_ms_sum),
  };
}
