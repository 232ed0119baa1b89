import type {} from '@modelhub/testing/vitest-setup';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startFaultProxy, type FaultProxy } from '@modelhub/testing/fault-proxy';
import { startTestRedis, type TestRedis } from '@modelhub/testing/redis';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { healthContract, testCircuits, testFigures } from './health.contract.ts';
import { invalidationsContract } from './invalidations.contract.ts';
import { createRedisState } from './redis.ts';
import { countersContract, testCounter, testHold } from './shared-state.contract.ts';
import { StoreUnavailableError, type SharedState } from './shared-state.ts';

const isMissing = inject('redisUrl') === '';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const passMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function openAt(redisUrl: string, gatewayId = 'gateway-0'): Promise<SharedState> {
  const state = await createRedisState({ redisUrl, gatewayId });
  closers.push(() => state.close());
  return state;
}

async function openBehindProxy(): Promise<{ state: SharedState; proxy: FaultProxy }> {
  const proxy = await startFaultProxy(inject('redisUrl'));
  closers.push(() => proxy.close());
  return { state: await openAt(proxy.url), proxy };
}

async function startRedis(...flags: string[]): Promise<TestRedis> {
  const redis = await startTestRedis({ flags });
  if (redis === undefined) throw new Error('there was a Redis a moment ago');
  closers.push(() => redis.stop());
  return redis;
}

describe.skipIf(isMissing)('counters in Redis', () => {
  countersContract(() => ({
    gateways: (count) => Promise.all(Array.from({ length: count }, () => openAt(inject('redisUrl')))),
    passMs,
  }));

  test('a settlement that is sent again is not counted again', async () => {
    const { counters } = await openAt(inject('redisUrl'));
    const counter = testCounter();
    const hold = testHold([counter], [10n]);
    await counters.hold(hold);
    const settlement = { ...hold, amounts: [7n] };
    await counters.settle(settlement);
    await counters.settle(settlement);
    await counters.renew([hold], 60_000);
    expect(await counters.read('org_contract', [counter.key])).toEqual([{ settled: 7n, held: 0n }]);
  });

  test('renews the holds of many organizations at once', async () => {
    const { counters } = await openAt(inject('redisUrl'));
    const holds = Array.from({ length: 250 }, (_, i) => testHold([testCounter({ organizationId: `org_${i % 2}` })], [1n], { leaseMs: 300 }));
    await Promise.all(holds.map((hold) => counters.hold(hold)));
    await counters.renew(holds, 60_000);
    await passMs(350);
    for (const organizationId of ['org_0', 'org_1']) {
      const keys = holds.flatMap(({ counters: [counter] }) => (counter?.organizationId === organizationId ? [counter.key] : []));
      expect(await counters.read(organizationId, keys)).toEqual(keys.map(() => ({ settled: 0n, held: 1n })));
    }
  });

  test('everything that one call touches lies in one slot of a cluster', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'modelhub-cluster-'));
    closers.push(() => rm(directory, { recursive: true }));
    const cluster = await startRedis('--cluster-enabled', 'yes', '--dir', directory);
    const admin = new Redis(cluster.url);
    closers.push(async () => void (await admin.quit()));
    await admin.cluster('ADDSLOTSRANGE', 0, 16_383);
    await vi.waitUntil(async () => (await admin.cluster('INFO')).includes('cluster_state:ok'), { timeout: 10_000 });
    const { counters } = await openAt(cluster.url);
    const hold = testHold([testCounter(), testCounter()], [1n, 1n], { leaseMs: 1 });
    expect(await counters.hold(hold)).toMatchObject({ kind: 'held' });
    await passMs(5);
    await counters.read(
      'org_contract',
      hold.counters.map(({ key }) => key),
    );
    await counters.renew([hold], 1_000);
    await counters.settle(hold);
    await expect(counters.hold(testHold([testCounter(), testCounter({ organizationId: 'org_other' })], [1n, 1n]))).rejects.toThrow('CROSSSLOT');
  });

  test('counters and what belongs to them are forgotten in the end', async () => {
    const { counters } = await openAt(inject('redisUrl'));
    const counter = testCounter({ organizationId: 'org_expiry', expiresAtMs: Date.now() + 3_600_000 });
    const hold = testHold([counter, testCounter({ organizationId: 'org_expiry' })], [1n, 1n]);
    await counters.hold(hold);
    await counters.settle(testHold([counter], [1n]));
    const redis = new Redis(inject('redisUrl'));
    const keys = await redis.keys('mh:{org_expiry}:*');
    const lives = await Promise.all(keys.map((key) => redis.pttl(key)));
    await redis.quit();
    expect(keys).toHaveLength(5);
    for (const lifeMs of lives) expect(lifeMs).toBeGreaterThan(0);
  });
});

