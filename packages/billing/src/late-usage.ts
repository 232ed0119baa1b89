import { createHash } from 'node:crypto';
import { centsFromNanoUsd } from '@modelhub/core/money';
import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import type { BillingContext } from './billing-context.ts';
import { monthName, monthStart, nextMonthStart } from './month.ts';
import { withOrganizationLock } from './organization-lock.ts';
import type { UsageBillingSink } from './usage-billing-sink.ts';

export interface LateUsageResult {
  readonly charged: number;
  readonly failures: readonly { readonly organizationId: string; readonly error: unknown }[];
}

interface Candidate {
  readonly organization_id: string;
  readonly customer_id: string;
  readonly subscription_id: string;
  readonly month: Date;
}

/** Closed months that were touched lately, of organizations that pay: by usage, by the push, or by their invoice. */
const CANDIDATES = `
  SELECT DISTINCT o.id AS organization_id, o.stripe_customer_id AS customer_id, o.stripe_subscription_id AS subscription_id,
    touched.month
  FROM (
    SELECT organization_id, date_trunc('month', hour, 'UTC') AS month FROM stripe_outbox
      WHERE hour < $1 AND greatest(updated_at, pushed_at) > now() - interval '3 days'
    UNION SELECT organization_id, date_trunc('month', period_start, 'UTC') FROM invoices
      WHERE finalized_at IS NOT NULL AND updated_at > now() - interval '3 days'
    UNION SELECT organization_id, month FROM late_usage_charges WHERE stripe_invoice_item_id IS NULL
  ) touched JOIN organizations o ON o.id = touched.organization_id
  WHERE touched.month < $1 AND o.stripe_customer_id IS NOT NULL AND o.stripe_subscription_id IS NOT NULL
    AND o.push_held_reason IS NULL
  ORDER BY 1, 4`;

/**
 * Charges what a closed month lacks: usage that came after its invoice was final, usage too old for the meter, usage from
 * before the subscription. A month is billed, over all invoices, exactly the cents of its ledger total; the difference goes
 * on the next invoice as an item of its own, a credit when a correction made the month cheaper. Under `modelhub_worker`.
 */
export async function chargeLateUsage(context: BillingContext, sink: UsageBillingSink): Promise<LateUsageResult> {
  const thisMonth = new Date(monthStart(context.clock.nowMs()));
  const { rows } = await context.pool.query<Candidate>(CANDIDATES, [thisMonth]);
  const failures: { organizationId: string; error: unknown }[] = [];
  let charged = 0;
  for (const candidate of rows) {
    try {
      const lock = { organizationId: candidate.organization_id, purpose: 'late-usage' } as const;
      charged += await withOrganizationLock(context.pool, lock, () => settleMonth(context, sink, candidate));
    } catch (error) {
      failures.push({ organizationId: candidate.organization_id, error });
    }
  }
  return { charged, failures };
}

async function settleMonth(context: BillingContext, sink: UsageBillingSink, candidate: Candidate): Promise<number> {
  const isOpen = await awaitsInvoice(context, candidate);
  if (!isOpen) await inTransaction(context.pool, (client) => decideCharge(client, candidate));
  const due = await context.pool.query<{ id: string; amount_cents: bigint }>(
    `SELECT id, amount_cents FROM late_usage_charges WHERE organization_id = $1 AND month = $2 AND stripe_invoice_item_id IS NULL`,
    [candidate.organization_id, candidate.month],
  );
  for (const row of due.rows) {
    const itemId = await sink.charge({
      customerId: candidate.customer_id,
      amountCents: row.amount_cents,
      chargeId: row.id,
      description:
        row.amount_cents < 0n ? `Correction of usage in ${monthName(candidate.month.getTime())}` : `Late usage of ${monthName(candidate.month.getTime())}`,
      periodStartMs: candidate.month.getTime(),
      periodEndMs: nextMonthStart(candidate.month.getTime()),
    });
    await context.pool.query('UPDATE late_usage_charges SET stripe_invoice_item_id = $2 WHERE id = $1', [row.id, itemId]);
  }
  return due.rows.length;
}

/** True while the month's own invoice is a draft, or is still to come: the meter takes care of everything until then. */
async function awaitsInvoice(context: BillingContext, candidate: Candidate): Promise<boolean> {
  const { rows } = await context.pool.query<{ status: string; finalized_at: Date | null }>(
    `SELECT status, finalized_at FROM invoices
     WHERE organization_id = $1 AND period_start >= $2 AND period_end <= $3 AND period_end > period_start`,
    [candidate.organization_id, candidate.month, new Date(nextMonthStart(candidate.month.getTime()))],
  );
  if (rows.length > 0) return rows.some((row) => row.finalized_at === null && row.status !== 'void');
  const subscription = await context.stripe.subscriptions.retrieve(candidate.subscription_id);
  return subscription.start_date * 1000 < nextMonthStart(candidate.month.getTime());
}

// A voided invoice was billed and forgiven: it is not billed again.
const MONTH_SUMS = `
  SELECT
    (SELECT coalesce(sum(cost_nano_usd), 0)::bigint FROM usage_rollups_hourly
      WHERE organization_id = $1 AND hour >= $2 AND hour < $3) AS ledger_nano,
    (SELECT coalesce(sum(usage_cents), 0)::bigint FROM invoices
      WHERE organization_id = $1 AND period_start >= $2 AND period_end <= $3 AND period_end > period_start
        AND finalized_at IS NOT NULL) AS invoiced_cents,
    (SELECT coalesce(sum(amount_cents), 0)::bigint FROM late_usage_charges
      WHERE organization_id = $1 AND month = $2) AS charged_cents`;

/** Writes the charge down before Stripe hears of it; its id follows from what led to it, so deciding again decides the same. */
async function decideCharge(client: pg.ClientBase, candidate: Candidate): Promise<void> {
  const month = candidate.month;
  const { rows } = await client.query<{ ledger_nano: bigint; invoiced_cents: bigint; charged_cents: bigint }>(MONTH_SUMS, [
    candidate.organization_id,
    month,
    new Date(nextMonthStart(month.getTime())),
  ]);
  const sums = rows[0];
  if (sums === undefined) return;
  const billed = sums.invoiced_cents + sums.charged_cents;
  const missing = centsFromNanoUsd(sums.ledger_nano) - billed;
  if (missing === 0n) return;
  const basis = [candidate.organization_id, month.toISOString(), sums.ledger_nano, billed].join('|');
  const id = `late_${createHash('sha256').update(basis).digest('hex').slice(0, 32)}`;
  await client.query(
    `INSERT INTO late_usage_charges (id, organization_id, month, amount_cents, ledger_nano_usd) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO NOTHING`,
    [id, candidate.organization_id, month, missing.toString(), sums.ledger_nano.toString()],
  );
}
