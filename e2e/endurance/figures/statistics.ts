export interface Point {
  readonly x: number;
  readonly y: number;
}

/** More points than that are thinned out: the estimate looks at every pair. */
const POINTS_MAX = 400;

/**
 * The slope that half of all pairs of points lie above and half below (H. Theil 1950, P. K. Sen 1968): up to 29 % of the points may be anything
 * without moving it far, so a pause of the machine is no leak. 0 for less than two points.
 */
export function theilSenSlope(points: readonly Point[]): number {
  const kept = thinned(points);
  const slopes: number[] = [];
  for (const [i, from] of kept.entries()) {
    for (const to of kept.slice(i + 1)) if (to.x !== from.x) slopes.push((to.y - from.y) / (to.x - from.x));
  }
  return quantile(slopes, 0.5);
}

/** The value that the share `q` of all values does not exceed; 0 for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

/** The largest value, also of more values than a call takes arguments; 0 for none. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function thinned(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / POINTS_MAX));
  return points.filter((_, i) => i % step === 0);
}
