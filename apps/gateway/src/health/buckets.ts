/** Values from 0.1 to 2.8 million on a logarithmic scale. The scale is the same at all gateways, which tell each other how much is in each bucket. */
export const BUCKETS = 180;
const SMALLEST = 0.1;
/** Each bucket begins so much above the one before: what is read from the middle of one is at most 5 % off. */
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);

export function bucketOf(value: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(Math.log(Math.max(value, SMALLEST) / SMALLEST) / LOG_GROWTH)));
}

export function middleOf(bucket: number): number {
  return SMALLEST * GROWTH ** (bucket + 0.5);
}
