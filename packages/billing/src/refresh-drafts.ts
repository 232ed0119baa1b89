import type { BillingContext } from './billing-context.ts';
import { statementDigest } from './statement-on-invoice.ts';
import { readLedgerLines } from './statement.ts';
import { syncInvoice } from './sync-invoice.ts';

interface DraftRow {
  readonly organization_id: string;
  readonly stripe_invoice_id: string;
  readonly period_start: Date;
  readonly period_end: Date;
  readonly statement_digest: string | null;
  readonly is_overdue: boolean;
}

/**
 * While a month's invoice is a draft its usage can still grow: rewrites statements that no longer fit. A draft that should
 * long be final is fetched as well, in case its webhook never came. Answers with how many were synced.
 */
export async function refreshDrafts(context: BillingContext): Promise<number> {
  const { rows } = await context.pool.query<DraftRow>(
    `SELECT * FROM (
       SELECT organization_id, stripe_invoice_id, period_start, period_end, statement_digest,
         created_at < $1 AND updated_at < now() - interval '5 minutes' AS is_overdue,
         EXISTS (SELECT FROM stripe_outbox b WHERE b.organization_id = i.organization_id AND b.hour >= i.period_start
           AND b.hour < i.period_end AND b.updated_at > i.updated_at - interval '1 minute') AS is_touched
       FROM invoices i WHERE status = 'draft'
     ) drafts WHERE is_overdue OR is_touched ORDER BY organization_id`,
    [new Date(context.clock.nowMs() - 65 * 60_000)],
  );
  let synced = 0;
  for (const row of rows) {
    const range = { organizationId: row.organization_id, fromMs: row.period_start.getTime(), toMs: row.period_end.getTime() };
    const isStale = row.is_overdue || statementDigest(await readLedgerLines(context.pool, range)) !== row.statement_digest;
    if (!isStale) continue;
    await syncInvoice(context, { organizationId: row.organization_id, stripeInvoiceId: row.stripe_invoice_id });
    synced += 1;
  }
  return synced;
}
