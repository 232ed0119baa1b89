import type {} from '@modelhub/testing/vitest-setup';
import type { Clock } from '@modelhub/core/clock';
import { createRedisState } from '@modelhub/state/redis';
import type { SharedState } from '@modelhub/state/shared-state';
import { startFaultProxy } from '@modelhub/testing/fault-proxy';
import { startTestRedis, type TestRedis } from '@modelhub/testing/redis';
import fc from 'fast-check';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { CAMPAIGN_SHARE_TIMES, runRound } from './campaign/round.ts';
import { compareWithModel, modelRules, steps } from './limit-model.ts';
import { createLimitService, type LimitServiceOptions } from './limit-service.ts';
import { testRule } from './test-rules.ts';
import type { LimitRule, LimitService, Reservation, ReserveResult } from './types.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Gateway {
  readonly state: SharedState;
  readonly service: LimitService;
}

async function openGateways(
  count: number,
  options: Partial<LimitServiceOptions> & { readonly redisUrl?: string; readonly commandTimeoutMs?: number } = {},
): Promise<Gateway[]> {
  // Exactness is not about a busy machine: only tests of outages give up early.
  const { redisUrl = inject('redisUrl'), commandTimeoutMs = 20_000, ...rest } = options;
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const state = await createRedisState({ redisUrl, gatewayId: `gateway-${i}`, commandTimeoutMs });
      const service = createLimitService({ state, shareTimes: CAMPAIGN_SHARE_TIMES, ...rest });
      closers.push(async () => {
        await service.close();
        await state.close();
      });
      return { state, service };
    }),
  );
}

let organizations = 0;
/** A rule of an organization that no other test uses. */
function ownRule(kind: LimitRule['kind'], window: LimitRule['window'], cap: bigint): LimitRule {
  organizations += 1;
  const organizationId = `org_limits_${process.pid}_${organizations}`;
  return { ...testRule(kind, window, cap, 'organization'), organizationId, id: `${organizationId}:${kind}:${window}` };
}

let events = 0;
function reserve({ service }: Pick<Gateway, 'service'>, rules: readonly LimitRule[], costNanoUsd: bigint, hardCap = true): Promise<ReserveResult> {
  events += 1;
  return Promise.resolve(service.reserve(rules, { tokens: 10, costNanoUsd }, { hardCap, eventId: `event-limits-${process.pid}-${events}` }));
}

function reservations(results: readonly ReserveResult[]): Reservation[] {
  return results.flatMap((result) => (result.kind === 'reserved' ? [result.reservation] : []));
}

async function read({ state }: Pick<Gateway, 'state'>, { id, organizationId, window }: LimitRule) {
  expect(['total', 'instant']).toContain(window);
  return (await state.counters.read(organizationId, [`${id}@${window}`]))[0];
}

