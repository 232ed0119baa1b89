import { createMemoryState } from './memory.ts';
import type { SharedState } from './shared-state.ts';

export interface SharedStateOptions {
  /** Redis or Valkey, shared by all gateways. Absent: this is the only gateway, and its limits live in its memory. */
  readonly redisUrl?: string | undefined;
  /** Where a gateway without Redis hears of changes, under the role that its `options` name. */
  readonly databaseUrl?: string | undefined;
  /** Names this process in health reports. */
  readonly gatewayId: string;
}

/**
 * The one place that knows whether gateways share their state through Redis or there is only one of them. Rejects when Redis is set up
 * in a way that loses limits; one that is away does not keep a gateway from starting.
 */
export async function createSharedState({ redisUrl, databaseUrl, gatewayId }: SharedStateOptions): Promise<SharedState> {
  if (redisUrl !== undefined) {
    // Only here: the client takes 5 MB, which a gateway without Redis does not need.
    const { createRedisState } = await import('./redis.ts');
    return createRedisState({ redisUrl, gatewayId });
  }
  return createMemoryState({ gatewayId, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
}
