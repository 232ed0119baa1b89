import { systemClock } from '@modelhub/core/clock';
import { MemoryCounters } from '@modelhub/state/memory-counters';
import { createRedisState } from '@modelhub/state/redis';
import { startTestRedis } from '@modelhub/testing/redis';
import { createLimitService } from '../limit-service.ts';
import type { LimitRule, LimitService, Reservation } from '../types.ts';

// What limits cost a request: CPU time of this process for reserve and settle under four rules, with 64 requests under way.

const UNDER_WAY = 64;
const REQUESTS = 200_000;
const KEYS = 50;

/** Wide limits of a key, as a busy customer has them. */
function rulesOf(key: number, wide: boolean): LimitRule[] {
  const organizationId = `org_bench_${wide}_${key}`;
  const rule = (kind: LimitRule['kind'], window: LimitRule['window'], cap: bigint): LimitRule => ({
    id: `key:${organizationId}:${kind}:${window}`,
    organizationId,
    scope: 'key',
    scopeId: organizationId,
    kind,
    window,
    cap,
  });
  return [
    rule('requests', 'minute', 1_000_000n),
    rule('tokens', 'minute', 10_000_000_000n),
    // A cap that is too small to be shared out makes every request ask.
    rule('concurrency', 'instant', wide ? 100_000n : 60n),
    rule('money', 'month', 1_000_000_000_000_000n),
  ];
}

async function measure(name: string, service: LimitService, options: { readonly wide: boolean; readonly requests: number }): Promise<void> {
  const keys = Array.from({ length: KEYS }, (_, key) => rulesOf(key, options.wide));
  const estimate = { tokens: 1_000, costNanoUsd: 15_000_000n };
  const actual = { tokens: 700, costNanoUsd: 9_000_000n };
  let atOnce = 0;
  let refused = 0;
  const one = async (i: number): Promise<Reservation | null> => {
    const result = service.reserve(keys[i % KEYS] as LimitRule[], estimate, { hardCap: true, eventId: `event-${i}` });
    if (!(result instanceof Promise)) atOnce += 1;
    const answer = await result;
    if (answer.kind === 'reserved') return answer.reservation;
    refused += 1;
    return null;
  };
  const run = async (from: number, count: number): Promise<void> => {
    for (let i = from; i < from + count; i += UNDER_WAY) {
      const live = await Promise.all(Array.from({ length: UNDER_WAY }, (_, j) => one(i + j)));
      for (const reservation of live) reservation?.settle(actual);
      // As between requests: what came over the network is read.
      await new Promise(setImmediate);
    }
  };
  await run(0, options.requests / 4);
  atOnce = 0;
  refused = 0;
  const cpu = process.cpuUsage();
  const startedAtMs = performance.now();
  await run(options.requests, options.requests);
  const elapsedUs = (performance.now() - startedAtMs) * 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const figures = [
    `${((user + system) / options.requests).toFixed(2)} us CPU`,
    `${(elapsedUs / options.requests).toFixed(2)} us elapsed`,
    `${((100 * atOnce) / options.requests).toFixed(1)} % at once`,
    `${refused} refused`,
  ];
  process.stdout.write(`${name.padEnd(28)}${figures.join(', ')}\n`);
  await service.close();
}

await measure('memory', createLimitService({ state: { counters: new MemoryCounters(systemClock) } }), { wide: true, requests: REQUESTS });
const redis = await startTestRedis();
if (redis !== undefined) {
  const state = await createRedisState({ redisUrl: redis.url, gatewayId: 'bench' });
  await measure('Redis, from shares', createLimitService({ state }), { wide: true, requests: REQUESTS });
  await measure('Redis, asked each time', createLimitService({ state }), { wide: false, requests: REQUESTS / 10 });
  await state.close();
  await redis.stop();
}
