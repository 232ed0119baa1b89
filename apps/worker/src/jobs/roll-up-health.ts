import type { WorkerContext } from '../context.ts';

/** As long as somebody looks at minutes; the status page and reports are served by hours. */
const MINUTES_KEPT_DAYS = 2;
const HOURS_KEPT_DAYS = 400;
const GATEWAYS_KEPT_DAYS = 30;
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
/** They cannot be added up: an hour has the mean of its minutes, weighed by their requests. */
const PERCENTILES = ['ttft_ms_p50', 'ttft_ms_p95', 'latency_ms_p50', 'latency_ms_p95'];

const meanOf = (column: string): string =>
  `round(sum(${column}::numeric * (requests + probes)) FILTER (WHERE ${column} IS NOT NULL) / nullif(sum(requests + probes) FILTER (WHERE ${column} IS NOT NULL), 0))`;

/** The oldest hour that is over for long enough, taken and added in one statement: killed at any moment, each minute counts once. */
const ROLL_UP = `
  WITH oldest AS (
    SELECT date_trunc('hour', min(minute), 'UTC') AS hour FROM endpoint_health_samples WHERE minute < date_trunc('hour', $1::timestamptz, 'UTC')
  ), taken AS (
    DELETE FROM endpoint_health_samples s USING oldest WHERE s.minute >= oldest.hour AND s.minute < oldest.hour + interval '1 hour' RETURNING s.*, oldest.hour
  )
  INSERT INTO endpoint_health_hours AS h (endpoint_id, hour, ${[...COUNTS, ...PERCENTILES].join(', ')})
  SELECT endpoint_id, hour, ${[...COUNTS.map((column) => `sum(${column})`), ...PERCENTILES.map(meanOf)].join(', ')} FROM taken GROUP BY 1, 2
  ON CONFLICT (endpoint_id, hour) DO UPDATE SET
    ${COUNTS.map((column) => `${column} = h.${column} + excluded.${column}`).join(', ')},
    ${PERCENTILES.map((column) => `${column} = coalesce(h.${column}, excluded.${column})`).join(', ')}`;

const CLEAR = `DELETE FROM endpoint_health_hours WHERE (endpoint_id, hour) IN (SELECT endpoint_id, hour FROM endpoint_health_hours WHERE hour < $1 LIMIT ${SLICE})`;

/** Minutes become hours after two days, an hour of all endpoints at a time. */
export function rollUpHealthHandler({ pool, clock }: WorkerContext): () => Promise<void> {
  const daysAgo = (days: number): Date => new Date(clock.nowMs() - days * 86_400_000);
  return async () => {
    for (let hours = 0; hours < HOURS_PER_RUN_MAX; hours += 1) {
      const { rowCount } = await pool.query(ROLL_UP, [daysAgo(MINUTES_KEPT_DAYS)]);
      if ((rowCount ?? 0) === 0) break;
    }
    await pool.query(CLEAR, [daysAgo(HOURS_KEPT_DAYS)]);
    await pool.query('DELETE FROM gateways WHERE seen_at < $1', [daysAgo(GATEWAYS_KEPT_DAYS)]);
  };
}
