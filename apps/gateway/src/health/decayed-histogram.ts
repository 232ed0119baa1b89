const BUCKETS = 180;
const SMALLEST = 0.1;
/** Each bucket begins so much above the one before: what is read from the middle of one is at most 5 % off. */
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);
/** A value counts half after that long. */
const HALF_LIFE_MS = 300_000;
/** Weights are brought back to the size of 1 after so many half-lives. */
const RESCALE_HALF_LIVES = 40;
/** With less than that left of all that was seen, nothing is known: half an hour after a single value. */
const WEIGHT_MIN = 1 / 64;

/**
 * Percentiles of what was seen lately: values on a logarithmic scale from 0.1 to 2.8 million, of which the newest counts most. New values are given more
 * weight instead of taking it from all old ones (forward decay, Cormode et al. 2009), so that recording is an addition, and allocates nothing.
 */
export class DecayedHistogram {
  readonly #weights = new Float64Array(BUCKETS);
  #total = 0;
  #landmarkMs = 0;

  record(value: number, nowMs: number): void {
    if ((nowMs - this.#landmarkMs) / HALF_LIFE_MS > RESCALE_HALF_LIVES) this.#rescale(nowMs);
    const at = Math.min(BUCKETS - 1, Math.max(0, Math.floor(Math.log(Math.max(value, SMALLEST) / SMALLEST) / LOG_GROWTH)));
    const weight = this.#weightAt(nowMs);
    this.#weights[at] = (this.#weights[at] ?? 0) + weight;
    this.#total += weight;
  }

  /** The value that `share` (0 to 1) of what was seen did not exceed; null where nothing was seen lately. */
  percentile(share: number, nowMs: number): number | null {
    if (this.#total <= 0 || this.#total < WEIGHT_MIN * this.#weightAt(nowMs)) return null;
    const wanted = share * this.#total;
    let seen = 0;
    let at = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const weight = this.#weights[bucket] ?? 0;
      if (weight === 0) continue;
      seen += weight;
      at = bucket;
      if (seen >= wanted) break;
    }
    return SMALLEST * GROWTH ** (at + 0.5);
  }

  #weightAt(nowMs: number): number {
    return 2 ** ((nowMs - this.#landmarkMs) / HALF_LIFE_MS);
  }

  #rescale(nowMs: number): void {
    const factor = 1 / this.#weightAt(nowMs);
    let total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const weight = (this.#weights[bucket] ?? 0) * factor;
      this.#weights[bucket] = weight;
      total += weight;
    }
    this.#total = total;
    this.#landmarkMs = nowMs;
  }
}
