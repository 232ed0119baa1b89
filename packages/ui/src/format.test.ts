import { describe, expect, it } from 'vitest';
import {
  formatCents,
  formatCount,
  formatDay,
  formatDuration,
  formatMoney,
  formatMoneyExact,
  formatMonth,
  formatRelativeTime,
  formatShare,
  formatTokens,
  formatUtc,
} from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatMoney', () => {
  it.each([
    [0n, '$0.00'],
    [1n, '$0.000000001'],
    [2_300_000n, '$0.0023'],
    [2_345_678n, '$0.00235'],
    [10_000_000n, '$0.01'],
    [123_456_789n, '$0.123'],
    [500_000_000n, '$0.50'],
    [999_999_999n, '$1.00'],
    [1_000_000_000n, '$1.00'],
    [1_005_000_000n, '$1.01'],
    [1_234_560_000_000n, '$1,234.56'],
    [9_007_199_254_740_993_000_000_000n, '$9,007,199,254,740,993.00'],
    [-2_300_000n, '−$0.0023'],
  ])('writes %s nano-USD as %s', (nanoUsd, text) => {
    expect(formatMoney(nanoUsd)).toBe(text);
  });

  it('is never scientific, whatever the size', () => {
    for (let exponent = 0n; exponent < 30n; exponent += 1n) expect(formatMoney(10n ** exponent)).not.toMatch(/e/i);
  });
});

describe('formatMoneyExact', () => {
  it.each([
    [2_750_000_000n, '$2.75'],
    [5_500_000_000n, '$5.50'],
    [16_500_000_000n, '$16.50'],
    [82_500_000n, '$0.0825'],
    [1_234_567_891n, '$1.234567891'],
  ])('keeps every digit of %s', (nanoUsd, text) => {
    expect(formatMoneyExact(nanoUsd)).toBe(text);
  });
});

describe('formatCents', () => {
  it.each([
    [0n, '$0.00'],
    [5n, '$0.05'],
    [123_456n, '$1,234.56'],
    [-990n, '−$9.90'],
  ])('writes %s cents as %s', (cents, text) => {
    expect(formatCents(cents)).toBe(text);
  });
});

describe('formatTokens', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1 k'],
    [12_345, '12.3 k'],
    [999_499, '999 k'],
    [999_500, '1 M'],
    [1_240_000, '1.24 M'],
    [123_456_789n, '123 M'],
    [4_200_000_000n, '4.2 B'],
    [-1_500, '−1.5 k'],
  ])('writes %s as %s', (count, text) => {
    expect(plain(formatTokens(count))).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0.42, '0.4 ms'],
    [412.3, '412 ms'],
    [1_800, '1.8 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ])('writes %s ms as %s', (durationMs, text) => {
    expect(plain(formatDuration(durationMs))).toBe(text);
  });
});

describe('formatShare', () => {
  it.each([
    [1_000_000, '100 %'],
    [999_999, '99.99 %'],
    [999_876, '99.98 %'],
    [0, '0 %'],
  ])('cuts %s parts per million to %s', (partsPerMillion, text) => {
    expect(plain(formatShare(partsPerMillion))).toBe(text);
  });
});

describe('moments', () => {
  const now = Date.UTC(2026, 10, 23, 8, 45, 18);
  it.each([
    [now - 5_000, 'just now'],
    [now - 5 * 60_000, '5 minutes ago'],
    [now - 26 * 3_600_000, 'yesterday'],
    [now + 3 * 86_400_000, 'in 3 days'],
  ])('tells %s relative to now', (atMs, text) => {
    expect(formatRelativeTime(atMs, now)).toBe(text);
  });

  it('is exact in UTC', () => {
    expect(formatUtc(now)).toBe('2026-11-23 08:45:18 UTC');
    expect(formatDay(now)).toBe('Nov 23');
    expect(formatDay(now, { year: true })).toBe('Nov 23, 2026');
    expect(formatMonth(now)).toBe('November 2026');
  });

  it('separates thousands', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatCount(-1_000n)).toBe('−1,000');
  });
});
