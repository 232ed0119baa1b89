import type { Clock } from '@modelhub/core/clock';
import type pg from 'pg';
import { tryOrganizationLock } from '../organization-lock.ts';
import type { UsageBillingSink } from '../usage-billing-sink.ts';
import { pushOrganization, type PushDeps, type PushTarget } from './push-organization.ts';
import { takePushSlot } from './push-slot.ts';
import { RateLimiter } from './rate-limiter.ts';

export interface PushOptions {
  /** Under `modelhub_worker`; two connections for each of `concurrency`, and one more. */
  readonly pool: pg.Pool;
  readonly sink: UsageBillingSink;
  readonly clock: Clock;
  /** Organizations at once; 3 by default. */
  readonly concurrency?: number;
}

export interface PushResult {
  readonly organizations: number;
  readonly pushed: number;
  readonly known: number;
  readonly tooOld: number;
  /** Organizations that another program was pushing. */
  readonly busy: number;
  /** Organizations whose push met a fault; tried again with growing distance. */
  readonly failures: readonly { readonly organizationId: string; readonly error: unknown }[];
}

/** Those that are held, have no customer yet, or wait after a fault are left for a later turn. */
const TARGETS = `
  SELECT o.id, o.stripe_customer_id FROM organizations o
  WHERE o.stripe_customer_id IS NOT NULL AND o.push_held_reason IS NULL
    AND EXISTS (SELECT FROM stripe_outbox b WHERE b.organization_id = o.id AND b.pushed_version < b.dirty_version)
    AND NOT EXISTS (SELECT FROM stripe_outbox b WHERE b.organization_id = o.id AND b.next_attempt_at > $1)
  ORDER BY o.id`;

/**
 * Sends what has changed since the last push: for each organization and hour the absolute total, the hour that is still
 * open included. Run it as often as you like, by as many programs as you like: everything it needs to know is in
 * stripe_outbox, and a reading that was sent twice counts once.
 */
export async function pushUsage(options: PushOptions): Promise<PushResult> {
  const slot = await takePushSlot(options.pool);
  const nothing = { organizations: 0, pushed: 0, known: 0, tooOld: 0, busy: 0, failures: [] };
  if (slot === undefined) return nothing;
  try {
    const { rows } = await options.pool.query<{ id: string; stripe_customer_id: string }>(TARGETS, [new Date(options.clock.nowMs())]);
    const targets = rows.map((row) => ({ organizationId: row.id, customerId: row.stripe_customer_id }));
    return await pushAll({ ...options, limiter: new RateLimiter(slot.perSecond) }, targets, options.concurrency ?? 3);
  } finally {
    await slot.release();
  }
}

async function pushAll(deps: PushDeps, targets: readonly PushTarget[], concurrency: number): Promise<PushResult> {
  const total = { organizations: targets.length, pushed: 0, known: 0, tooOld: 0, busy: 0 };
  const failures: { organizationId: string; error: unknown }[] = [];
  const queue = targets.values();
  const work = async (): Promise<void> => {
    for (const target of queue) {
      const result = await tryOrganizationLock(deps.pool, { organizationId: target.organizationId, purpose: 'push' }, () => pushOrganization(deps, target));
      if (result.kind === 'busy') {
        total.busy += 1;
        continue;
      }
      total.pushed += result.value.pushed;
      total.known += result.value.known;
      total.tooOld += result.value.tooOld;
      if (result.value.error !== undefined) failures.push({ organizationId: target.organizationId, error: result.value.error });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, targets.length)) }, work));
  return { ...total, failures };
}
