import { BUCKETS, bucketOf, histogramOf, type Histogram } from '@modelhub/core/histogram';
import { COLUMN, ENDINGS, isItsFault, type EndingKind } from './endings.ts';

/** What an endpoint did within a minute, as it is written down. */
export interface MinuteSample {
  /** By kind, probes left out. */
  readonly endings: Readonly<Record<EndingKind, number>>;
  readonly probes: number;
  /** Of the probes, those that the endpoint failed. */
  readonly probeErrors: number;
  readonly timeToFirstMs: Histogram;
  readonly latencyMs: Histogram;
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
      timeToFirstMs: histogramOf(this.#timeToFirst),
      latencyMs: histogramOf(this.#latency),
      outputTokens: this.#outputTokens,
      outputMs: this.#outputMs,
    };
    for (const counts of [this.#endings, this.#timeToFirst, this.#latency]) counts.fill(0);
    this.#probes = this.#probeErrors = this.#outputTokens = this.#outputMs = 0;
    return sample;
  }
}
