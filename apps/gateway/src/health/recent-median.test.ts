import { describe, expect, it } from 'vitest';
import { RecentMedian } from './recent-median.ts';

describe('RecentMedian', () => {
  const filled = (): RecentMedian => {
    const median = new RecentMedian();
    for (let i = 0; i < 100; i += 1) median.record(10, i);
    return median;
  };

  it('notices a change with the fifth value, and no single one', () => {
    const median = filled();
    for (let i = 0; i < 4; i += 1) median.record(100, 100);
    expect(median.at(100)).toBe(10);
    median.record(100, 100);
    expect(median.at(100)).toBe(100);
  });

  it('knows nothing from too few values, nor after half a minute without any', () => {
    const median = new RecentMedian();
    for (let i = 0; i < 8; i += 1) median.record(10, 0);
    expect(median.at(0)).toBeNull();
    median.record(10, 0);
    expect(median.at(30_000)).toBe(10);
    expect(median.at(30_001)).toBeNull();
    median.record(100, 40_000);
    expect(median.at(40_000)).toBeNull();
  });
});
