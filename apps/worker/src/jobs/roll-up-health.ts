import type pg from 'pg';
import type { WorkerContext } from '../context.ts';

/** As long as somebody looks at minutes; the status page and reports are served by hours. */
const MINUTES_KEPT_DAYS = 2;
/** Thirteen months and a few days. */
const HOURS_KEPT_DAYS = 400;
const GATEWAYS_KEPT_DAYS = 30;
/** Gateways write a minute when it is over. */
const COMPLETE_AFTER_MS = 120_000;
/** What is left is taken by the next run. */
const HOURS_PER_RUN_MAX = 400;
const SLICE = 10_000;

const COUNTS = [
  'requests',
  'errors',
  'rate_limited',
  'output_tokens',
  'output_ms',
  'timeouts',
  'unavailable',
  'overloaded',
  'server_errors',
  'broken_streams',
  'keys_refused',
  'probes',
  'probe_errors',
];
const PROVIDER_COUNTS = ['requests', 'errors', 'minutes_asked', 'minutes_answered', 'probes', 'probe_errors', 'minutes_probed', 'minutes_probe_answered'];

/** A histogram is two columns: buckets, and how many values were in each. */
const HISTOGRAMS = ['ttft_ms', 'latency_ms'];
const HISTOGRAM_COLUMNS = HISTOGRAMS.flatMap((name) => [`${name}_buckets`, `${name}_counts`]);

/** That of an hour, with each bucket once. */
const added = (name: string): string => `
  ${name} AS (
    SELECT endpoint_id, array_agg(bucket ORDER BY bucket) AS ${name}_buckets, array_agg(count ORDER BY bucket) AS ${name}_counts
    FROM (
      SELECT endpoint_id, bucket, sum(count)::int AS count FROM taken, unnest(${name}_buckets, ${name}_counts) AS seen (bucket, count) GROUP BY 1, 2
    ) buckets GROUP BY 1
  )`;

const replaced = (columns: readonly string[]): string => columns.map((column) => `${column} = excluded.${column}`).join(', ');

/**
 * The oldest hour with minutes in [$1, $2), of endpoints and of providers. An hour is written as a whole, so that writing it again changes nothing. A provider was there in a
 * minute in which any request to it was answered, if only with a limit.
 */
const ROLL_UP = `
  WITH oldest AS (
    SELECT date_trunc('hour', min(minute), 'UTC') AS hour FROM endpoint_health_samples WHERE minute >= $1 AND minute < $2
  ), taken AS (
    SELECT s.*, oldest.hour FROM oldest JOIN endpoint_health_samples s ON s.minute >= oldest.hour AND s.minute < oldest.hour + interval '1 hour'
  ), provider_minutes AS (
    SELECT split_part(endpoint_id, '/', 1) AS provider, hour, minute, sum(requests) AS requests, sum(errors) AS errors, sum(probes) AS probes, sum(probe_errors) AS probe_errors
    FROM taken GROUP BY 1, 2, 3
  ), providers AS (
    INSERT INTO provider_health_hours (provider, hour, ${PROVIDER_COUNTS.join(', ')})
    SELECT provider, hour, sum(requests), sum(errors), count(*) FILTER (WHERE requests > 0), count(*) FILTER (WHERE requests > errors),
      sum(probes), sum(probe_errors), count(*) FILTER (WHERE probes > 0), count(*) FILTER (WHERE probes > probe_errors)
    FROM provider_minutes GROUP BY 1, 2
    ON CONFLICT (provider, hour) DO UPDATE SET ${replaced(PROVIDER_COUNTS)}
  ), counted AS (
    SELECT endpoint_id, hour, ${COUNTS.map((column) => `sum(${column}) AS ${column}`).join(', ')} FROM taken GROUP BY 1, 2
  ), ${HISTOGRAMS.map(added).join(', ')}, endpoints AS (
    INSERT INTO endpoint_health_hours (endpoint_id, hour, ${[...COUNTS, ...HISTOGRAM_COLUMNS].join(', ')})
    SELECT endpoint_id, hour, ${[...COUNTS, ...HISTOGRAM_COLUMNS.map((column) => `coalesce(${column}, '{}')`)].join(', ')}
    FROM counted ${HISTOGRAMS.map((name) => `LEFT JOIN ${name} USING (endpoint_id)`).join(' ')}
    ON CONFLICT (endpoint_id, hour) DO UPDATE SET ${replaced([...COUNTS, ...HISTOGRAM_COLUMNS])}
  )
  SELECT hour FROM oldest WHERE hour IS NOT NULL`;

/** Before $1, and never before there is an hour of them. */
const CLEAR_MINUTES = `
  DELETE FROM endpoint_health_samples WHERE minute < date_trunc('hour', $1::timestamptz, 'UTC')
    AND minute < (SELECT max(hour) + interval '1 hour' FROM endpoint_health_hours)`;

/** Taken and counted in one statement: killed at any moment, each gateway counts once. Minutes that are told late are added. */
const COUNT_GATEWAYS = `
  WITH taken AS (DELETE FROM gateway_minutes WHERE minute < $1 RETURNING minute)
  INSERT INTO fleet_minutes AS f (minute, gateways) SELECT minute, count(*) FROM taken GROUP BY 1
  ON CONFLICT (minute) DO UPDATE SET gateways = f.gateways + excluded.gateways`;

const CLEAR_HOURS = `DELETE FROM endpoint_health_hours WHERE (endpoint_id, hour) IN (SELECT endpoint_id, hour FROM endpoint_health_hours WHERE hour < $1 LIMIT ${SLICE})`;

/** Every hour that is over becomes a row of each endpoint and provider; minutes go after two days, hours after thirteen months. */
export function rollUpHealthHandler({ pool, clock }: WorkerContext): () => Promise<void> {
  const daysAgo = (days: number): Date => new Date(clock.nowMs() - days * 86_400_000);
  return async () => {
    await rollUp(pool, clock.nowMs());
    await pool.query(CLEAR_MINUTES, [daysAgo(MINUTES_KEPT_DAYS)]);
    await pool.query(COUNT_GATEWAYS, [daysAgo(MINUTES_KEPT_DAYS)]);
    await pool.query(CLEAR_HOURS, [daysAgo(HOURS_KEPT_DAYS)]);
    await pool.query('DELETE FROM provider_health_hours WHERE hour < $1', [daysAgo(HOURS_KEPT_DAYS)]);
    await pool.query('DELETE FROM fleet_minutes WHERE minute < $1', [daysAgo(HOURS_KEPT_DAYS)]);
    await pool.query('DELETE FROM gateways WHERE seen_at < $1', [daysAgo(GATEWAYS_KEPT_DAYS)]);
  };
}

/** From the latest hour that is known, which is written again for minutes that came late. */
async function rollUp(pool: pg.Pool, nowMs: number): Promise<void> {
  const { rows } = await pool.query<{ hour: Date | null }>('SELECT max(hour) AS hour FROM endpoint_health_hours');
  let from = rows[0]?.hour ?? new Date(0);
  const to = new Date(Math.floor((nowMs - COMPLETE_AFTER_MS) / 3_600_000) * 3_600_000);
  for (let hours = 0; hours < HOURS_PER_RUN_MAX; hours += 1) {
    const [done] = (await pool.query<{ hour: Date }>(ROLL_UP, [from, to])).rows;
    if (done === undefined) return;
    from = new Date(done.hour.getTime() + 3_600_000);
  }
}
