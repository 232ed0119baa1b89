import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowAt } from './window.ts';

const iso = (ms: number | null): string => new Date(ms ?? Number.NaN).toISOString();

test.each([
  ['minute', '2026-11-25T10:00:20.123Z', '2026-11-25T10:00:00.000Z', '2026-11-25T10:01:00.000Z'],
  ['day', '2026-11-25T23:59:59.999Z', '2026-11-25T00:00:00.000Z', '2026-11-26T00:00:00.000Z'],
  ['week', '2026-11-29T23:59:59.999Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
  ['week', '2026-11-30T00:00:00.000Z', '2026-11-30T00:00:00.000Z', '2026-12-07T00:00:00.000Z'],
  ['month', '2026-12-31T12:00:00.000Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['month', '2028-02-29T12:00:00.000Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
] as const)('the %s of %s', (window, now, start, end) => {
  const { startMs, endMs } = windowAt(window, Date.parse(now));
  expect([iso(startMs), iso(endMs)]).toEqual([start, end]);
});

test('windows follow each other without a gap, and their labels differ', () => {
  fc.assert(
    fc.property(fc.constantFrom('minute', 'day', 'week', 'month' as const), fc.integer({ min: 0, max: 4e12 }), (kind, nowMs) => {
      const window = windowAt(kind, nowMs);
      expect(window.startMs).toBeLessThanOrEqual(nowMs);
      expect(window.endMs).toBeGreaterThan(nowMs);
      const next = windowAt(kind, window.endMs ?? 0);
      expect(next.startMs).toBe(window.endMs);
      expect(next.label).not.toBe(window.label);
    }),
  );
});
