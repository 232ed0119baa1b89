import type pg from 'pg';

const HOUR_MS = 3_600_000;
const PPM = 1_000_000;
/** Gateways' minutes are kept for two days, so that a day is read from them alone. */
export const HEALTH_HOURS = 24;

/** What was asked of an endpoint and what it failed. Limits and keys are between the provider and us, and in neither. */
export interface HealthCounts {
  readonly requests: number;
  /** One token each, sent by gateways where nobody asks. */
  readonly probes: number;
  /** Of requests and probes. */
  readonly availabilityPpm: number | null;
}

export interface HealthHour extends HealthCounts {
  readonly hourMs: number;
}

export interface EndpointHealth extends HealthCounts {
  /** The UTC hours that end with the current one, oldest first. */
  readonly hours: readonly HealthHour[];
  /** Means over the minutes, weighed by their requests: percentiles cannot be added up. */
  readonly timeToFirstMsP50: number | null;
  readonly timeToFirstMsP95: number | null;
  readonly outputTokensPerSecond: number | null;
}

interface HourRow {
  readonly endpoint_id: string;
  readonly hour: Date;
  readonly requests: number;
  readonly probes: number;
  readonly failed: number;
  readonly output_tokens: number;
  readonly output_ms: number;
  readonly timed: number;
  readonly ttft_p50_sum: number;
  readonly ttft_p95_sum: number;
}

/** $1: endpoints, $2: the first hour, $3: the end. Goes by the primary key, and answers with a row for each endpoint and hour. */
const READ_HOURS = `
  SELECT endpoint_id, date_trunc('hour', minute, 'UTC') AS hour,
    sum(requests - rate_limited - keys_refused)::float8 AS requests, sum(probes)::float8 AS probes, sum(errors + probe_errors)::float8 AS failed,
    sum(output_tokens)::float8 AS output_tokens, sum(output_ms)::float8 AS output_ms,
    coalesce(sum(requests + probes) FILTER (WHERE ttft_ms_p50 IS NOT NULL AND ttft_ms_p95 IS NOT NULL), 0)::float8 AS timed,
    coalesce(sum(ttft_ms_p50::float8 * (requests + probes)) FILTER (WHERE ttft_ms_p95 IS NOT NULL), 0) AS ttft_p50_sum,
    coalesce(sum(ttft_ms_p95::float8 * (requests + probes)) FILTER (WHERE ttft_ms_p50 IS NOT NULL), 0) AS ttft_p95_sum
  FROM endpoint_health_samples WHERE endpoint_id = ANY($1) AND minute >= $2 AND minute < $3 GROUP BY 1, 2`;

type Sum = Omit<HourRow, 'endpoint_id' | 'hour'>;

const NOTHING: Sum = { requests: 0, probes: 0, failed: 0, output_tokens: 0, output_ms: 0, timed: 0, ttft_p50_sum: 0, ttft_p95_sum: 0 };

function add(a: Sum, b: Sum): Sum {
  const names = Object.keys(NOTHING) as (keyof Sum)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as Sum;
}

function counts({ requests, probes, failed }: Sum): HealthCounts {
  const all = requests + probes;
  return { requests, probes, availabilityPpm: all === 0 ? null : Math.floor(((all - failed) / all) * PPM) };
}

function health(rows: readonly HourRow[], firstHourMs: number): EndpointHealth {
  const byHour = new Map(rows.map((row) => [row.hour.getTime(), row]));
  const sum = rows.reduce<Sum>(add, NOTHING);
  const mean = (total: number): number | null => (sum.timed === 0 ? null : Math.round(total / sum.timed));
  return {
    ...counts(sum),
    hours: Array.from({ length: HEALTH_HOURS }, (_, index) => {
      const hourMs = firstHourMs + index * HOUR_MS;
      return { hourMs, ...counts(byHour.get(hourMs) ?? NOTHING) };
    }),
    timeToFirstMsP50: mean(sum.ttft_p50_sum),
    timeToFirstMsP95: mean(sum.ttft_p95_sum),
    outputTokensPerSecond: sum.output_ms === 0 ? null : Math.round((sum.output_tokens * 1_000) / sum.output_ms),
  };
}

/** How each of these endpoints did in the last 24 hours at all gateways together; endpoints without traffic have hours that say so. */
export async function readEndpointHealth(pool: pg.Pool, endpointIds: readonly string[], nowMs: number): Promise<ReadonlyMap<string, EndpointHealth>> {
  const endMs = (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
  const firstHourMs = endMs - HEALTH_HOURS * HOUR_MS;
  const { rows } = await pool.query<HourRow>(READ_HOURS, [endpointIds, new Date(firstHourMs), new Date(endMs)]);
  const byEndpoint = Map.groupBy(rows, (row) => row.endpoint_id);
  return new Map(endpointIds.map((id) => [id, health(byEndpoint.get(id) ?? [], firstHourMs)]));
}
