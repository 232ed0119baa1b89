import type { EndpointFiguresReport } from '@modelhub/state/shared-state';
import { DecayedHistogram } from './decayed-histogram.ts';
import { COLUMN, ENDINGS, isItsFault, type EndingKind } from './endings.ts';
import { RecentMedian } from './recent-median.ts';
import { SlidingCounts } from './sliding-counts.ts';

const MINUTE_MS = 60_000;
const WINDOWS = {
  last_5_minutes: { windowMs: 5 * MINUTE_MS, slots: 30 },
  last_30_minutes: { windowMs: 30 * MINUTE_MS, slots: 30 },
  last_day: { windowMs: 1_440 * MINUTE_MS, slots: 48 },
} as const;
type Window = keyof typeof WINDOWS;
const WINDOW_NAMES = Object.keys(WINDOWS) as Window[];
const HALF_HOUR = WINDOW_NAMES.indexOf('last_30_minutes');

const PERCENTILES = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
type Percentiles = Readonly<Record<keyof typeof PERCENTILES, number | null>>;

/** A gateway plans by what it measured itself once that is worth so many values of now: it may be nearer to a provider than the others are. */
const OWN_VALUES_ENOUGH = 20;

/** As `/v1/models/{id}/endpoints` shows it. Shares are in percent of requests; null where there was no traffic. */
export interface LiveView {
  readonly availability: Readonly<Record<Window, number | null>>;
  readonly time_to_first_token_ms: Percentiles;
  readonly latency_ms: Percentiles;
  readonly throughput_tokens_per_second: Percentiles;
  readonly error_rates_last_30_minutes: Readonly<Partial<Record<EndingKind, number>>>;
}

/** An endpoint that has become slow would otherwise look fast for as long again as it was. */
const SLOWED_TIMES = 2;

function slowed(usualMs: number, latelyMs: number | null): number {
  return latelyMs !== null && latelyMs > SLOWED_TIMES * usualMs ? latelyMs : usualMs;
}

/** How an endpoint does on an account, in the memory of this gateway and, for our account, by what the others have told: about 8 KB whatever the traffic. */
export class LiveFigures {
  /** Of streams alone, and of probes, which are over with the first token: in a whole answer the first token does not come by itself. */
  readonly timeToFirst = new DecayedHistogram();
  readonly latency = new DecayedHistogram();
  readonly throughput = new DecayedHistogram();
  /** The latest of `timeToFirst` and of `latency`. */
  readonly lately = { timeToFirst: new RecentMedian(), latency: new RecentMedian() };
  readonly #endings = WINDOW_NAMES.map((name) => new SlidingCounts({ ...WINDOWS[name], columns: ENDINGS.length }));
  /** Sums of the other gateways, by window and kind. */
  #peerEndings: readonly (readonly number[])[] = [];

