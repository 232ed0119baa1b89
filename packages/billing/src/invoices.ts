import { withTenantConnection } from '@modelhub/db/tenant';
import type pg from 'pg';

export interface InvoiceSummary {
  readonly id: string;
  readonly stripeInvoiceId: string;
  readonly number: string | null;
  readonly status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly totalCents: bigint;
  readonly amountDueCents: bigint;
  readonly amountPaidCents: bigint;
  /** The ledger's sum for the period behind the usage part; null before the statement is written. */
  readonly ledgerNanoUsd: bigint | null;
  readonly hostedInvoiceUrl: string | null;
  readonly invoicePdfUrl: string | null;
  readonly finalizedAt: Date | null;
  readonly paidAt: Date | null;
}

interface Row {
  readonly id: string;
  readonly stripe_invoice_id: string;
  readonly number: string | null;
  readonly status: InvoiceSummary['status'];
  readonly period_start: Date;
  readonly period_end: Date;
  readonly total_cents: bigint;
  readonly amount_due_cents: bigint;
  readonly amount_paid_cents: bigint;
  readonly ledger_nano_usd: bigint | null;
  readonly hosted_invoice_url: string | null;
  readonly invoice_pdf_url: string | null;
  readonly finalized_at: Date | null;
  readonly paid_at: Date | null;
}

/**
 * An organization's invoices, newest first. Stripe opens every subscription with an empty invoice; those of zero are left
 * out. Under `modelhub_app`.
 */
export async function listInvoices(pool: pg.Pool, options: { readonly organizationId: string; readonly limit?: number }): Promise<InvoiceSummary[]> {
  return withTenantConnection(pool, { organizationId: options.organizationId, userId: null }, async (client) => {
    const result = await client.query<Row>(
      `SELECT id, stripe_invoice_id, number, status, period_start, period_end, total_cents, amount_due_cents, amount_paid_cents,
         ledger_nano_usd, hosted_invoice_url, invoice_pdf_url, finalized_at, paid_at
       FROM invoices WHERE organization_id = $1 AND (total_cents <> 0 OR coalesce(ledger_nano_usd, 0) <> 0)
       ORDER BY period_start DESC, created_at DESC, id DESC LIMIT $2`,
      [options.organizationId, options.limit ?? 100],
    );
    return result.rows.map((row) => ({
      id: row.id,
      stripeInvoiceId: row.stripe_invoice_id,
      number: row.number,
      status: row.status,
      periodStart: row.period_start,
      periodEnd: row.period_end,
      totalCents: row.total_cents,
      amountDueCents: row.amount_due_cents,
      amountPaidCents: row.amount_paid_cents,
      ledgerNanoUsd: row.ledger_nano_usd,
      hostedInvoiceUrl: row.hosted_invoice_url,
      invoicePdfUrl: row.invoice_pdf_url,
      finalizedAt: row.finalized_at,
      paidAt: row.paid_at,
    }));
  });
}
