import type { Clock } from '@modelhub/core/clock';
import type { Faults } from './faults.ts';
import type { MeterLedger } from './meter-ledger.ts';
import type { State } from './state.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** What every handler works with. */
export interface World {
  readonly state: State;
  readonly clock: Clock;
  readonly meters: MeterLedger;
  readonly webhooks: WebhookSender;
  readonly faults: Faults;
  /** `http://127.0.0.1:port`, for links on hosted pages. */
  baseUrl: string;
  /** Something changed: write the state file soon. */
  changed(): void;
}

/** The account's time in Unix seconds. */
export function accountNow(world: World): number {
  return Math.floor((world.clock.nowMs() + world.state.offsetMs) / 1000);
}

/** A customer on a test clock lives in that clock's time. */
export function customerNow(world: World, customerId: string | null): number {
  const clockId = customerId === null ? null : world.state.tables.customers.get(customerId)?.test_clock;
  const testClock = clockId ? world.state.tables.testClocks.get(clockId) : undefined;
  return testClock?.frozen_time ?? accountNow(world);
}
