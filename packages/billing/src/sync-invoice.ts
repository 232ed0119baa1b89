import { centsFromNanoUsd } from '@modelhub/core/money';
import { newId } from '@modelhub/core/ids';
import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import type Stripe from 'stripe';
import type { BillingContext } from './billing-context.ts';
import { withOrganizationLock } from './organization-lock.ts';
import { statementDigest, writeStatementOnDraft } from './statement-on-invoice.ts';
import { readLedgerLines, sumOf, type StatementLine } from './statement.ts';

interface StoredInvoice {
  readonly id: string;
  readonly finalized_at: Date | null;
  readonly statement_digest: string | null;
  readonly ledger_nano_usd: bigint | null;
}

/**
 * Brings our copy of an invoice up to Stripe's, whatever led to it and however often: the object is fetched anew, under a
 * lock, so that an older answer never overwrites a newer one. A draft gets its statement; a final invoice freezes it.
 * Under `modelhub_worker`.
 */
export async function syncInvoice(context: BillingContext, key: { organizationId: string; stripeInvoiceId: string }): Promise<void> {
  await withOrganizationLock(context.pool, { organizationId: key.organizationId, purpose: 'statement' }, async () => {
    let invoice = await context.stripe.invoices.retrieve(key.stripeInvoiceId);
    const stored = await readStored(context.pool, key.stripeInvoiceId);
    const lines = await periodLines(context.pool, key.organizationId, invoice);
    const isDraftWithPeriod = invoice.status === 'draft' && invoice.parent?.type === 'subscription_details' && lines !== undefined;
    const digest = isDraftWithPeriod ? statementDigest(lines) : (stored?.statement_digest ?? null);
    if (isDraftWithPeriod && digest !== stored?.statement_digest) {
      await writeStatementOnDraft(context.stripe, key.stripeInvoiceId, lines);
      invoice = await context.stripe.invoices.retrieve(key.stripeInvoiceId);
    }
    const usageCents = await usageCentsOf(context.stripe, invoice);
    await inTransaction(context.pool, async (client) => {
      const id = await upsert(client, { invoice, organizationId: key.organizationId, usageCents, digest });
      if (lines !== undefined && stored?.finalized_at == null) await storeStatement(client, { id, key, lines, usageCents, invoice });
    });
  });
}

async function readStored(pool: pg.Pool, stripeInvoiceId: string): Promise<StoredInvoice | undefined> {
  const { rows } = await pool.query<StoredInvoice>('SELECT id, finalized_at, statement_digest, ledger_nano_usd FROM invoices WHERE stripe_invoice_id = $1', [
    stripeInvoiceId,
  ]);
  return rows[0];
}

/** The ledger behind the metered line; undefined for invoices without a period, such as a subscription's first. */
async function periodLines(pool: pg.Pool, organizationId: string, invoice: Stripe.Invoice): Promise<StatementLine[] | undefined> {
  if (invoice.period_end <= invoice.period_start) return undefined;
  return readLedgerLines(pool, { organizationId, fromMs: invoice.period_start * 1000, toMs: invoice.period_end * 1000 });
}

async function usageCentsOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<bigint> {
  let cents = 0n;
  for await (const line of stripe.invoices.listLineItems(invoice.id, { limit: 100 })) {
    if (line.parent?.type === 'subscription_item_details') cents += BigInt(line.amount);
  }
  return cents;
}

const UPSERT = `
  INSERT INTO invoices (id, organization_id, stripe_invoice_id, number, status, currency, period_start, period_end, total_cents,
    amount_due_cents, amount_paid_cents, usage_cents, attempt_count, statement_digest, hosted_invoice_url, invoice_pdf_url,
    finalized_at, paid_at, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, now())
  ON CONFLICT (stripe_invoice_id) DO UPDATE SET number = EXCLUDED.number, status = EXCLUDED.status,
    total_cents = EXCLUDED.total_cents, amount_due_cents = EXCLUDED.amount_due_cents,
    amount_paid_cents = EXCLUDED.amount_paid_cents, usage_cents = EXCLUDED.usage_cents,
    attempt_count = EXCLUDED.attempt_count, statement_digest = EXCLUDED.statement_digest,
    hosted_invoice_url = EXCLUDED.hosted_invoice_url, invoice_pdf_url = EXCLUDED.invoice_pdf_url,
    finalized_at = EXCLUDED.finalized_at, paid_at = EXCLUDED.paid_at, updated_at = now()
  RETURNING id`;

async function upsert(
  client: pg.ClientBase,
  row: { invoice: Stripe.Invoice; organizationId: string; usageCents: bigint; digest: string | null },
): Promise<string> {
  const { invoice } = row;
  const { rows } = await client.query<{ id: string }>(UPSERT, [
    newId('invoice'),
    row.organizationId,
    invoice.id,
    invoice.number,
    invoice.status ?? 'draft',
    invoice.currency,
    instant(invoice.period_start),
    instant(invoice.period_end),
    invoice.total,
    invoice.amount_due,
    invoice.amount_paid,
    row.usageCents.toString(),
    invoice.attempt_count,
    row.digest,
    invoice.hosted_invoice_url ?? null,
    invoice.invoice_pdf ?? null,
    instant(invoice.status_transitions.finalized_at),
    instant(invoice.status_transitions.paid_at),
    instant(invoice.created),
  ]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('an upsert always answers with its row');
  return id;
}

interface StatementToStore {
  readonly id: string;
  readonly key: { readonly organizationId: string };
  readonly lines: readonly StatementLine[];
  readonly usageCents: bigint;
  readonly invoice: Stripe.Invoice;
}

/**
 * Keeps the lines that the invoice charges. When usage reached the ledger between the invoice becoming final and our
 * hearing of it, the lines written on the draft are the ones that fit, and they stay.
 */
async function storeStatement(client: pg.ClientBase, statement: StatementToStore): Promise<void> {
  const total = sumOf(statement.lines);
  const isFinal = statement.invoice.status !== 'draft';
  if (isFinal && centsFromNanoUsd(total) !== statement.usageCents) {
    const { rows } = await client.query<{ ledger_nano_usd: bigint | null }>('SELECT ledger_nano_usd FROM invoices WHERE id = $1', [statement.id]);
    const drafted = rows[0]?.ledger_nano_usd ?? null;
    if (drafted !== null && centsFromNanoUsd(drafted) === statement.usageCents) return;
  }
  await client.query('DELETE FROM invoice_statement_lines WHERE invoice_id = $1', [statement.id]);
  for (const line of statement.lines) {
    await client.query(
      `INSERT INTO invoice_statement_lines (invoice_id, organization_id, project_id, model, provider, requests, usage, cost_nano_usd)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        statement.id,
        statement.key.organizationId,
        line.projectId,
        line.model,
        line.provider,
        line.requests.toString(),
        JSON.stringify(line.usage, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
        line.costNanoUsd.toString(),
      ],
    );
  }
  await client.query('UPDATE invoices SET ledger_nano_usd = $2 WHERE id = $1', [statement.id, total.toString()]);
}

function instant(unixSeconds: number | null): Date | null {
  return unixSeconds === null ? null : new Date(unixSeconds * 1000);
}
