/** Values from 0.1 to 2.8 million on a logarithmic scale. The scale is the same everywhere: gateways tell each other how much is in each bucket, and write it down. */
export const BUCKETS = 180;
const SMALLEST = 0.1;
/** Each bucket begins so much above the one before: what is read from the middle of one is at most 5 % off. */
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);

/** Counts by bucket, without the empty ones, in any order. A bucket may come more than once, so that histograms are added by appending one to the other. */
export interface Histogram {
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
}

export const EMPTY_HISTOGRAM: Histogram = { buckets: [], counts: [] };

export function bucketOf(value: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(Math.log(Math.max(value, SMALLEST) / SMALLEST) / LOG_GROWTH)));
}

export function middleOf(bucket: number): number {
  return SMALLEST * GROWTH ** (bucket + 0.5);
}

/** Of counts by bucket, those that are not empty. */
export function histogramOf(dense: Uint32Array): Histogram {
  const buckets: number[] = [];
  const counts: number[] = [];
  for (let bucket = 0; bucket < dense.length; bucket += 1) {
    const count = dense[bucket] ?? 0;
    if (count === 0) continue;
    buckets.push(bucket);
    counts.push(count);
  }
  return { buckets, counts };
}

/** All that is in any of them. */
export function addHistograms(histograms: readonly Histogram[]): Histogram {
  const sums = new Uint32Array(BUCKETS);
  for (const { buckets, counts } of histograms) {
    for (const [at, bucket] of buckets.entries()) if (bucket >= 0 && bucket < BUCKETS) sums[bucket] = (sums[bucket] ?? 0) + (counts[at] ?? 0);
  }
  return histogramOf(sums);
}

/** The value that `share` (0 to 1) of all values did not exceed, at most 5 % off; null of an empty one. */
export function percentileOf(histogram: Histogram, share: number): number | null {
  const { buckets, counts } = addHistograms([histogram]);
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [at, bucket] of buckets.entries()) {
    seen += counts[at] ?? 0;
    if (seen >= wanted) return middleOf(bucket);
  }
  return null;
}
