import { rowsFromPg } from '@modelhub/db/query-rows';
import { withTenantConnection } from '@modelhub/db/tenant';
import { usageTotals } from '@modelhub/metering/usage-queries';
import type { Instance } from './instance/start.ts';

const POLL_MS = 250;

/** Looks at the usage chart as an open page does, all the time, and notes when each answer is in it. */
export class ChartWatch {
  readonly #instance: Instance;
  readonly #fromMs: number;
  readonly #seenAtMs = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> = Promise.resolve();
  error: unknown = null;

  constructor(instance: Instance, fromMs: number) {
    this.#instance = instance;
    this.#fromMs = fromMs;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#look = this.#look.then(() => this.#poll()).catch((error: unknown) => void (this.error ??= error));
    }, POLL_MS);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#look;
  }

  /** When the event was in the chart's own figures; undefined while it is not. */
  seenAtMs(eventId: string): number | undefined {
    return this.#seenAtMs.get(eventId);
  }

  /** The ledger first and the chart after it: a chart that has not got the ledger's events yet shows in its count, and nothing is taken as seen. */
  async #poll(): Promise<void> {
    for (const { organizationId } of this.#instance.tenants) {
      const { requests, events } = await withTenantConnection(this.#instance.app, { organizationId, userId: null }, async (client) => {
        const known = await client.query<{ event_id: string }>('SELECT event_id FROM usage_events WHERE organization_id = $1', [organizationId]);
        const totals = await usageTotals(rowsFromPg(client), { organizationId, fromMs: this.#fromMs, toMs: Date.now() + 3_600_000 });
        return { requests: totals.requests, events: known.rows };
      });
      const atMs = Date.now();
      if (requests < BigInt(events.length)) continue;
      for (const { event_id: eventId } of events) if (!this.#seenAtMs.has(eventId)) this.#seenAtMs.set(eventId, atMs);
    }
  }
}
