import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest, quantile, theilSenSlope } from './statistics.ts';

describe('the robust slope', () => {
  it('is that of a line', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -1_000, max: 1_000 }), (slope, start) => {
        const points = Array.from({ length: 20 }, (_, x) => ({ x, y: start + slope * x }));
        expect(theilSenSlope(points)).toBeCloseTo(slope, 9);
      }),
    );
  });

  it('does not mind a quarter of wild points', () => {
    const points = Array.from({ length: 40 }, (_, x) => ({ x, y: x % 4 === 0 ? 10_000 * (x % 8 === 0 ? 1 : -1) : 3 * x }));
    expect(theilSenSlope(points)).toBeGreaterThan(2);
    expect(theilSenSlope(points)).toBeLessThan(4);
  });

  it('is found in more points than can be paired', () => {
    expect(theilSenSlope(Array.from({ length: 10_000 }, (_, x) => ({ x, y: 2 * x })))).toBeCloseTo(2, 9);
  });

  it('is 0 where there is nothing to see', () => {
    expect(theilSenSlope([])).toBe(0);
    expect(theilSenSlope([{ x: 1, y: 5 }])).toBe(0);
  });
});

describe('quantiles', () => {
  it('are values that were there', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([3, 1, 2], 1)).toBe(3);
    expect(quantile([3, 1, 2], 0)).toBe(1);
    expect(quantile([], 0.99)).toBe(0);
  });

  it('find the largest of very many', () => {
    expect(largest(Array.from({ length: 300_000 }, (_, i) => i))).toBe(299_999);
  });
});
