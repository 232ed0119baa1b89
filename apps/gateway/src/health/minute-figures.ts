import { BUCKETS, bucketOf, middleOf } from './buckets.ts';
import { COLUMN, ENDINGS, isItsFault, type EndingKind } from './endings.ts';

/** What an endpoint did within a minute, as it is written down. */
export interface MinuteSample {
  /** By kind, probes left out. */
  readonly endings: Readonly<Record<EndingKind, number>>;
  readonly probes: number;
  /** Of the probes, those that the endpoint failed. */
  readonly probeErrors: number;
  readonly timeToFirstMs: { readonly p50: number | null; readonly p95: number | null };
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null };
  /** Of answers of which it is known how long they were written: their tokens, and that time. */
  readonly outputTokens: number;
  readonly outputMs: number;
}

/** Counts of the minute that runs. Recording allocates nothing. */
export class MinuteFigures {
  readonly #endings = new Uint32Array(ENDINGS.length);
  readonly #timeToFirst = new Uint32Array(BUCKETS);
  readonly #latency = new Uint32Array(BUCKETS);
  #probes = 0;
  #probeErrors = 0;
  #outputTokens = 0;
  #outputMs = 0;

  ended(kind: EndingKind): void {
    const column = COLUMN[kind];
    this.#endings[column] = (this.#endings[column] ?? 0) + 1;
  }

  probed(kind: EndingKind): void {
    this.#probes += 1;
    if (isItsFault(kind)) this.#probeErrors += 1;
  }

  timeToFirst(ms: number): void {
    const at = bucketOf(ms);
    this.#timeToFirst[at] = (this.#timeToFirst[at] ?? 0) + 1;
  }

  latency(ms: number): void {
    const at = bucketOf(ms);
    this.#latency[at] = (this.#latency[at] ?? 0) + 1;
  }

  wrote(outputTokens: number, ms: number): void {
    this.#outputTokens += outputTokens;
    this.#outputMs += ms;
  }

  /** What was counted since the last time; null where there was nothing. */
  take(): MinuteSample | null {
    if (this.#probes === 0 && this.#endings.every((count) => count === 0)) return null;
    const sample: MinuteSample = {
      endings: Object.fromEntries(ENDINGS.map((kind, column) => [kind, this.#endings[column] ?? 0])) as Record<EndingKind, number>,
      probes: this.#probes,
      probeErrors: this.#probeErrors,
      timeToFirstMs: percentilesOf(this.#timeToFirst),
      latencyMs: percentilesOf(this.#latency),
      outputTokens: this.#outputTokens,
      outputMs: this.#outputMs,
    };
    for (const counts of [this.#endings, this.#timeToFirst, this.#latency]) counts.fill(0);
    this.#probes = this.#probeErrors = this.#outputTokens = this.#outputMs = 0;
    return sample;
  }
}

function percentilesOf(counts: Uint32Array): MinuteSample['latencyMs'] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { p50: percentileOf(counts, 0.5 * total), p95: percentileOf(counts, 0.95 * total) };
}

/** The smallest bucket with at least that many values up to it. */
function percentileOf(counts: Uint32Array, wanted: number): number | null {
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    seen += counts[bucket] ?? 0;
    if (seen > 0 && seen >= wanted) return Math.round(middleOf(bucket));
  }
  return null;
}
