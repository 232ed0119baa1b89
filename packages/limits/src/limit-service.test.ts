import { FixedClock } from '@modelhub/core/clock';
import { MemoryCounters } from '@modelhub/state/memory-counters';
import { describe, expect, test } from 'vitest';
import { createLimitService } from './limit-service.ts';
import { testRule as rule } from './test-rules.ts';
import type { LimitRule, LimitService, ReservationEstimate, ReserveResult } from './types.ts';

const NOW = '2026-11-25T10:00:20.000Z';

function setUp(readSpent?: (rule: LimitRule, startMs: number | null) => Promise<bigint>) {
  const clock = new FixedClock(NOW);
  const counters = new MemoryCounters(clock);
  const service = createLimitService({ state: { counters }, clock, ...(readSpent === undefined ? {} : { readSpent }) });
  return { clock, counters, service };
}

let events = 0;
function reserve(service: LimitService, rules: readonly LimitRule[], estimate: Partial<ReservationEstimate> = {}) {
  events += 1;
  return service.reserve(rules, { tokens: 100, costNanoUsd: 1_000n, ...estimate }, { hardCap: false, eventId: `event-${events}` });
}

function reserved(result: ReserveResult | Promise<ReserveResult>) {
  if (result instanceof Promise || result.kind !== 'reserved') throw new Error('not reserved at once');
  return result.reservation;
}

describe('rates', () => {
  test('the tightest rule is shown, with the time until the minute ends', () => {
    const { service } = setUp();
    const rules = [rule('requests', 'minute', 10n), rule('requests', 'minute', 3n, 'organization'), rule('tokens', 'minute', 1_000n)];
    expect(reserved(reserve(service, rules)).rateLimits).toEqual({
      limitRequests: 3,
      remainingRequests: 2,
      resetRequestsMs: 40_000,
      limitTokens: 1_000,
      remainingTokens: 900,
      resetTokensMs: 40_000,
    });
  });

  test('a full minute refuses until the next one begins', () => {
    const { service, clock } = setUp();
    const rules = [rule('requests', 'minute', 1n)];
    reserved(reserve(service, rules)).settle({ tokens: 1, costNanoUsd: 0n });
    expect(reserve(service, rules)).toMatchObject({ kind: 'refused', rule: rules[0], remaining: 0n, retryAfterMs: 40_000, neverFits: false });
    clock.advanceMs(39_999);
    expect(reserve(service, rules)).toMatchObject({ kind: 'refused', retryAfterMs: 1 });
    clock.advanceMs(1);
    expect(reserve(service, rules)).toMatchObject({ kind: 'reserved' });
  });

  test('a released request stays counted, its tokens do not', () => {
    const { service } = setUp();
    const rules = [rule('requests', 'minute', 2n), rule('tokens', 'minute', 100n)];
    reserved(reserve(service, rules)).release();
    reserved(reserve(service, rules)).release();
    expect(reserve(service, rules)).toMatchObject({ kind: 'refused', rule: rules[0] });
  });
});

describe('holds', () => {
  test('all rules are held or none', async () => {
    const { service, counters } = setUp();
    const rules = [rule('concurrency', 'instant', 5n), rule('tokens', 'minute', 150n)];
    reserved(reserve(service, rules));
    expect(reserve(service, rules)).toMatchObject({ kind: 'refused', rule: rules[1], remaining: 50n });
    expect(await counters.read('org_1', [`${rules[0]?.id}@instant`])).toEqual([{ settled: 0n, held: 1n }]);
  });

  test('exactly one of settle and release takes effect', () => {
    const { service } = setUp();
    const rules = [rule('concurrency', 'instant', 1n)];
    for (let round = 0; round < 3; round += 1) {
      const reservation = reserved(reserve(service, rules));
      reservation.settle({ tokens: 1, costNanoUsd: 1n });
      reservation.release();
      reservation.settle({ tokens: 1, costNanoUsd: 1n });
    }
    reserved(reserve(service, rules));
    expect(reserve(service, rules)).toMatchObject({ kind: 'refused', retryAfterMs: 1_000, resetAtMs: null });
  });

  test('a request larger than the whole cap is told so, and nothing is held', () => {
    const { service } = setUp();
    const rules = [rule('tokens', 'minute', 99n)];
    expect(reserve(service, rules)).toMatchObject({ kind: 'refused', neverFits: true, remaining: 99n, retryAfterMs: 0 });
    expect(reserve(service, rules, { tokens: 99 })).toMatchObject({ kind: 'reserved' });
  });

  test('an estimate that is not a number is not free', () => {
    const { service } = setUp();
    expect(() => reserve(service, [rule('tokens', 'minute', 99n)], { tokens: Number.NaN })).toThrow(RangeError);
  });

  test('more than the estimate can be spent; then the cap is full', async () => {
    const { service } = setUp();
    const rules = [rule('money', 'month', 2_000n)];
    const first = await reserve(service, rules);
    reserved(first).settle({ tokens: 1, costNanoUsd: 2_500n });
    expect(reserve(service, rules, { costNanoUsd: 1n })).toMatchObject({ kind: 'refused', remaining: -500n, resetAtMs: Date.parse('2026-12-01') });
  });
});

describe('money that was spent before the start', () => {
  test('is read once for each counter, and from the start of its window', async () => {
    const reads: (number | null)[] = [];
    const { service, clock } = setUp(async (_rule, startMs) => {
      reads.push(startMs);
      return startMs === Date.parse('2026-11-23') ? 4_000n : 0n;
    });
    const rules = [rule('money', 'week', 5_000n)];
    const results = await Promise.all([1, 2, 3].map(() => reserve(service, rules)));
    expect(results.map(({ kind }) => kind)).toEqual(['reserved', 'refused', 'refused']);
    clock.advanceMs(7 * 86_400_000);
    expect(await reserve(service, rules)).toMatchObject({ kind: 'reserved' });
    expect(reads).toEqual([Date.parse('2026-11-23'), Date.parse('2026-11-30')]);
  });

  test('when it cannot be read, a hard cap refuses and others get a twentieth', async () => {
    const { service } = setUp(async () => {
      throw new Error('no database');
    });
    const rules = [rule('money', 'total', 40_000n)];
    const estimate = { tokens: 1, costNanoUsd: 1_000n };
    expect(await service.reserve(rules, estimate, { hardCap: true, eventId: 'a' })).toEqual({ kind: 'unavailable' });
    const kinds = [];
    for (let i = 0; i < 3; i += 1) kinds.push((await service.reserve(rules, estimate, { hardCap: false, eventId: 'b' })).kind);
    expect(kinds).toEqual(['reserved', 'reserved', 'unavailable']);
  });
});

test('without rules everything goes', () => {
  const { service } = setUp();
  expect(reserved(reserve(service, [])).rateLimits).toEqual({
    limitRequests: null,
    remainingRequests: null,
    resetRequestsMs: null,
    limitTokens: null,
    remainingTokens: null,
    resetTokensMs: null,
  });
});