const times = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe.skipIf(inject('redisUrl') === '')('limits of four gateways over one Redis', () => {
  test('500 requests at once for a budget of 50: exactly 50, in ten rounds', { timeout: 120_000 }, async () => {
    const gateways = await openGateways(4);
    const counters = (gateways[0] as Gateway).state.counters;
    for (let seed = 0; seed < 10; seed += 1) await runRound({ services: gateways.map(({ service }) => service), counters }, seed);
  });

  test('whatever happens, a request is admitted if and only if it fits', { timeout: 120_000 }, async () => {
    const gateways = await openGateways(3);
    // Minutes do not pass while a sequence runs; that they do is tested in memory.
    const nowMs = Date.now();
    const clock: Clock = { nowMs: () => nowMs };
    const services = gateways.map(({ state }) => {
      const service = createLimitService({ state, clock, shareTimes: CAMPAIGN_SHARE_TIMES });
      closers.push(() => service.close());
      return service;
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(1n, 10n ** 15n), async (sequence, unit) => {
        const organizationId = `org_model_${process.pid}_${(runs += 1)}`;
        // Each connection answers in order: what was sent before has been done when it answers.
        const reached = (): Promise<unknown> => Promise.all(gateways.map(({ state }) => state.counters.read(organizationId, [])));
        await compareWithModel({ services, rules: modelRules(organizationId, unit), unit, nowMs: () => nowMs, pass: () => {}, reached }, sequence);
      }),
      // A failure is told as it is: looking for a smaller one takes longer than the test may.
      { numRuns: 100, endOnFailure: true },
    );
  });

  test('far from the cap most requests are admitted without asking', async () => {
    const [gateway] = (await openGateways(1)) as [Gateway];
    const rules = [ownRule('money', 'total', 1_000_000n)];
    let atOnce = 0;
    for (const _ of times(400)) {
      const result = gateway.service.reserve(rules, { tokens: 1, costNanoUsd: 100n }, { hardCap: true, eventId: `event-${(events += 1)}` });
      if (!(result instanceof Promise)) atOnce += 1;
      reservations([await result])[0]?.settle({ tokens: 1, costNanoUsd: 90n });
      if (atOnce % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(atOnce).toBeGreaterThan(350);
    await vi.waitFor(async () => expect(await read(gateway, rules[0] as LimitRule)).toEqual({ settled: 36_000n, held: 0n }));
  });

  test('what ended on one gateway a moment ago is not missing on another', async () => {
    const [a, b] = (await openGateways(2, { shareTimes: { ...CAMPAIGN_SHARE_TIMES, syncMs: 60_000 } })) as [Gateway, Gateway];
    const rules = [ownRule('money', 'total', 1_000n)];
    // It has a share, and half of it is held when it reports for the last time.
    const held: Reservation[] = [];
    while (!(held.length > 20 && held.length % 2 === 0)) held.push(...reservations([await reserve(a, rules, 10n)]));
    await vi.waitFor(async () => expect((await read(a, rules[0] as LimitRule))?.held).toBeGreaterThan(0n));
    for (const reservation of held) reservation.release();
    expect(await reserve(b, rules, 1_000n)).toMatchObject({ kind: 'reserved' });
  });

  test('what has just ended is free at once while somebody near the cap waits for it', async () => {
    const [a, b] = (await openGateways(2, { shareTimes: { ...CAMPAIGN_SHARE_TIMES, syncMs: 60_000 } })) as [Gateway, Gateway];
    const rules = [ownRule('money', 'total', 1_000n)];
    const held: Reservation[] = [];
    while (held.length < 20) held.push(...reservations([await reserve(a, rules, 10n)]));
    // Its shares are recalled by that, and no recall follows for half a second.
    expect(await reserve(b, rules, 1_000n)).toMatchObject({ kind: 'refused' });
    for (const reservation of held) reservation.release();
    await read(a, rules[0] as LimitRule);
    expect(await reserve(b, rules, 1_000n)).toMatchObject({ kind: 'reserved' });
  });

  test('a gateway that dies leaves nothing held', async () => {
    const short = { ...CAMPAIGN_SHARE_TIMES, freeLeaseMs: 200, liveLeaseMs: 400 };
    const [dying, other] = (await openGateways(2, { shareTimes: short })) as [Gateway, Gateway];
    const rules = [ownRule('money', 'total', 1_000n)];
    for (const _ of times(30)) await reserve(dying, rules, 10n);
    expect(await reserve(other, rules, 800n)).toMatchObject({ kind: 'refused' });
    await dying.state.close();
    await vi.waitFor(async () => expect(await reserve(other, rules, 1_000n)).toMatchObject({ kind: 'reserved' }), { timeout: 5_000 });
  });

  test('requests that outlive their lease stay held while their gateway lives', async () => {
    const short = { ...CAMPAIGN_SHARE_TIMES, liveLeaseMs: 150 };
    const [gateway] = (await openGateways(1, { shareTimes: short })) as [Gateway];
    const rules = [ownRule('concurrency', 'instant', 2n)];
    const held = reservations(await Promise.all([reserve(gateway, rules, 1n), reserve(gateway, rules, 1n)]));
    expect(held).toHaveLength(2);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await reserve(gateway, rules, 1n)).toMatchObject({ kind: 'refused' });
    held[0]?.release();
    expect(await reserve(gateway, rules, 1n)).toMatchObject({ kind: 'reserved' });
  });
});

describe.skipIf(inject('redisUrl') === '')('when Redis fails', () => {
  async function startRedis(port?: number): Promise<TestRedis> {
    const redis = await startTestRedis(port === undefined ? {} : { port });
    if (redis === undefined) throw new Error('there was a Redis a moment ago');
    closers.push(() => redis.stop());
    return redis;
  }

  test('restarted and empty, it is seeded once, however many ask', async () => {
    const redis = await startRedis();
    let ledger = 0n;
    let reads = 0;
    const readSpent = async (): Promise<bigint> => {
      reads += 1;
      const spent = ledger;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return spent;
    };
    const gateways = await openGateways(4, { redisUrl: redis.url, readSpent });
    const rules = [ownRule('money', 'total', 1_000n)];
    const crowd = () => Promise.all(times(200).map((i) => reserve(gateways[i % 4] as Gateway, rules, 20n)));
    const before = reservations(await crowd());
    expect(before).toHaveLength(50);
    expect(reads).toBeLessThanOrEqual(4);
    // Half of it is spent and in the ledger; the other half is given back.
    before.forEach((reservation, i) => (i < 25 ? reservation.settle({ tokens: 1, costNanoUsd: 20n }) : reservation.release()));
    ledger = 500n;
    await vi.waitFor(async () => expect(await read(gateways[0] as Gateway, rules[0] as LimitRule)).toEqual({ settled: 500n, held: 0n }));
    await redis.stop();
    await startRedis(Number(new URL(redis.url).port));
    for (const gateway of gateways) {
      await vi.waitFor(async () => expect(await read(gateway, rules[0] as LimitRule)).toEqual({ settled: 0n, held: 0n }), { timeout: 10_000 });
    }
    // What was read for the first one is not handed out any more.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    reads = 0;
    const after = reservations(await crowd());
    expect(after).toHaveLength(25);
    expect(reads).toBeLessThanOrEqual(4);
    expect(await read(gateways[0] as Gateway, rules[0] as LimitRule)).toEqual({ settled: 500n, held: 500n });
  });

  test('a hard cap refuses, others get a twentieth on each gateway, and it is told afterwards', async () => {
    const proxy = await startFaultProxy(inject('redisUrl'));
    closers.push(() => proxy.close());
    const gateways = await openGateways(2, { redisUrl: proxy.url });
    const [observer] = (await openGateways(1)) as [Gateway];
    const rules = [ownRule('money', 'total', 4_000n)];
    reservations([await reserve(observer, rules, 4_000n)])[0]?.settle({ tokens: 1, costNanoUsd: 100n });
    proxy.cut();
    await vi.waitUntil(async () => (await reserve(gateways[0] as Gateway, rules, 1n)).kind === 'unavailable');
    for (const gateway of gateways) expect(await reserve(gateway, rules, 1n)).toEqual({ kind: 'unavailable' });
    const admitted: Reservation[] = [];
    for (const gateway of gateways) {
      const results = await Promise.all(times(10).map(() => reserve(gateway, rules, 50n, false)));
      expect(results.map(({ kind }) => kind)).toEqual(times(10).map((i) => (i < 4 ? 'reserved' : 'unavailable')));
      admitted.push(...reservations(results));
    }
    for (const reservation of admitted) reservation.settle({ tokens: 1, costNanoUsd: 50n });
    proxy.restore();
    await vi.waitFor(async () => expect(await read(observer, rules[0] as LimitRule)).toEqual({ settled: 500n, held: 0n }), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await reserve(gateways[0] as Gateway, rules, 1n)).toMatchObject({ kind: 'reserved' }), { timeout: 10_000 });
  });

  test('requests under way when it goes are counted when it is back', async () => {
    const proxy = await startFaultProxy(inject('redisUrl'));
    closers.push(() => proxy.close());
    const [gateway] = (await openGateways(1, { redisUrl: proxy.url })) as [Gateway];
    const [observer] = (await openGateways(1)) as [Gateway];
    const rules = [ownRule('money', 'total', 10_000n)];
    const held: Reservation[] = [];
    // Some of them from a share, some by asking.
    for (const _ of times(60)) held.push(...reservations([await reserve(gateway, rules, 30n)]));
    proxy.cut();
    for (const reservation of held) reservation.settle({ tokens: 1, costNanoUsd: 25n });
    proxy.restore();
    await vi.waitFor(async () => expect(await read(observer, rules[0] as LimitRule)).toEqual({ settled: 1_500n, held: 0n }), { timeout: 10_000 });
  });
});
