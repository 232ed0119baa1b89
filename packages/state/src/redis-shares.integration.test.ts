import type {} from '@modelhub/testing/vitest-setup';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { createRedisState } from './redis.ts';
import { testCounter, testHold } from './shared-state.contract.ts';
import type { CounterRef, CounterShares, SharedCounters, ShareSync } from './shared-state.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const passMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function open() {
  const state = await createRedisState({ redisUrl: inject('redisUrl'), gatewayId: 'gateway-0' });
  closers.push(() => state.close());
  const { counters } = state;
  return { counters, invalidations: state.invalidations, shares: counters.shares as CounterShares };
}

/** A counter of 100 with 10 spent. */
async function started(counters: SharedCounters): Promise<CounterRef> {
  const counter = testCounter();
  const hold = testHold([counter], [10n]);
  await counters.hold(hold);
  await counters.settle(hold);
  return counter;
}

function reportOf(counter: CounterRef, sequence: number, amounts: Partial<ShareSync> = {}): ShareSync {
  return { counter, holder: 'h1', sequence, spent: 0n, live: 0n, free: 0n, want: 0n, farCap: 75n, freeLeaseMs: 60_000, liveLeaseMs: 60_000, ...amounts };
}

async function read(counters: SharedCounters, { organizationId, key }: CounterRef) {
  return (await counters.read(organizationId, [key]))[0];
}

describe.skipIf(inject('redisUrl') === '')('shares in Redis', () => {
  test('are granted whole while the counter is far from its cap, or not at all', async () => {
    const { counters, shares } = await open();
    const counter = await started(counters);
    expect(await shares.sync(reportOf(counter, 1, { want: 60n }))).toEqual({
      kind: 'synced',
      granted: 60n,
      remaining: 30n,
      isLapsed: false,
      isRecalled: false,
    });
    expect(await shares.sync(reportOf(counter, 1, { holder: 'h2', want: 6n }))).toMatchObject({ granted: 0n, remaining: 30n });
    expect(await shares.sync(reportOf(counter, 2, { holder: 'h2', want: 5n }))).toMatchObject({ granted: 5n, remaining: 25n });
    expect(await read(counters, counter)).toEqual({ settled: 10n, held: 0n });
    expect(await counters.hold(testHold([counter], [26n]))).toEqual({ kind: 'refused', index: 0, remaining: 25n, leased: 65n });
  });

  test('a report moves what was leased to held, spent and free', async () => {
    const { counters, shares } = await open();
    const counter = await started(counters);
    await shares.sync(reportOf(counter, 1, { want: 40n }));
    expect(await shares.sync(reportOf(counter, 2, { spent: 5n, live: 20n, free: 15n }))).toMatchObject({ granted: 0n, remaining: 50n });
    expect(await read(counters, counter)).toEqual({ settled: 15n, held: 20n });
    // Of what is held some may have ended since, so it may come back as well.
    expect(await counters.hold(testHold([counter], [51n]))).toEqual({ kind: 'refused', index: 0, remaining: 50n, leased: 35n });
    // What was held cost more than that, and the rest is given back.
    expect(await shares.sync(reportOf(counter, 3, { spent: 27n }))).toMatchObject({ remaining: 58n });
    expect(await read(counters, counter)).toEqual({ settled: 42n, held: 0n });
  });

  test('a report that is sent again changes nothing and is answered alike', async () => {
    const { counters, shares } = await open();
    const counter = await started(counters);
    await shares.sync(reportOf(counter, 1, { want: 20n }));
    const report = reportOf(counter, 2, { spent: 4n, live: 6n, free: 10n, want: 20n });
    const first = await shares.sync(report);
    expect(first).toMatchObject({ granted: 20n, remaining: 50n });
    expect(await shares.sync(report)).toEqual(first);
    // An older one, held up on its way, comes last.
    await shares.sync(reportOf(counter, 1, { want: 20n }));
    expect(await read(counters, counter)).toEqual({ settled: 14n, held: 6n });
    expect(await counters.hold(testHold([counter], [50n]))).toMatchObject({ kind: 'held', remaining: [0n] });
  });

  test('what is free lapses first, what is held later; a late report learns of it', async () => {
    const { counters, shares } = await open();
    const counter = await started(counters);
    await shares.sync(reportOf(counter, 1, { want: 30n }));
    await shares.sync(reportOf(counter, 2, { live: 10n, free: 20n, freeLeaseMs: 40, liveLeaseMs: 900 }));
    await passMs(60);
    expect(await counters.hold(testHold([counter], [80n], { leaseMs: 1 }))).toMatchObject({ kind: 'held', remaining: [0n] });
    await passMs(1_000);
    expect(await read(counters, counter)).toEqual({ settled: 10n, held: 0n });
    expect(await shares.sync(reportOf(counter, 3, { spent: 3n, live: 8n, free: 19n }))).toEqual({
      kind: 'synced',
      granted: 0n,
      remaining: 79n,
      isLapsed: true,
      isRecalled: false,
    });
    expect(await read(counters, counter)).toEqual({ settled: 13n, held: 8n });
  });

  test('a grant that lapsed before its answer was heard is not granted again', async () => {
    const { counters, shares } = await open();
    const counter = await started(counters);
    const report = reportOf(counter, 1, { want: 30n, freeLeaseMs: 20 });
    await shares.sync(report);
    await passMs(40);
    expect(await shares.sync(report)).toMatchObject({ granted: 0n, isLapsed: true, remaining: 90n });
  });

  test('a counter that does not exist has no shares', async () => {
    const { shares } = await open();
    const counter = testCounter();
    expect(await shares.sync(reportOf(counter, 1, { want: 1n }))).toEqual({ kind: 'missing' });
    expect(await shares.recall(counter)).toBe(0n);
  });

  test('a recall reaches every gateway, counts what is out, and bars new shares for a while', async () => {
    const { counters, shares, invalidations } = await open();
    const other = await open();
    const counter = await started(counters);
    await vi.waitUntil(() => invalidations.isConnected && other.invalidations.isConnected, { timeout: 5_000 });
    // Other suites recall on the same Redis meanwhile.
    const heard: string[] = [];
    shares.onRecall((key) => void (key === counter.key && heard.push('here')));
    other.shares.onRecall((key) => void (key === counter.key && heard.push('there')));
    await shares.sync(reportOf(counter, 1, { want: 30n }));
    await shares.sync(reportOf(counter, 2, { live: 10n, free: 20n }));
    // Of what is held it is not known how much has ended since the report.
    expect(await other.shares.recall(counter)).toBe(30n);
    await vi.waitUntil(() => heard.length >= 2, { timeout: 5_000 });
    expect(heard.toSorted()).toEqual(['here', 'there']);
    expect(await other.shares.sync(reportOf(counter, 1, { holder: 'h2', want: 1n }))).toMatchObject({ granted: 0n, isRecalled: true });
    expect(await shares.sync(reportOf(counter, 3, { live: 10n, free: 20n }))).toMatchObject({ isRecalled: true });
    expect(await other.shares.recall(counter)).toBe(20n);
    await shares.sync(reportOf(counter, 4, { live: 10n }));
    expect(await other.shares.recall(counter)).toBe(0n);
    expect(await counters.hold(testHold([counter], [81n]))).toEqual({ kind: 'refused', index: 0, remaining: 80n, leased: 0n });
    await passMs(550);
    expect(await other.shares.sync(reportOf(counter, 2, { holder: 'h2', want: 1n }))).toMatchObject({ granted: 1n, isRecalled: false });
    // A new recall asks everybody anew.
    expect(await other.shares.recall(counter)).toBe(11n);
  });
});
