import type { Clock } from '@modelhub/core/clock';
import { percentileOf, type Histogram } from '@modelhub/core/histogram';
import type { Logger } from '@modelhub/observability/logger';
import type pg from 'pg';
import type { EndpointSeen } from './endpoint-seen.ts';
import { isItsFault, type EndingKind } from './endings.ts';
import type { HealthTracker } from './health-tracker.ts';
import type { MinuteSample } from './minute-figures.ts';
import { HISTOGRAM_COLUMNS, READ_SAMPLES, SAMPLE_COLUMNS, WRITE_SAMPLES, type HistogramColumn, type SampleColumn } from './sample-sql.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Measurements of an earlier life count as so many values at most: they are means by then. */
const RECALLED_MAX = 50;

export interface HealthSamplesOptions {
  readonly pool: pg.Pool;
  readonly tracker: HealthTracker;
  readonly gatewayId: string;
  /** Of an endpoint on our account; undefined for one that cannot be called here any more. */
  readonly seenOf: (endpointId: string) => EndpointSeen | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Writes down what each endpoint did in each minute, beside all requests. What the database does not take is lost and counted: written again after an
 * answer that did not come, it might count twice.
 */
export class HealthSamples {
  readonly #options: HealthSamplesOptions;
  #minuteTimer: NodeJS.Timeout | undefined;
  #minuteMs: number;
  #lost = 0;

  constructor(options: HealthSamplesOptions) {
    this.#options = options;
    this.#minuteMs = minuteOf(options.clock.nowMs());
    this.#waitForMinute();
  }

  /** Samples that the database did not take. */
  get lost(): number {
    return this.#lost;
  }

  /** Puts back what an earlier life of this gateway has counted in the last day. Never rejects: without it figures begin anew. */
  async recall(): Promise<void> {
    const { pool, gatewayId, seenOf, clock, logger } = this.#options;
    try {
      const nowMs = clock.nowMs();
      const { rows } = await pool.query<RecalledRow>(READ_SAMPLES, [gatewayId, new Date(nowMs - DAY_MS), new Date(minuteOf(nowMs - 30 * MINUTE_MS))]);
      for (const row of rows) {
        const figures = seenOf(row.endpoint_id)?.figures;
        if (figures !== null && figures !== undefined) recallInto(figures, row, nowMs);
      }
    } catch (error) {
      logger.warn({ err: error }, 'what this gateway has seen before its start cannot be read');
    }
  }

  /** Writes what was counted since the last time down as a minute. Never rejects. */
  async write(): Promise<void> {
    const { pool, tracker, gatewayId, clock, logger } = this.#options;
    const minuteMs = this.#minuteMs;
    this.#minuteMs = minuteOf(clock.nowMs());
    const ids: string[] = [];
    const samples: MinuteSample[] = [];
    for (const [id, { figures }] of tracker.ours) {
      const sample = figures?.minute.take() ?? null;
      if (sample === null) continue;
      ids.push(id);
      samples.push(sample);
    }
    if (ids.length === 0) return;
    try {
      const rows = samples.map(rowOf);
      const columns = [...SAMPLE_COLUMNS, ...HISTOGRAM_COLUMNS].map((column) => rows.map((row) => row[column]));
      await pool.query(WRITE_SAMPLES, [new Date(minuteMs), gatewayId, ids, ...columns]);
    } catch (error) {
      this.#lost += ids.length;
      logger.warn({ err: error, lost: ids.length }, 'figures of a minute were not written down');
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#minuteTimer);
    await this.write();
  }

  #waitForMinute(): void {
    const nowMs = Date.now();
    this.#minuteTimer = setTimeout(
      () => {
        void this.write();
        this.#waitForMinute();
      },
      minuteOf(nowMs) + MINUTE_MS - nowMs,
    ).unref();
  }
}

type Row = Readonly<Record<SampleColumn, number | null>>;
type RecalledRow = Row & { readonly endpoint_id: string; readonly at: Date };

function rowOf({
  endings,
  probes,
  probeErrors,
  timeToFirstMs,
  latencyMs,
  outputTokens,
  outputMs,
}: MinuteSample): Row & Readonly<Record<HistogramColumn, string>> {
  const kinds = Object.entries(endings) as [EndingKind, number][];
  return {
    requests: kinds.reduce((sum, [, count]) => sum + count, 0),
    errors: kinds.reduce((sum, [kind, count]) => sum + (isItsFault(kind) ? count : 0), 0),
    rate_limited: endings.rate_limited,
    output_tokens: outputTokens,
    output_ms: Math.round(outputMs),
    timeouts: endings.timeout,
    unavailable: endings.unavailable,
    overloaded: endings.overloaded,
    server_errors: endings.server_error,
    broken_streams: endings.broken_stream,
    keys_refused: endings.credential_refused,
    probes,
    probe_errors: probeErrors,
    ttft_ms_p50: wholeMs(timeToFirstMs, 0.5),
    ttft_ms_p95: wholeMs(timeToFirstMs, 0.95),
    latency_ms_p50: wholeMs(latencyMs, 0.5),
    latency_ms_p95: wholeMs(latencyMs, 0.95),
    ttft_ms_buckets: `{${timeToFirstMs.buckets.join(',')}}`,
    ttft_ms_counts: `{${timeToFirstMs.counts.join(',')}}`,
    latency_ms_buckets: `{${latencyMs.buckets.join(',')}}`,
    latency_ms_counts: `{${latencyMs.counts.join(',')}}`,
  };
}

function wholeMs(histogram: Histogram, share: number): number | null {
  const ms = percentileOf(histogram, share);
  return ms === null ? null : Math.round(ms);
}

function recallInto({ live }: NonNullable<EndpointSeen['figures']>, row: RecalledRow, nowMs: number): void {
  const atMs = row.at.getTime();
  const count = (column: SampleColumn): number => row[column] ?? 0;
  const failed = count('errors') + count('rate_limited') + count('keys_refused');
  const counts: Readonly<Record<EndingKind, number>> = {
    answered: count('requests') - failed + count('probes') - count('probe_errors'),
    timeout: count('timeouts'),
    unavailable: count('unavailable'),
    overloaded: count('overloaded'),
    server_error: count('server_errors') + count('probe_errors'),
    broken_stream: count('broken_streams'),
    rate_limited: count('rate_limited'),
    credential_refused: count('keys_refused'),
  };
  for (const [kind, times] of Object.entries(counts) as [EndingKind, number][]) if (times > 0) live.recall(kind, { count: times, atMs }, nowMs);
  const times = Math.min(RECALLED_MAX, counts.answered);
  if (times <= 0) return;
  // Of a minute two percentiles are known: nine in ten values are put at one of them, the rest at the other.
  for (const [histogram, name] of [
    [live.timeToFirst, 'ttft_ms'],
    [live.latency, 'latency_ms'],
  ] as const) {
    const [p50, p95] = [row[`${name}_p50`], row[`${name}_p95`]];
    if (p50 !== null) histogram.record(p50, atMs, 0.9 * times);
    if (p95 !== null) histogram.record(p95, atMs, 0.1 * times);
  }
  if (count('output_ms') > 0) live.throughput.record((count('output_tokens') * 1_000) / count('output_ms'), atMs, times);
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
