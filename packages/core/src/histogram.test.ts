import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addHistograms, BUCKETS, bucketOf, EMPTY_HISTOGRAM, histogramOf, middleOf, percentileOf, type Histogram } from './histogram.ts';

const values = fc.array(fc.double({ min: 0.2, max: 1_000_000, noNaN: true }), { minLength: 1, maxLength: 200 });

function seen(all: readonly number[]): Histogram {
  const dense = new Uint32Array(BUCKETS);
  for (const value of all) dense[bucketOf(value)]! += 1;
  return histogramOf(dense);
}

test('a bucket has its values in it, at most 5 % off its middle', () => {
  fc.assert(fc.property(fc.double({ min: 0.1, max: 2_000_000, noNaN: true }), (value) => Math.abs(middleOf(bucketOf(value)) / value - 1) <= 0.0501));
});

test('a percentile of parts that were added is that of all values, wherever they were seen and in whatever order', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (parts, share) => {
      const sorted = parts.flat().toSorted((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
      const added = percentileOf(addHistograms(parts.map(seen)), share)!;
      const appended = percentileOf({ buckets: parts.flatMap((part) => seen(part).buckets), counts: parts.flatMap((part) => seen(part).counts) }, share);
      expect(appended).toBe(added);
      expect(Math.abs(added / exact - 1)).toBeLessThanOrEqual(0.0501);
    }),
  );
});

test('the mean of percentiles would have been far off: one slow minute among quick ones', () => {
  const quick = seen(Array.from({ length: 90 }, () => 100));
  const slow = seen(Array.from({ length: 10 }, () => 4_000));
  expect(percentileOf(addHistograms([quick, slow]), 0.95)).toBeCloseTo(middleOf(bucketOf(4_000)));
  expect(percentileOf(addHistograms([quick, slow]), 0.5)).toBeCloseTo(middleOf(bucketOf(100)));
});

test('nothing has no percentile, and a bucket that is not on the scale is left out', () => {
  expect(percentileOf(EMPTY_HISTOGRAM, 0.5)).toBeNull();
  expect(addHistograms([{ buckets: [-1, BUCKETS, 3], counts: [5, 5, 1] }])).toEqual({ buckets: [3], counts: [1] });
});
