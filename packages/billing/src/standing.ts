import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import type { BillingContext } from './billing-context.ts';

/** Days between the first failed charge and the suspension of the keys, as docs/billing.md tells customers. */
export const GRACE_DAYS = 7;
const GRACE_MS = GRACE_DAYS * 86_400_000;

export type Standing = 'active' | 'past_due' | 'suspended';

export interface StandingChange {
  readonly organizationId: string;
  readonly from: Standing;
  readonly to: Standing;
}

interface StandingRow {
  readonly status: Standing;
  readonly past_due_since: Date | null;
  readonly owing_since: Date | null;
  readonly owing_cents: bigint;
  readonly name: string;
  readonly email: string | null;
}

const READ = `
  SELECT o.status, o.past_due_since, o.name, owing.since AS owing_since, owing.cents AS owing_cents,
    coalesce(o.billing_email, (SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.organization_id = o.id AND m.role = 'owner' ORDER BY m.created_at LIMIT 1)) AS email
  FROM organizations o, LATERAL (
    SELECT min(finalized_at) AS since, coalesce(sum(amount_due_cents - amount_paid_cents), 0)::bigint AS cents FROM invoices i
    WHERE i.organization_id = o.id AND i.amount_due_cents > i.amount_paid_cents
      AND ((i.status = 'open' AND i.attempt_count > 0) OR i.status = 'uncollectible')
  ) owing
  WHERE o.id = $1 FOR UPDATE OF o`;

/**
 * Derives an organization's standing from its invoices: past due while one of them could not be charged, suspended when
 * that is so for longer than the grace, active again when all are paid. Undefined when nothing changed. Suspensions of
 * another origin (without `past_due_since`) are left alone.
 */
export function updateStanding(context: Pick<BillingContext, 'pool' | 'clock'>, organizationId: string): Promise<StandingChange | undefined> {
  return inTransaction(context.pool, async (client) => {
    const { rows } = await client.query<StandingRow>(READ, [organizationId]);
    const row = rows[0];
    if (row === undefined || (row.status === 'suspended' && row.past_due_since === null)) return undefined;
    const to = standingAt(row.owing_since, context.clock.nowMs());
    if (to === row.status && row.past_due_since?.getTime() === row.owing_since?.getTime()) return undefined;
    await client.query('UPDATE organizations SET status = $2::"OrganizationStatus", past_due_since = $3, updated_at = now() WHERE id = $1', [
      organizationId,
      to,
      row.owing_since,
    ]);
    if (to === row.status) return undefined;
    await tell(client, { organizationId, row, to });
    return { organizationId, from: row.status, to };
  });
}

function standingAt(owingSince: Date | null, nowMs: number): Standing {
  if (owingSince === null) return 'active';
  return nowMs - owingSince.getTime() >= GRACE_MS ? 'suspended' : 'past_due';
}

const TEMPLATES = { past_due: 'payment-failed', suspended: 'organization-suspended', active: 'organization-restored' } as const;

/** One mail for each step of each case: its id says which. */
async function tell(client: pg.ClientBase, step: { organizationId: string; row: StandingRow; to: Standing }): Promise<void> {
  if (step.row.email === null) return;
  const since = step.row.owing_since ?? step.row.past_due_since;
  const variables = {
    organizationId: step.organizationId,
    organizationName: step.row.name,
    owingCents: step.row.owing_cents.toString(),
    suspendedAt: step.row.owing_since === null ? null : new Date(step.row.owing_since.getTime() + GRACE_MS).toISOString(),
  };
  await client.query(`INSERT INTO outbound_emails (id, recipient, template, variables) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`, [
    `${TEMPLATES[step.to]}:${step.organizationId}:${since?.getTime() ?? 0}`,
    step.row.email,
    TEMPLATES[step.to],
    JSON.stringify(variables),
  ]);
}

/** Every organization whose standing may have changed by an invoice or by time alone. Under `modelhub_worker`. */
export async function updateStandings(context: Pick<BillingContext, 'pool' | 'clock'>): Promise<StandingChange[]> {
  const { rows } = await context.pool.query<{ id: string }>(
    `SELECT id FROM organizations WHERE past_due_since IS NOT NULL
     UNION SELECT organization_id FROM invoices
       WHERE amount_due_cents > amount_paid_cents AND ((status = 'open' AND attempt_count > 0) OR status = 'uncollectible')`,
  );
  const changes: StandingChange[] = [];
  for (const { id } of rows) {
    const change = await updateStanding(context, id);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}
