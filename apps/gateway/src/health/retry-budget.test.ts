import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

const RULE = { windowMs: 10_000, share: 0.1, floor: 3 };

test('a few are granted whatever the traffic, a tenth of it when there is some, and again when time has passed', () => {
  const budget = new RetryBudget(RULE);
  const granted = (nowMs: number): number => {
    let count = 0;
    while (budget.trySpend(nowMs)) count += 1;
    return count;
  };
  expect(granted(0)).toBe(3);
  for (let i = 0; i < 100; i += 1) budget.request(0);
  expect(granted(0)).toBe(7);
  expect(granted(9_000)).toBe(0);
  expect(granted(11_000)).toBe(3);
});

test('attempts that cannot be refused use it up as well', () => {
  const budget = new RetryBudget(RULE);
  for (let i = 0; i < 3; i += 1) budget.spend(0);
  expect(budget.trySpend(0)).toBe(false);
});

test('in no window are there more than its share and the floor', () => {
  const step = fc.record({ isRetry: fc.boolean(), afterMs: fc.nat(700) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const budget = new RetryBudget(RULE);
      const requests: number[] = [];
      const extra: number[] = [];
      let nowMs = 0;
      for (const { isRetry, afterMs } of steps) {
        nowMs += afterMs;
        if (!isRetry) {
          requests.push(nowMs);
          budget.request(nowMs);
        } else if (budget.trySpend(nowMs)) {
          extra.push(nowMs);
          // The window moves in twentieths; the narrowest that it can be is what must hold.
          const since = (atMs: number) => atMs > nowMs - RULE.windowMs * 0.95;
          expect(extra.filter(since).length).toBeLessThanOrEqual(
            Math.max(RULE.floor, requests.filter((atMs) => atMs > nowMs - RULE.windowMs).length * RULE.share),
          );
        }
      }
    }),
  );
});
