import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Breaker, ENDPOINT_RULE } from './breaker.ts';

function failTimes(breaker: Breaker, times: number, nowMs: number): void {
  for (let i = 0; i < times; i += 1) breaker.failed(breaker.epoch, nowMs);
}

function alternate(breaker: Breaker, i: number, nowMs: number): void {
  if (i % 2 === 0) breaker.succeeded(breaker.epoch, nowMs);
  else breaker.failed(breaker.epoch, nowMs);
}

function opened(nowMs = 0): Breaker {
  const breaker = new Breaker(ENDPOINT_RULE);
  failTimes(breaker, 5, nowMs);
  return breaker;
}

describe('Breaker', () => {
  it('opens after five failures in a row, which a success interrupts', () => {
    const breaker = new Breaker(ENDPOINT_RULE);
    failTimes(breaker, 4, 0);
    breaker.succeeded(breaker.epoch, 0);
    failTimes(breaker, 4, 0);
    expect(breaker.stateAt(0)).toBe('closed');
    failTimes(breaker, 1, 0);
    expect(breaker.stateAt(0)).toBe('open');
  });

  it('opens when half of the results of the last ten seconds are failures', () => {
    const breaker = new Breaker(ENDPOINT_RULE);
    for (let i = 0; i < 19; i += 1) alternate(breaker, i, i);
    expect(breaker.stateAt(20)).toBe('closed');
    breaker.failed(breaker.epoch, 20);
    expect(breaker.stateAt(20)).toBe('open');
  });

  it('forgets failures that are older than its window', () => {
    const breaker = new Breaker(ENDPOINT_RULE);
    for (let i = 0; i < 36; i += 1) {
      alternate(breaker, i, i * 1_000);
    }
    expect(breaker.stateAt(36_000)).toBe('closed');
  });

  it('stays open twice as long after each failed probe, up to its limit, and starts anew after a success', () => {
    const breaker = opened();
    let nowMs = 0;
    const waits: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const sinceMs = nowMs;
      while (!breaker.admits(nowMs)) nowMs += 100;
      waits.push(nowMs - sinceMs);
      breaker.begin(nowMs);
      breaker.failed(breaker.epoch, nowMs);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 25_000, 25_000]);
    nowMs += 25_000;
    breaker.begin(nowMs);
    breaker.succeeded(breaker.epoch, nowMs);
    failTimes(breaker, 5, nowMs);
    expect([breaker.admits(nowMs + 1_999), breaker.admits(nowMs + 2_000)]).toEqual([false, true]);
  });

  it('lets another probe go when the first does not come back', () => {
    const breaker = opened();
    breaker.begin(2_000);
    expect([breaker.admits(2_000), breaker.admits(11_999), breaker.admits(12_000)]).toEqual([false, false, true]);
  });

  it('does not listen to requests that began before it changed its state', () => {
    const breaker = new Breaker(ENDPOINT_RULE);
    const before = breaker.epoch;
    failTimes(breaker, 5, 0);
    for (let i = 0; i < 50; i += 1) breaker.failed(before, 1_000);
    breaker.succeeded(before, 1_500);
    expect([breaker.stateAt(1_999), breaker.stateAt(2_000)]).toEqual(['open', 'half-open']);
  });

  it('honours a date that a provider sets, but not one of next week', () => {
    const breaker = new Breaker(ENDPOINT_RULE);
    breaker.coolDown(breaker.epoch, 60_000, 0);
    expect([breaker.admits(59_999), breaker.admits(60_000)]).toEqual([false, true]);
    breaker.begin(60_000);
    breaker.coolDown(breaker.epoch, 7 * 86_400_000, 60_000);
    expect([breaker.admits(359_999), breaker.admits(360_000)]).toEqual([false, true]);
  });

  type Step = { readonly kind: 'begin' | 'succeed' | 'fail' | 'limit' | 'abandon'; readonly of: number; readonly afterMs: number };
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom('begin', 'begin', 'succeed', 'fail', 'fail', 'limit', 'abandon'),
    of: fc.nat(30),
    afterMs: fc.nat(4_000),
  });

  test('whatever happens, at most one probe is under way, and an open breaker is half-open again in time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const breaker = new Breaker(ENDPOINT_RULE);
        const underWay: { readonly epoch: number; readonly isProbe: boolean; readonly atMs: number }[] = [];
        let nowMs = 0;
        for (const { kind, of, afterMs } of steps) {
          nowMs += afterMs;
          if (kind === 'begin') {
            if (!breaker.admits(nowMs)) continue;
            const isProbe = breaker.stateAt(nowMs) === 'half-open';
            const probes = underWay.filter((one) => one.isProbe && one.epoch === breaker.epoch && nowMs - one.atMs < 10_000);
            if (isProbe) expect(probes).toEqual([]);
            breaker.begin(nowMs);
            underWay.push({ epoch: breaker.epoch, isProbe, atMs: nowMs });
            continue;
          }
          const [ended] = underWay.splice(of % Math.max(1, underWay.length), 1);
          if (ended === undefined) continue;
          const wasClosed = breaker.stateAt(nowMs) === 'closed';
          if (kind === 'succeed') breaker.succeeded(ended.epoch, nowMs);
          else if (kind === 'fail') breaker.failed(ended.epoch, nowMs);
          else if (kind === 'limit') breaker.coolDown(ended.epoch, 3_000, nowMs);
          else breaker.abandoned(ended.epoch);
          // Only a success of a request that began since then closes.
          if (!wasClosed && breaker.stateAt(nowMs) === 'closed') expect(kind).toBe('succeed');
          expect(breaker.stateAt(nowMs + ENDPOINT_RULE.openMaxMs)).not.toBe('open');
        }
      }),
      { numRuns: 500 },
    );
  });
});
