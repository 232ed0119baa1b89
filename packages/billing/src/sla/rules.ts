// The published rules of docs/sla.md, as code. Change them together.

/** What is promised, in parts per million: 99.9 %. */
export const TARGET_PPM = 999_000n;

/** Credit in percent of the month's spend on the affected models, by the first threshold that availability is below. */
const CREDIT_TIERS: readonly { readonly belowPpm: bigint; readonly percent: number }[] = [
  { belowPpm: 950_000n, percent: 100 },
  { belowPpm: 990_000n, percent: 25 },
  { belowPpm: TARGET_PPM, percent: 10 },
];

export interface RequestCounts {
  readonly eligible: bigint;
  readonly failed: bigint;
}

/** Availability in ppm, rounded down; a time without eligible requests was fully available. */
export function availabilityPpm({ eligible, failed }: RequestCounts): bigint {
  return eligible === 0n ? 1_000_000n : ((eligible - failed) * 1_000_000n) / eligible;
}

/** True below the threshold, by exact comparison: the rounded ppm decides nothing. */
export function isBelow({ eligible, failed }: RequestCounts, thresholdPpm: bigint): boolean {
  return (eligible - failed) * 1_000_000n < thresholdPpm * eligible;
}

export function creditPercent(counts: RequestCounts): number {
  return CREDIT_TIERS.find((tier) => isBelow(counts, tier.belowPpm))?.percent ?? 0;
}
