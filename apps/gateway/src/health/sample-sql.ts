/** The columns of a sample besides whose it is, and the types in which they come. Counts add up; percentiles become means, weighed by requests. */
const COUNTS = {
  requests: 'int',
  errors: 'int',
  rate_limited: 'int',
  output_tokens: 'bigint',
  output_ms: 'bigint',
  timeouts: 'int',
  unavailable: 'int',
  overloaded: 'int',
  server_errors: 'int',
  broken_streams: 'int',
  keys_refused: 'int',
  probes: 'int',
  probe_errors: 'int',
} as const;
const PERCENTILES = ['ttft_ms_p50', 'ttft_ms_p95', 'latency_ms_p50', 'latency_ms_p95'] as const;

export type SampleColumn = keyof typeof COUNTS | (typeof PERCENTILES)[number];
export const SAMPLE_COLUMNS: readonly SampleColumn[] = [...(Object.keys(COUNTS) as (keyof typeof COUNTS)[]), ...PERCENTILES];

const typeOf = (column: SampleColumn): string => (column in COUNTS ? COUNTS[column as keyof typeof COUNTS] : 'int');

/** $1: minute, $2: gateway, $3: endpoints, then an array for each of `SAMPLE_COLUMNS`. */
export const WRITE_SAMPLES = `
  INSERT INTO endpoint_health_samples AS s (minute, gateway_id, endpoint_id, ${SAMPLE_COLUMNS.join(', ')})
  SELECT $1, $2, * FROM unnest($3::text[], ${SAMPLE_COLUMNS.map((column, i) => `$${i + 4}::${typeOf(column)}[]`).join(', ')})
  ON CONFLICT (endpoint_id, minute, gateway_id) DO UPDATE SET
    ${Object.keys(COUNTS)
      .map((column) => `${column} = s.${column} + excluded.${column}`)
      .join(', ')},
    ${PERCENTILES.map((column) => `${column} = ${meanOfTwo(column)}`).join(', ')}`;

/** Probes weigh as well: without requests they are all that there is. */
function meanOfTwo(column: string): string {
  const [before, now] = ['s.requests + s.probes', 'excluded.requests + excluded.probes'];
  return `coalesce(round((s.${column}::numeric * (${before}) + excluded.${column}::numeric * (${now})) / nullif(${before} + ${now}, 0))::int, s.${column}, excluded.${column})`;
}

/** What a gateway ($1) wrote down since $2: by the minute since $3, by half an hour before. */
export const READ_SAMPLES = `
  SELECT endpoint_id, CASE WHEN minute >= $3 THEN minute ELSE date_bin('30 minutes', minute, 'epoch') END AS at,
    ${Object.keys(COUNTS)
      .map((column) => `sum(${column})::float8 AS ${column}`)
      .join(', ')},
    ${PERCENTILES.map((column) => `(sum(${column}::float8 * (requests + probes)) FILTER (WHERE ${column} IS NOT NULL) / nullif(sum(requests + probes) FILTER (WHERE ${column} IS NOT NULL), 0))::float8 AS ${column}`).join(', ')}
  FROM endpoint_health_samples WHERE gateway_id = $1 AND minute >= $2 GROUP BY 1, 2`;
