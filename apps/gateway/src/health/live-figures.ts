import type { UpstreamFailure } from '@modelhub/providers/types';
import { DecayedHistogram } from './decayed-histogram.ts';
import { SlidingCounts } from './sliding-counts.ts';

/** How requests end at an endpoint. What is wrong with a request itself is an answer like any other. */
export const ENDINGS = ['answered', 'timeout', 'unavailable', 'overloaded', 'server_error', 'broken_stream', 'rate_limited', 'credential_refused'] as const;
export type EndingKind = (typeof ENDINGS)[number];

const COLUMN = Object.fromEntries(ENDINGS.map((kind, column) => [kind, column])) as Readonly<Record<EndingKind, number>>;
/** Limits and keys are between the provider and us: the endpoint is there. */
const NOT_ITS_FAULT: ReadonlySet<EndingKind> = new Set<EndingKind>(['rate_limited', 'credential_refused']);

const MINUTE_MS = 60_000;
const WINDOWS = {
  last_5_minutes: { windowMs: 5 * MINUTE_MS, slots: 30 },
  last_30_minutes: { windowMs: 30 * MINUTE_MS, slots: 30 },
  last_day: { windowMs: 1_440 * MINUTE_MS, slots: 48 },
} as const;
type Window = keyof typeof WINDOWS;
const WINDOW_NAMES = Object.keys(WINDOWS) as Window[];

const PERCENTILES = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
type Percentiles = Readonly<Record<keyof typeof PERCENTILES, number | null>>;

/** As `/v1/models/{id}/endpoints` shows it. Shares are in percent of requests; null where there was no traffic. */
export interface LiveView {
  readonly availability: Readonly<Record<Window, number | null>>;
  readonly time_to_first_token_ms: Percentiles;
  readonly latency_ms: Percentiles;
  readonly throughput_tokens_per_second: Percentiles;
  readonly error_rates_last_30_minutes: Readonly<Partial<Record<EndingKind, number>>>;
}

/** How an endpoint does on our account, in the memory of this gateway: about 8 KB whatever the traffic. */
export class LiveFigures {
  /** Of streams alone: in a whole answer the first token does not come by itself. */
  readonly timeToFirst = new DecayedHistogram();
  readonly latency = new DecayedHistogram();
  readonly throughput = new DecayedHistogram();
  readonly #endings = WINDOW_NAMES.map((name) => new SlidingCounts({ ...WINDOWS[name], columns: ENDINGS.length }));

  ended(kind: EndingKind, nowMs: number): void {
    for (const counts of this.#endings) counts.add(COLUMN[kind], nowMs);
  }

  view(nowMs: number): LiveView {
    const [, halfHour] = this.#endings as [SlidingCounts, SlidingCounts];
    return {
      availability: Object.fromEntries(
        WINDOW_NAMES.map((name, i) => [name, availability(this.#endings[i] as SlidingCounts, nowMs)]),
      ) as LiveView['availability'],
      time_to_first_token_ms: percentiles(this.timeToFirst, nowMs),
      latency_ms: percentiles(this.latency, nowMs),
      throughput_tokens_per_second: percentiles(this.throughput, nowMs),
      error_rates_last_30_minutes: errorRates(halfHour, nowMs),
    };
  }
}

/** The kind of a failure, by what the client would be told. */
export function kindOfFailure({ blame, error }: UpstreamFailure): EndingKind {
  if (blame === 'client') return 'answered';
  switch (error.code) {
    case 'timeout':
      return 'timeout';
    case 'rate_limit_exceeded':
      return 'rate_limited';
    case 'overloaded':
      return 'overloaded';
    case 'provider_unavailable':
      return blame === 'credential' ? 'credential_refused' : 'unavailable';
    default:
      return blame === 'credential' ? 'credential_refused' : 'server_error';
  }
}

function availability(counts: SlidingCounts, nowMs: number): number | null {
  let failed = 0;
  for (const kind of ENDINGS) if (kind !== 'answered' && !NOT_ITS_FAULT.has(kind)) failed += counts.sum(COLUMN[kind], nowMs);
  const all = failed + counts.sum(COLUMN.answered, nowMs);
  return all === 0 ? null : inPercent(1 - failed / all);
}

function errorRates(counts: SlidingCounts, nowMs: number): Partial<Record<EndingKind, number>> {
  const sums = ENDINGS.map((kind) => [kind, counts.sum(COLUMN[kind], nowMs)] as const);
  const all = sums.reduce((total, [, count]) => total + count, 0);
  return Object.fromEntries(sums.flatMap(([kind, count]) => (kind === 'answered' || count === 0 ? [] : [[kind, inPercent(count / all)]])));
}

function percentiles(histogram: DecayedHistogram, nowMs: number): Percentiles {
  return Object.fromEntries(
    Object.entries(PERCENTILES).map(([name, share]) => {
      const value = histogram.percentile(share, nowMs);
      return [name, value === null ? null : Number(value.toPrecision(3))];
    }),
  ) as unknown as Percentiles;
}

function inPercent(share: number): number {
  return Math.round(share * 100_000) / 1_000;
}
