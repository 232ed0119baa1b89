import { BUCKETS, bucketOf, middleOf } from '@modelhub/core/histogram';

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
  /** What other gateways have seen, in the same weights; null where there are none. */
  #peers: Float64Array | null = null;
  #peersTotal = 0;

  /** Takes a value that was measured at that time; so many of them with `times`. */
  record(value: number, atMs: number, times = 1): void {
    this.#keepUp(atMs);
    const at = bucketOf(value);
    const weight = this.#weightAt(atMs) * times;
    this.#weights[at] = (this.#weights[at] ?? 0) + weight;
    this.#total += weight;
  }

  /** The value that `share` (0 to 1) of what was seen did not exceed; null where nothing was seen lately. */
  percentile(share: number, nowMs: number, seenBy: 'here' | 'all' = 'here'): number | null {
    const peers = seenBy === 'all' ? this.#peers : null;
    const total = this.#total + (peers === null ? 0 : this.#peersTotal);
    if (total <= 0 || total < WEIGHT_MIN * this.#weightAt(nowMs)) return null;
    const wanted = share * total;
    let seen = 0;
    let at = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const weight = (this.#weights[bucket] ?? 0) + (peers === null ? 0 : (peers[bucket] ?? 0));
      if (weight === 0) continue;
      seen += weight;
      at = bucket;
      if (seen >= wanted) break;
    }
    return middleOf(at);
  }

  /** How many values that are just made all that was seen here is worth. */
  weight(nowMs: number): number {
    return this.#total / this.#weightAt(nowMs);
  }

  /** What was seen here, for others: pairs of bucket and weight, in which a value of now weighs 1. */
  toPairs(nowMs: number): number[] {
    const scale = 1 / this.#weightAt(nowMs);
    const pairs: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const weight = Math.round((this.#weights[bucket] ?? 0) * scale * 1_000) / 1_000;
      if (weight > 0) pairs.push(bucket, weight);
    }
    return pairs;
  }

  /** Takes what others have seen, as their `toPairs`, in place of what they had said before. What is no pair is left out. */
  hearPeers(pairsOfEach: readonly (readonly number[])[], nowMs: number): void {
    this.#keepUp(nowMs);
    this.#peersTotal = 0;
    if (pairsOfEach.length === 0) {
      this.#peers = null;
      return;
    }
    this.#peers ??= new Float64Array(BUCKETS);
    this.#peers.fill(0);
    const scale = this.#weightAt(nowMs);
    for (const pairs of pairsOfEach) {
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        const [bucket, weight] = [pairs[at] ?? -1, pairs[at + 1] ?? 0];
        if (!(bucket >= 0 && bucket < BUCKETS && weight > 0)) continue;
        this.#peers[bucket] = (this.#peers[bucket] ?? 0) + weight * scale;
        this.#peersTotal += weight * scale;
      }
    }
  }

  #weightAt(nowMs: number): number {
    return 2 ** ((nowMs - this.#landmarkMs) / HALF_LIFE_MS);
  }

  #keepUp(nowMs: number): void {
    if ((nowMs - this.#landmarkMs) / HALF_LIFE_MS > RESCALE_HALF_LIVES) this.#rescale(nowMs);
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
    this.#peersTotal *= factor;
    this.#peers?.forEach((weight, bucket, peers) => {
      peers[bucket] = weight * factor;
    });
  }
}
