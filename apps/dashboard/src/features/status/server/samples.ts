import { addHistograms, EMPTY_HISTOGRAM, percentileOf, type Histogram } from '@modelhub/core/histogram';
import type pg from 'pg';

/** What was asked of an endpoint on our accounts and what it failed. Limits and keys are between the provider and us, and in neither. */
export interface SampleCounts {
  readonly requests: number;
  /** One token each, sent by gateways where nobody asks. */
  readonly probes: number;
  /** Of both. */
  readonly failed: number;
  readonly outputTokens: number;
  readonly outputMs: number;
}

/** How long the first token took, and whole answers, by the histograms of all gateways. */
export interface SampleTimes {
  readonly timeToFirst: Histogram;
  readonly latency: Histogram;
}

export interface SampleRange {
  /** On the hour, except with `source: 'minutes'`. */
  readonly fromMs: number;
  readonly toMs: number;
  /** All of them where it is left out. */
  readonly endpointIds?: readonly string[] | undefined;
  /** `hours`: the hours that the worker has made, and the minutes since. `minutes`: those alone, which are kept for two days. */
  readonly source: 'hours' | 'minutes';
}

export const NO_COUNTS: SampleCounts = { requests: 0, probes: 0, failed: 0, outputTokens: 0, outputMs: 0 };
export const NO_TIMES: SampleTimes = { timeToFirst: EMPTY_HISTOGRAM, latency: EMPTY_HISTOGRAM };

const COLUMNS = `endpoint_id, requests, errors, rate_limited, keys_refused, probes, probe_errors, output_tokens, output_ms,
    ttft_ms_buckets, ttft_ms_counts, latency_ms_buckets, latency_ms_counts`;

/** $1: from, $2: to. */
const SOURCES = {
  hours: `
    SELECT hour AS at, ${COLUMNS} FROM endpoint_health_hours WHERE hour >= $1 AND hour < $2
    UNION ALL SELECT minute, ${COLUMNS} FROM endpoint_health_samples
    WHERE minute >= greatest($1, (SELECT max(hour) + interval '1 hour' FROM endpoint_health_hours)) AND minute < $2`,
  minutes: `SELECT minute AS at, ${COLUMNS} FROM endpoint_health_samples WHERE minute >= $1 AND minute < $2`,
} as const satisfies Record<SampleRange['source'], string>;

const OF_ENDPOINTS = '$3::text[] IS NULL OR endpoint_id = ANY($3)';

const SUMS = `sum(requests - rate_limited - keys_refused)::float8 AS requests, sum(probes)::float8 AS probes, sum(errors + probe_errors)::float8 AS failed,
    sum(output_tokens)::float8 AS "outputTokens", sum(output_ms)::float8 AS "outputMs"`;

const keyOf = ({ fromMs, toMs, endpointIds }: SampleRange): unknown[] => [new Date(fromMs), new Date(toMs), endpointIds ?? null];

type Of<Row> = Row & { readonly endpoint_id: string };

/** By endpoint; those without traffic are left out. */
export async function readCounts(pool: pg.Pool, range: SampleRange): Promise<ReadonlyMap<string, SampleCounts>> {
  const { rows } = await pool.query<Of<SampleCounts>>(
    `SELECT endpoint_id, ${SUMS} FROM (${SOURCES[range.source]}) samples WHERE ${OF_ENDPOINTS} GROUP BY 1`,
    keyOf(range),
  );
  return new Map(rows.map(({ endpoint_id: id, ...counts }) => [id, counts]));
}

/** By endpoint, and then by UTC hour. */
export async function readCountsByHour(pool: pg.Pool, range: SampleRange): Promise<ReadonlyMap<string, ReadonlyMap<number, SampleCounts>>> {
  const { rows } = await pool.query<Of<SampleCounts & { readonly hour: Date }>>(
    `SELECT endpoint_id, date_trunc('hour', at, 'UTC') AS hour, ${SUMS} FROM (${SOURCES[range.source]}) samples WHERE ${OF_ENDPOINTS} GROUP BY 1, 2`,
    keyOf(range),
  );
  const byEndpoint = Map.groupBy(rows, (row) => row.endpoint_id);
  return new Map([...byEndpoint].map(([id, hours]) => [id, new Map(hours.map((row) => [row.hour.getTime(), row]))]));
}

interface BucketsRow {
  readonly is_first: boolean;
  readonly buckets: number[];
  readonly counts: number[];
}

/** By endpoint, with each bucket once. */
export async function readTimes(pool: pg.Pool, range: SampleRange): Promise<ReadonlyMap<string, SampleTimes>> {
  const { rows } = await pool.query<Of<BucketsRow>>(
    `SELECT endpoint_id, is_first, array_agg(bucket) AS buckets, array_agg(count) AS counts FROM (
       SELECT endpoint_id, is_first, bucket, sum(count)::int AS count
       FROM (${SOURCES[range.source]}) samples CROSS JOIN LATERAL (
         SELECT true AS is_first, * FROM unnest(ttft_ms_buckets, ttft_ms_counts) AS first (bucket, count)
         UNION ALL SELECT false, * FROM unnest(latency_ms_buckets, latency_ms_counts) AS whole (bucket, count)
       ) seen
       WHERE ${OF_ENDPOINTS} GROUP BY 1, 2, 3
     ) added GROUP BY 1, 2`,
    keyOf(range),
  );
  const byEndpoint = Map.groupBy(rows, (row) => row.endpoint_id);
  return new Map(
    [...byEndpoint].map(([id, both]) => {
      const of = (isFirst: boolean): Histogram => both.find((row) => row.is_first === isFirst) ?? EMPTY_HISTOGRAM;
      return [id, { timeToFirst: of(true), latency: of(false) }];
    }),
  );
}

export function addCounts(parts: readonly SampleCounts[]): SampleCounts {
  const names = Object.keys(NO_COUNTS) as (keyof SampleCounts)[];
  return Object.fromEntries(names.map((name) => [name, parts.reduce((sum, part) => sum + part[name], 0)])) as unknown as SampleCounts;
}

export function addTimes(parts: readonly SampleTimes[]): SampleTimes {
  return { timeToFirst: addHistograms(parts.map((part) => part.timeToFirst)), latency: addHistograms(parts.map((part) => part.latency)) };
}

/** In whole milliseconds, at most 5 % off. */
export function percentileMs(histogram: Histogram, share: number): number | null {
  const ms = percentileOf(histogram, share);
  return ms === null ? null : Math.round(ms);
}

/** Answered of requests and probes; null where there were none. */
export function answeredPpm({ requests, probes, failed }: SampleCounts): number | null {
  const asked = requests + probes;
  return asked === 0 ? null : Math.floor(((asked - failed) / asked) * 1_000_000);
}
