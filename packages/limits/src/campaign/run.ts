import { parseArgs } from 'node:util';
import { createRedisState } from '@modelhub/state/redis';
import { startTestRedis } from '@modelhub/testing/redis';
import { createLimitService } from '../limit-service.ts';
import { CAMPAIGN_SHARE_TIMES, runRound } from './round.ts';

// Many rounds of 500 requests at once for a budget of 50, on four gateways over one Redis of its own.

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } } });
const rounds = Number(values.rounds);

const redis = await startTestRedis();
if (redis === undefined) {
  process.stderr.write('The campaign needs redis-server or valkey-server on the PATH.\n');
  process.exit(1);
}
const states = await Promise.all([0, 1, 2, 3].map((i) => createRedisState({ redisUrl: redis.url, gatewayId: `gateway-${i}`, commandTimeoutMs: 30_000 })));
const services = states.map((state) => createLimitService({ state, shareTimes: CAMPAIGN_SHARE_TIMES }));
const failures: string[] = [];
const startedAtMs = performance.now();
for (let round = 0; round < rounds; round += 1) {
  const [state] = states;
  if (state === undefined) break;
  await runRound({ services, counters: state.counters }, Number(values.seed) + round).catch((error: unknown) => failures.push(String(error)));
  if ((round + 1) % 100 === 0) process.stdout.write(`${round + 1} rounds, ${failures.length} failed\n`);
}
await Promise.all(services.map((service) => service.close()));
await Promise.all(states.map((state) => state.close()));
await redis.stop();
for (const failure of failures) process.stdout.write(`${failure}\n`);
process.stdout.write(`${rounds} rounds in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s, ${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
