/**
 * The columns of a sample besides whose it is, and the types in which they come. Counts add up, and so do histograms, which are appended; percentiles of a minute, for gateways
 * that start and want no more of it, become means, weighed by requests.
 */
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

const HISTOGRAMS = { ttft_ms_buckets: 'smallint[]', ttft_ms_counts: 'int[]', latency_ms_buckets: 'smallint[]', latency_ms_counts: 'int[]' } as const;

export type HistogramColumn = keyof typeof HISTOGRAMS;
export const HISTOGRAM_COLUMNS = Object.keys(HISTOGRAMS) as HistogramColumn[];
export type SampleColumn = keyof typeof COUNTS | (typeof PERCENTILES)[number];
export const SAMPLE_COLUMNS: readonly SampleColumn[] = [...(Object.keys(COUNTS) as (keyof typeof COUNTS)[]), ...PERCENTILES];

const typeOf = (column: SampleColumn): string => (column in COUNTS ? COUNTS[column as keyof typeof COUNTS] : 'int');

const named = [...SAMPLE_COLUMNS, ...HISTOGRAM_COLUMNS].join(', ');

/** $1: minute, $2: gateway, $3: endpoints, then an array for each of `SAMPLE_COLUMNS` and of `HISTOGRAM_COLUMNS`, whose elements are arrays as text: Postgres knows none of different lengths. */
export const WRITE_SAMPLES = `
  INSERT INTO endpoint_health_samples AS s (minute, gateway_id, endpoint_id, ${named})
  SELECT $1, $2, endpoint_id, ${SAMPLE_COLUMNS.join(', ')}, ${HISTOGRAM_COLUMNS.map((column) => `${column}::${HISTOGRAMS[column]}`).join(', ')}
  FROM unnest($3::text[], ${[...SAMPLE_COLUMNS.map(typeOf), ...HISTOGRAM_COLUMNS.map(() => 'text')].map((type, i) => `$${i + 4}::${type}[]`).join(', ')})
    AS written (endpoint_id, ${named})
  ON CONFLICT (endpoint_id, minute, gateway_id) DO UPDATE SET
    ${Object.keys(COUNTS)
      .map((column) => `${column} = s.${column} + excluded.${column}`)
      .join(', ')},
    ${PERCENTILES.map((column) => `${column} = ${meanOfTwo(column)}`).join(', ')},
    ${HISTOGRAM_COLUMNS.map((column) => `${column} = s.${column} || excluded.${column}`).join(', ')}`;

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
