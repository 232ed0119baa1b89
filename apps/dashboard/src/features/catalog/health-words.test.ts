import { describe, expect, it } from 'vitest';
import { askedWords, hourTitle, hoursWords } from './health-words.ts';

const HOUR_MS = Date.UTC(2026, 10, 24, 14);
const NBSP = '\u00a0';

function hour(availabilityPpm: number | null, counts: { requests?: number; probes?: number } = {}) {
  return { hourMs: HOUR_MS, requests: 0, probes: 0, availabilityPpm, ...counts };
}

describe('words for the health of an endpoint', () => {
  it('name what was asked, each in its number', () => {
    expect(askedWords(hour(null, { requests: 1_240 }))).toBe('1,240 requests');
    expect(askedWords(hour(null, { probes: 1 }))).toBe('1 probe');
    expect(askedWords(hour(null, { requests: 1, probes: 3 }))).toBe('1 request and 3 probes');
    expect(askedWords(hour(null))).toBe('0 requests');
  });

  it.each([
    [1_000_000, `Operational, 100${NBSP}%`],
    [995_000, `Operational, 99.50${NBSP}%`],
    [994_999, `Degraded, 99.49${NBSP}%`],
    [950_000, `Degraded, 95${NBSP}%`],
    [949_999, `Down, 94.99${NBSP}%`],
    [0, `Down, 0${NBSP}%`],
  ])('put %d ppm of an hour on the scale', (ppm, words) => {
    expect(hourTitle(hour(ppm, { requests: 60 }))).toBe(`Nov 24, 14:00 UTC: ${words} of 60 requests`);
  });

  it('tell an hour without traffic from one that failed', () => {
    expect(hourTitle(hour(null))).toBe('Nov 24, 14:00 UTC: no traffic');
    expect(hoursWords([hour(null), hour(null)])).toBe('no traffic in the last day');
    expect(hoursWords([hour(null), hour(0), hour(1_000_000), hour(1_000_000)])).toBe('3 of 4 hours with traffic: 2 operational, 1 down');
  });
});