  ended(kind: EndingKind, nowMs: number): void {
    for (const counts of this.#endings) counts.add(COLUMN[kind], nowMs);
  }

  /** What an earlier life of this gateway has counted. */
  recall(kind: EndingKind, past: { readonly count: number; readonly atMs: number }, nowMs: number): void {
    for (const counts of this.#endings) counts.addPast(COLUMN[kind], past, nowMs);
  }

  /** Milliseconds to the first token of streams; of whole answers, where there were no streams; null where there was no traffic. */
  latencyMs(share: number, nowMs: number): number | null {
    const seenBy = this.timeToFirst.weight(nowMs) + this.latency.weight(nowMs) < OWN_VALUES_ENOUGH ? 'all' : 'here';
    const first = this.timeToFirst.percentile(share, nowMs, seenBy);
    if (first !== null) return slowed(first, this.lately.timeToFirst.at(nowMs));
    const whole = this.latency.percentile(share, nowMs, seenBy);
    return whole === null ? null : slowed(whole, this.lately.latency.at(nowMs));
  }

  /** Milliseconds to the end of an answer, streamed or not; null where there was no traffic. */
  durationMs(share: number, nowMs: number): number | null {
    return this.latency.percentile(share, nowMs, this.latency.weight(nowMs) < OWN_VALUES_ENOUGH ? 'all' : 'here');
  }

  /** Output tokens a second; null where there was no traffic. */
  tokensPerSecond(share: number, nowMs: number): number | null {
    return this.throughput.percentile(share, nowMs, this.throughput.weight(nowMs) < OWN_VALUES_ENOUGH ? 'all' : 'here');
  }

  /** For the other gateways; null where there was nothing for a day. */
  toReport(endpointId: string, nowMs: number): EndpointFiguresReport | null {
    const endings = this.#endings.map((counts) => ENDINGS.map((_, column) => counts.sum(column, nowMs)));
    if (endings.every((counts) => counts.every((count) => count === 0))) return null;
    const { timeToFirst, latency, throughput } = this;
    return { endpointId, endings, timeToFirst: timeToFirst.toPairs(nowMs), latency: latency.toPairs(nowMs), throughput: throughput.toPairs(nowMs) };
  }

  /** Another gateway had results from it within the last minutes. */
  get isBusyElsewhere(): boolean {
    return this.#peerEndings[0]?.some((count) => count > 0) === true;
  }

  /** Takes what the others say now in place of what they had said before. */
  hearPeers(reports: readonly Omit<EndpointFiguresReport, 'endpointId'>[], nowMs: number): void {
    this.timeToFirst.hearPeers(
      reports.map(({ timeToFirst }) => timeToFirst),
      nowMs,
    );
    this.latency.hearPeers(
      reports.map(({ latency }) => latency),
      nowMs,
    );
    this.throughput.hearPeers(
      reports.map(({ throughput }) => throughput),
      nowMs,
    );
    this.#peerEndings = WINDOW_NAMES.map((_, window) =>
      ENDINGS.map((_kind, column) => reports.reduce((sum, { endings }) => sum + (endings[window]?.[column] ?? 0), 0)),
    );
  }

  view(nowMs: number): LiveView {
    return {
      availability: Object.fromEntries(WINDOW_NAMES.map((name, window) => [name, availability(this.#sums(window, nowMs))])) as LiveView['availability'],
      time_to_first_token_ms: percentiles(this.timeToFirst, nowMs),
      latency_ms: percentiles(this.latency, nowMs),
      throughput_tokens_per_second: percentiles(this.throughput, nowMs),
      error_rates_last_30_minutes: errorRates(this.#sums(HALF_HOUR, nowMs)),
    };
  }

  #sums(window: number, nowMs: number): readonly number[] {
    return ENDINGS.map((_, column) => (this.#endings[window]?.sum(column, nowMs) ?? 0) + (this.#peerEndings[window]?.[column] ?? 0));
  }
}

function availability(sums: readonly number[]): number | null {
  let failed = 0;
  for (const kind of ENDINGS) if (isItsFault(kind)) failed += sums[COLUMN[kind]] ?? 0;
  const all = failed + (sums[COLUMN.answered] ?? 0);
  return all === 0 ? null : inPercent(1 - failed / all);
}

function errorRates(sums: readonly number[]): Partial<Record<EndingKind, number>> {
  const all = sums.reduce((total, count) => total + count, 0);
  return Object.fromEntries(
    ENDINGS.flatMap((kind) => {
      const count = sums[COLUMN[kind]] ?? 0;
      return kind === 'answered' || count === 0 ? [] : [[kind, inPercent(count / all)]];
    }),
  );
}

function percentiles(histogram: DecayedHistogram, nowMs: number): Percentiles {
  return Object.fromEntries(
    Object.entries(PERCENTILES).map(([name, share]) => {
      const value = histogram.percentile(share, nowMs, 'all');
      return [name, value === null ? null : Number(value.toPrecision(3))];
    }),
  ) as unknown as Percentiles;
}

function inPercent(share: number): number {
  return Math.round(share * 100_000) / 1_000;
}
