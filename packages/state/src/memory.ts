import { systemClock, type Clock } from '@modelhub/core/clock';
import { MemoryCounters } from './memory-counters.ts';
import { MemoryHealth } from './memory-health.ts';
import { MemoryInvalidations } from './memory-invalidations.ts';
import { PostgresInvalidations } from './postgres-invalidations.ts';
import type { SharedState } from './shared-state.ts';

export interface MemoryStateOptions {
  /**
   * Where announcements are heard, under the role that its `options` name. Absent: only those of this process are, for
   * programs without a database.
   */
  readonly databaseUrl?: string;
  /** Whose health reports are not handed back. */
  readonly gatewayId?: string;
  readonly clock?: Clock;
}

/** State of a single gateway process. Connects in the background. */
export function createMemoryState(options: MemoryStateOptions = {}): SharedState {
  const clock = options.clock ?? systemClock;
  const invalidations = options.databaseUrl === undefined ? new MemoryInvalidations() : new PostgresInvalidations(options.databaseUrl);
  return {
    counters: new MemoryCounters(clock),
    health: new MemoryHealth(options.gatewayId ?? '', clock),
    invalidations,
    close: () => invalidations.close(),
  };
}
