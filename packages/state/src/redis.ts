import { systemClock, type Clock } from '@modelhub/core/clock';
import { RedisCommands } from './redis-commands.ts';
import { RedisCounters } from './redis-counters.ts';
import { RedisHealth } from './redis-health.ts';
import { RedisInvalidations } from './redis-invalidations.ts';
import { redisChannels } from './redis-keys.ts';
import { evictionProblem } from './redis-policy.ts';
import { RedisShares } from './redis-shares.ts';
import { RedisSubscriber } from './redis-subscriber.ts';
import type { SharedState } from './shared-state.ts';

export interface RedisStateOptions {
  /** Redis 7 or Valkey. */
  readonly redisUrl: string;
  /** Whose health reports are not handed back. */
  readonly gatewayId: string;
  /** Of health reports. Limits go by the time of the server. */
  readonly clock?: Clock;
  /** A command without an answer is given up after that; a second by default. */
  readonly commandTimeoutMs?: number;
}

/**
 * State that any number of gateways share. Resolves when Redis has answered, and without it after a while: it then connects in the
 * background. Rejects when Redis is allowed to evict keys, since a limit that is forgotten is no limit.
 */
export async function createRedisState({ redisUrl, gatewayId, clock = systemClock, commandTimeoutMs }: RedisStateOptions): Promise<SharedState> {
  const commands = new RedisCommands(redisUrl, commandTimeoutMs);
  const problem = await evictionProblem(commands);
  if (problem !== null) {
    await commands.close();
    throw new Error(problem);
  }
  const subscriber = new RedisSubscriber(redisUrl, Object.values(redisChannels));
  const counters = new RedisCounters(commands, new RedisShares(commands, subscriber));
  return {
    counters,
    health: new RedisHealth(commands, gatewayId, clock),
    invalidations: new RedisInvalidations(commands, subscriber),
    async close() {
      counters.close();
      await Promise.all([subscriber.close(), commands.close()]);
    },
  };
}
