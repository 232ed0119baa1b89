import { centsFromNanoUsd } from '@modelhub/core/money';
import type { Clock } from '@modelhub/core/clock';
import type pg from 'pg';
import type Stripe from 'stripe';
import type { BillingContext } from '../billing-context.ts';
import { monthName, monthStart } from '../month.ts';
import { readEvidence } from './evidence.ts';
import { writeSlaReport } from './report.ts';

const DAY_MS = 86_400_000;
/** Usage may come late: a month is reported anew every day until this day of the next one, and credited from then on. */
const SETTLED_AFTER_DAYS = 3;

export interface SlaMonthContext {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  /** Without it, months are reported and credits wait. */
  readonly stripe: Stripe | undefined;
}

export interface SlaMonthlyResult {
  readonly reports: number;
  readonly credits: number;
  readonly failures: readonly { readonly organizationId: string; readonly error: unknown }[];
}

/**
 * Reports last month for every organization that used anything in it, and gives what is owed once the figures are settled.
 * Any number of times: reports are computed anew, a credit is given once. Under `modelhub_worker`.
 */
export async function runSlaMonth(context: SlaMonthContext): Promise<SlaMonthlyResult> {
  const nowMs = context.clock.nowMs();
  const thisMonthMs = monthStart(nowMs);
  const monthMs = monthStart(thisMonthMs - DAY_MS);
  const { rows } = await context.pool.query<{ organization_id: string }>(
    `SELECT DISTINCT r.organization_id FROM usage_rollups_hourly r
     WHERE r.hour >= $1 AND r.hour < $2
       AND NOT EXISTS (SELECT FROM sla_reports s WHERE s.organization_id = r.organization_id AND s.month = $1 AND s.credited_at IS NOT NULL)
     ORDER BY 1`,
    [new Date(monthMs), new Date(thisMonthMs)],
  );
  const failures: { organizationId: string; error: unknown }[] = [];
  let reports = 0;
  const evidence = await readEvidence(context.pool, { fromMs: monthMs, toMs: thisMonthMs, nowMs });
  for (const { organization_id: organizationId } of rows) {
    try {
      await writeSlaReport(context.pool, { organizationId, monthMs, evidence });
      reports += 1;
    } catch (error) {
      failures.push({ organizationId, error });
    }
  }
  const isSettled = nowMs >= thisMonthMs + SETTLED_AFTER_DAYS * DAY_MS;
  const { stripe } = context;
  const given = isSettled && stripe !== undefined ? await giveCredits({ ...context, stripe }, thisMonthMs) : { credits: 0, failures: [] };
  return { reports, credits: given.credits, failures: [...failures, ...given.failures] };
}

interface OwedRow {
  readonly id: string;
  readonly organization_id: string;
  readonly month: Date;
  readonly credit_nano_usd: bigint;
  readonly customer_id: string;
}

/** Gives every credit of a closed month that was not given yet: a negative balance, which Stripe takes off the next invoice. */
async function giveCredits(context: BillingContext, beforeMs: number): Promise<Pick<SlaMonthlyResult, 'credits' | 'failures'>> {
  const { rows } = await context.pool.query<OwedRow>(
    `SELECT r.id, r.organization_id, r.month, r.credit_nano_usd, o.stripe_customer_id AS customer_id
     FROM sla_reports r JOIN organizations o ON o.id = r.organization_id
     WHERE r.month < $1 AND r.credit_nano_usd > 0 AND r.credited_at IS NULL AND o.stripe_customer_id IS NOT NULL ORDER BY r.id`,
    [new Date(beforeMs)],
  );
  const failures: { organizationId: string; error: unknown }[] = [];
  let credits = 0;
  for (const row of rows) {
    try {
      const creditId = await giveOnce(context, row);
      await context.pool.query('UPDATE sla_reports SET stripe_credit_id = $2, credited_at = now() WHERE id = $1 AND credited_at IS NULL', [row.id, creditId]);
      credits += 1;
    } catch (error) {
      failures.push({ organizationId: row.organization_id, error });
    }
  }
  return { credits, failures };
}

/** Null when the credit is less than half a cent. A credit that Stripe has from an earlier try is found by the report's id. */
async function giveOnce(context: BillingContext, row: OwedRow): Promise<string | null> {
  const cents = centsFromNanoUsd(row.credit_nano_usd);
  if (cents === 0n) return null;
  for await (const transaction of context.stripe.customers.listBalanceTransactions(row.customer_id, { limit: 100 })) {
    if (transaction.metadata?.['sla_report_id'] === row.id) return transaction.id;
  }
  const transaction = await context.stripe.customers.createBalanceTransaction(
    row.customer_id,
    {
      amount: -Number(cents),
      currency: 'usd',
      description: `Service level credit for ${monthName(row.month.getTime())}`,
      metadata: { sla_report_id: row.id },
    },
    { idempotencyKey: `sla-credit:${row.id}` },
  );
  return transaction.id;
}
