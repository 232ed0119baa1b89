import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incidentRuns, type ModelMinute } from './incidents.ts';
import { percentFromPpm } from './report-pdf.ts';
import { availabilityPpm, creditPercent } from './rules.ts';

test.each([
  [0n, 0n, 1_000_000n, 0],
  [1_000n, 1n, 999_000n, 0],
  [1_000n, 2n, 998_000n, 10],
  [100_000n, 101n, 998_990n, 10],
  [1_000n, 10n, 990_000n, 10],
  [1_000n, 11n, 989_000n, 25],
  [1_000n, 50n, 950_000n, 25],
  [1_000n, 51n, 949_000n, 100],
  [3n, 3n, 0n, 100],
])('of %s requests %s failed: %s ppm, %s %% credit', (eligible, failed, ppm, percent) => {
  expect(availabilityPpm({ eligible, failed })).toBe(ppm);
  expect(creditPercent({ eligible, failed })).toBe(percent);
});

test('a rounded figure never decides: 99.9 % missed by one request in ten million is missed', () => {
  expect(creditPercent({ eligible: 10_000_000n, failed: 10_000n })).toBe(0);
  expect(creditPercent({ eligible: 10_000_000n, failed: 10_001n })).toBe(10);
});

const minute = (at: number, failed: number, model = 'm'): ModelMinute => ({ model, minuteMs: at * 60_000, eligible: 10, failed });

test('failing minutes of a model within five minutes are one incident', () => {
  const runs = incidentRuns([minute(1, 1), minute(2, 0), minute(6, 2), minute(12, 3), minute(6, 1, 'other')], (m) => m.failed > 0);
  expect(runs.map((run) => [run.model, run.startedAtMs / 60_000, run.endedAtMs / 60_000, run.failed])).toEqual([
    ['m', 1, 7, 3],
    ['other', 6, 7, 1],
    ['m', 12, 13, 3],
  ]);
});

test('every failing minute is in exactly one incident', () => {
  const minutes = fc.array(fc.record({ model: fc.constantFrom('a', 'b'), at: fc.integer({ min: 0, max: 200 }), failed: fc.integer({ min: 0, max: 2 }) }));
  fc.assert(
    fc.property(minutes, (entries) => {
      const given = [...new Map(entries.map((entry) => [`${entry.model}${entry.at}`, minute(entry.at, entry.failed, entry.model)])).values()];
      const runs = incidentRuns(given, (m) => m.failed > 0);
      expect(runs.flatMap((run) => run.minutes).toSorted(byPlace)).toEqual(given.filter((m) => m.failed > 0).toSorted(byPlace));
    }),
  );
});

function byPlace(a: ModelMinute, b: ModelMinute): number {
  return a.model < b.model ? -1 : a.model > b.model ? 1 : a.minuteMs - b.minuteMs;
}

test('percentages keep all four decimals', () => {
  expect(percentFromPpm(999_912n)).toBe('99.9912 %');
  expect(percentFromPpm(1_000_000n)).toBe('100.0000 %');
});
