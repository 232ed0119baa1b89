import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { DecayedHistogram } from './decayed-histogram.ts';

const MINUTE_MS = 60_000;

describe('DecayedHistogram', () => {
  test('percentiles are within 5 % of the exact ones', () => {
    const values = fc.array(fc.double({ min: 0.2, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.01, 0.5, 0.75, 0.9, 0.95, 0.99, 1), (seen, share) => {
        const histogram = new DecayedHistogram();
        for (const value of seen) histogram.record(value, 1_700_000_000_000);
        const exact = seen.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * seen.length - 1e-9) - 1)] ?? Number.NaN;
        expect(Math.abs((histogram.percentile(share, 1_700_000_000_000) ?? 0) / exact - 1)).toBeLessThan(0.051);
      }),
    );
  });

  it('believes the new before the old', () => {
    const histogram = new DecayedHistogram();
    for (let i = 0; i < 100; i += 1) histogram.record(1_000, 0);
    for (let i = 0; i < 10; i += 1) histogram.record(10, 20 * MINUTE_MS);
    expect(histogram.percentile(0.5, 20 * MINUTE_MS)).toBeLessThan(11);
  });

  it('knows nothing before the first value, and nothing any more long after the last', () => {
    const histogram = new DecayedHistogram();
    expect(histogram.percentile(0.5, 0)).toBeNull();
    histogram.record(5, 0);
    expect(histogram.percentile(0.5, 29 * MINUTE_MS)).not.toBeNull();
    expect(histogram.percentile(0.5, 31 * MINUTE_MS)).toBeNull();
  });

  it('goes on for days', () => {
    const histogram = new DecayedHistogram();
    for (let minute = 0; minute < 14_400; minute += 1) histogram.record(minute < 14_000 ? 100 : 1_000, minute * MINUTE_MS);
    const median = histogram.percentile(0.5, 14_400 * MINUTE_MS) ?? 0;
    expect(Math.abs(median / 1_000 - 1)).toBeLessThan(0.05);
  });

  it('takes what is beyond its scale for its ends', () => {
    const histogram = new DecayedHistogram();
    for (const value of [0, -1, 1e12]) histogram.record(value, 0);
    expect(histogram.percentile(0.5, 0)).toBeLessThan(0.2);
    expect(histogram.percentile(1, 0)).toBeGreaterThan(1e6);
  });
});
