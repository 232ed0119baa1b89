import type { BalanceTransaction, Customer, Invoice } from '../records.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import { refreshDraft } from './draft.ts';
import { markPaid, payInvoice } from './pay.ts';

/** Stripe charges no less than this; a smaller amount due moves to the customer's balance. */
const MINIMUM_CHARGE_CENTS = 50;

/** Changes a customer's balance: negative is credit. */
export function addBalanceTransaction(
  world: World,
  customer: Customer,
  fields: { amount: number; type: BalanceTransaction['type']; invoice?: string; description?: string | null; metadata?: Record<string, string> },
): BalanceTransaction {
  customer.balance += fields.amount;
  const transaction: BalanceTransaction = {
    id: newStripeId('cbtxn'),
    object: 'customer_balance_transaction',
    created: customerNow(world, customer.id),
    livemode: false,
    amount: fields.amount,
    currency: 'usd',
    customer: customer.id,
    description: fields.description ?? null,
    ending_balance: customer.balance,
    invoice: fields.invoice ?? null,
    credit_note: null,
    metadata: fields.metadata ?? {},
    type: fields.type,
  };
  world.state.tables.balanceTransactions.set(transaction.id, transaction);
  world.webhooks.emit('customer.updated', customer, transaction.created);
  return transaction;
}

/** Freezes a draft: last meter reading, credit grants, balance, number; then tries to collect if `auto_advance` is set. */
export function finalizeInvoice(world: World, invoice: Invoice, now: number): void {
  if (invoice.status !== 'draft') {
    throw invalidRequest('This invoice is already finalized, you can’t re-finalize a non-draft invoice.', { code: 'invoice_not_editable' });
  }
  const customer = world.state.tables.customers.get(invoice.customer);
  if (customer === undefined) throw invalidRequest(`No such customer: '${invoice.customer}'`);
  refreshDraft(world, invoice, { includePending: true });
  applyCreditGrants(world, invoice, now);
  applyBalance(world, invoice, customer);
  invoice.number = `${customer.invoice_prefix}-${String(customer.next_invoice_sequence).padStart(4, '0')}`;
  customer.next_invoice_sequence += 1;
  invoice.status = 'open';
  invoice.effective_at = now;
  invoice.automatically_finalizes_at = null;
  invoice.status_transitions.finalized_at = now;
  invoice.hosted_invoice_url = `${world.baseUrl}/i/${invoice.id}`;
  invoice.invoice_pdf = `${world.baseUrl}/i/${invoice.id}/pdf`;
  world.webhooks.emit('invoice.finalized', invoice, now);
  if (invoice.amount_due === 0) markPaid(world, invoice, now);
  else if (invoice.auto_advance) payInvoice(world, invoice, { now, isAutomatic: true });
}

function applyCreditGrants(world: World, invoice: Invoice, now: number): void {
  const grants = [...world.state.tables.creditGrants.values()]
    .filter((grant) => grant.customer === invoice.customer && grant.voided_at === null && grant._remaining > 0)
    .filter((grant) => grant.effective_at <= now && (grant.expires_at === null || grant.expires_at > now))
    .toSorted((a, b) => a.priority - b.priority || (a.expires_at ?? Infinity) - (b.expires_at ?? Infinity) || a.created - b.created);
  for (const entry of invoice.lines.data) {
    if (entry.parent.type !== 'subscription_item_details') continue;
    for (const grant of grants) {
      const covered = entry.pretax_credit_amounts.reduce((sum, credit) => sum + credit.amount, 0);
      const used = Math.min(grant._remaining, entry.amount - covered);
      if (used <= 0) continue;
      grant._remaining -= used;
      const credit = { amount: used, type: 'credit_balance_transaction', credit_balance_transaction: newStripeId('cbtxn') } as const;
      entry.pretax_credit_amounts.push(credit);
      invoice.total_pretax_credit_amounts.push(credit);
      invoice.total -= used;
    }
  }
  invoice.total_excluding_tax = invoice.total;
}

function applyBalance(world: World, invoice: Invoice, customer: Customer): void {
  invoice.starting_balance = customer.balance;
  const due = Math.max(0, invoice.total + customer.balance);
  const applied = due - invoice.total;
  if (applied !== 0) addBalanceTransaction(world, customer, { amount: -applied, type: 'applied_to_invoice', invoice: invoice.id });
  if (due > 0 && due < MINIMUM_CHARGE_CENTS) {
    addBalanceTransaction(world, customer, { amount: due, type: 'invoice_too_small', invoice: invoice.id });
    invoice.amount_due = 0;
  } else {
    invoice.amount_due = due;
  }
  invoice.amount_remaining = invoice.amount_due;
  invoice.ending_balance = customer.balance;
}