describe.skipIf(isMissing)('while Redis is away', () => {
  test('calls are refused at once, and settlements written later, once', async () => {
    const { state, proxy } = await openBehindProxy();
    const { counters } = state;
    const counter = testCounter();
    const hold = testHold([counter], [10n]);
    await counters.hold(hold);
    proxy.cut();
    await vi.waitUntil(
      async () => (await Promise.resolve(counters.hold(testHold([counter], [1n]))).catch((error: unknown) => error)) instanceof StoreUnavailableError,
    );
    await expect(counters.settle({ ...hold, amounts: [4n] })).rejects.toThrow(StoreUnavailableError);
    await expect(counters.settle({ ...hold, amounts: [4n] })).rejects.toThrow(StoreUnavailableError);
    await expect(state.health.peerCircuits()).rejects.toThrow(StoreUnavailableError);
    proxy.restore();
    const elsewhere = await openAt(inject('redisUrl'));
    await vi.waitFor(async () => expect(await elsewhere.counters.read('org_contract', [counter.key])).toEqual([{ settled: 4n, held: 0n }]), {
      timeout: 10_000,
    });
  });

  test('a command that gets no answer is given up, and the connection comes back', async () => {
    const { state, proxy } = await openBehindProxy();
    const counter = testCounter();
    proxy.stall();
    await expect(state.counters.hold(testHold([counter], [1n]))).rejects.toThrow(StoreUnavailableError);
    proxy.restore();
    await vi.waitFor(async () => expect(await state.counters.hold(testHold([counter], [1n]))).toMatchObject({ kind: 'held' }), { timeout: 10_000 });
  });

  test('an answer that was lost on the way back leads to no second count', async () => {
    const { state, proxy } = await openBehindProxy();
    const elsewhere = await openAt(inject('redisUrl'));
    const counter = testCounter();
    const hold = testHold([counter], [10n]);
    await state.counters.hold(hold);
    const settled = Promise.resolve(state.counters.settle({ ...hold, amounts: [6n] })).catch((error: unknown) => error);
    proxy.loseAnswers();
    expect(await settled).toBeInstanceOf(StoreUnavailableError);
    expect(await elsewhere.counters.read('org_contract', [counter.key])).toEqual([{ settled: 6n, held: 0n }]);
    proxy.restore();
    // The one that is sent again is done when a later one is.
    const later = testHold([counter], [1n]);
    await vi.waitFor(async () => expect(await state.counters.hold(later)).toMatchObject({ kind: 'held' }), { timeout: 10_000 });
    await passMs(700);
    expect(await elsewhere.counters.read('org_contract', [counter.key])).toEqual([{ settled: 6n, held: 1n }]);
  });

  test('a gateway starts without it, and finds it later', async () => {
    const gone = await startRedis();
    await gone.stop();
    const state = await openAt(gone.url);
    await expect(state.counters.hold(testHold([testCounter()], [1n]))).rejects.toThrow(StoreUnavailableError);
    const back = await startTestRedis({ port: Number(new URL(gone.url).port) });
    closers.push(async () => back?.stop());
    await vi.waitFor(async () => expect(await state.counters.hold(testHold([testCounter()], [1n]))).toMatchObject({ kind: 'held' }), { timeout: 10_000 });
  });
});

test.skipIf(isMissing)('a Redis that may evict limits is refused', async () => {
  const redis = await startRedis('--maxmemory-policy', 'allkeys-lru');
  await expect(createRedisState({ redisUrl: redis.url, gatewayId: 'gateway-0' })).rejects.toThrow('maxmemory-policy allkeys-lru');
});

describe.skipIf(isMissing)('announcements by pub/sub', () => {
  invalidationsContract(async () => {
    const { state, proxy } = await openBehindProxy();
    const elsewhere = new Redis(inject('redisUrl'));
    closers.push(async () => void (await elsewhere.quit()));
    const publishNonsense = async (text: string): Promise<void> => void (await elsewhere.publish('mh:invalidations', text));
    return { bus: state.invalidations, proxy, publishNonsense, publishElsewhere: (event) => publishNonsense(JSON.stringify(event)) };
  });
});

describe.skipIf(isMissing)('health in Redis', () => {
  healthContract(() => ({
    open: async (gatewayId) => (await openAt((await startRedis()).url, gatewayId)).health,
    nowMs: () => Date.now(),
    passMs,
  }));

  test('goes from one gateway to the other, and what is long gone is cleared away', async () => {
    const redis = await startRedis();
    const [a, b] = [(await openAt(redis.url, 'gateway-a')).health, (await openAt(redis.url, 'gateway-b')).health];
    const nowMs = Date.now();
    await a.reportCircuits(testCircuits('gateway-a', nowMs));
    await a.reportCircuits(testCircuits('gateway-c', nowMs - 61_000));
    await a.reportCircuits(testCircuits('gateway-d', nowMs - 601_000));
    await a.reportFigures(testFigures('gateway-a', nowMs));
    expect([await b.peerCircuits(), await b.peerFigures()]).toEqual([[testCircuits('gateway-a', nowMs)], [testFigures('gateway-a', nowMs)]]);
    expect([await a.claim('x', 60_000), await b.claim('x', 60_000)]).toEqual([true, false]);
    const admin = new Redis(redis.url);
    expect((await admin.hkeys('mh:health:circuits')).toSorted()).toEqual(['gateway-a', 'gateway-c']);
    await admin.quit();
  });
});
