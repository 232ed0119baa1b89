import type { Customer, Invoice, InvoiceItem, InvoiceLine, Subscription } from '../records.ts';
import { newStripeId } from '../state.ts';
import type { World } from '../world.ts';
import { amountCents } from './money.ts';

export const DRAFT_SECONDS = 3_600;
const NO_TRANSITIONS = { finalized_at: null, paid_at: null, marked_uncollectible_at: null, voided_at: null };

export interface DraftFields {
  readonly customer: Customer;
  readonly now: number;
  readonly reason: string;
  readonly period: { start: number; end: number };
  readonly subscription?: Subscription;
  readonly autoAdvance: boolean;
}

/** An empty draft invoice, not stored yet. */
export function newDraft(fields: DraftFields): Invoice {
  const { customer, now, subscription } = fields;
  const id = newStripeId('in');
  return {
    id,
    object: 'invoice',
    created: now,
    livemode: false,
    status: 'draft',
    customer: customer.id,
    customer_email: customer.email,
    customer_name: customer.name,
    currency: 'usd',
    account_name: 'ModelHub (test)',
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_overpaid: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: fields.autoAdvance,
    automatically_finalizes_at: fields.autoAdvance ? now + DRAFT_SECONDS : null,
    billing_reason: fields.reason,
    collection_method: 'charge_automatically',
    custom_fields: null,
    description: null,
    default_payment_method: null,
    due_date: null,
    effective_at: null,
    starting_balance: customer.balance,
    ending_balance: null,
    footer: customer.invoice_settings.footer,
    hosted_invoice_url: null,
    invoice_pdf: null,
    lines: { object: 'list', url: `/v1/invoices/${id}/lines`, has_more: false, data: [] },
    metadata: {},
    next_payment_attempt: null,
    number: null,
    parent:
      subscription === undefined
        ? null
        : {
            type: 'subscription_details',
            subscription_details: { subscription: subscription.id, metadata: subscription.metadata },
            quote_details: null,
          },
    period_start: fields.period.start,
    period_end: fields.period.end,
    status_transitions: { ...NO_TRANSITIONS },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    total: 0,
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    test_clock: customer.test_clock,
    webhooks_delivered_at: null,
  };
}

function line(
  invoice: Invoice,
  fields: Omit<
    InvoiceLine,
    'id' | 'object' | 'currency' | 'livemode' | 'discountable' | 'discounts' | 'discount_amounts' | 'taxes' | 'subtotal' | 'invoice' | 'pretax_credit_amounts'
  >,
): InvoiceLine {
  return {
    id: newStripeId('il'),
    object: 'line_item',
    subtotal: fields.amount,
    currency: 'usd',
    livemode: false,
    discountable: true,
    discounts: [],
    discount_amounts: [],
    taxes: [],
    invoice: invoice.id,
    pretax_credit_amounts: [],
    ...fields,
  };
}

export function addItemLine(invoice: Invoice, item: InvoiceItem): InvoiceLine {
  item.invoice = invoice.id;
  const added = line(invoice, {
    amount: item.amount,
    description: item.description,
    metadata: item.metadata,
    parent: {
      type: 'invoice_item_details',
      subscription_item_details: null,
      invoice_item_details: { invoice_item: item.id, proration: false, subscription: null },
    },
    period: item.period,
    pricing: item.pricing,
    quantity: item.quantity,
    subscription: null,
  });
  invoice.lines.data.push(added);
  return added;
}

/** One line for each of the subscription's items over the period; metered ones get their quantity in `refreshDraft`. */
export function addSubscriptionLines(invoice: Invoice, subscription: Subscription, period: { start: number; end: number }): void {
  for (const item of subscription.items.data) {
    const isMetered = item.price.recurring?.usage_type === 'metered';
    const quantity = isMetered ? 0 : (item.quantity ?? 1);
    invoice.lines.data.push(
      line(invoice, {
        amount: amountCents(BigInt(quantity), item.price.unit_amount_decimal),
        description: item.price.nickname,
        metadata: subscription.metadata,
        parent: {
          type: 'subscription_item_details',
          subscription_item_details: { subscription: subscription.id, subscription_item: item.id, invoice_item: null, proration: false },
          invoice_item_details: null,
        },
        period,
        pricing: {
          type: 'price_details',
          price_details: { price: item.price.id, product: item.price.product },
          unit_amount_decimal: item.price.unit_amount_decimal,
        },
        quantity,
        subscription: subscription.id,
      }),
    );
  }
}

/** Brings a draft's metered lines up to the meter, and its totals up to its lines. */
export function refreshDraft(world: World, invoice: Invoice, options: { includePending?: boolean } = {}): void {
  for (const entry of invoice.lines.data) {
    const price = entry.pricing?.price_details ? world.state.tables.prices.get(entry.pricing.price_details.price) : undefined;
    const meter = price?.recurring?.meter ? world.state.tables.meters.get(price.recurring.meter) : undefined;
    if (price === undefined || meter === undefined || entry.parent.type !== 'subscription_item_details') continue;
    const range = { from: entry.period.start, to: entry.period.end, includePending: options.includePending === true };
    const used = world.meters.total(meter, invoice.customer, range);
    const quantity = used < 0n ? 0n : used;
    entry.quantity = Number(quantity);
    entry.amount = amountCents(quantity, price.unit_amount_decimal);
    entry.subtotal = entry.amount;
    const product = world.state.tables.products.get(price.product);
    entry.description = `${quantity} × ${product?.name ?? 'usage'} (at $${dollars(price.unit_amount_decimal)} / month)`;
  }
  const subtotal = invoice.lines.data.reduce((sum, entry) => sum + entry.amount, 0);
  Object.assign(invoice, { subtotal, subtotal_excluding_tax: subtotal, total: subtotal, total_excluding_tax: subtotal });
  const balance = world.state.tables.customers.get(invoice.customer)?.balance ?? 0;
  invoice.starting_balance = balance;
  invoice.amount_due = Math.max(0, subtotal + balance);
  invoice.amount_remaining = invoice.amount_due;
}

/** 0.0001 cents is 0.000001 dollars. */
function dollars(centsDecimal: string): string {
  const [whole = '0', fraction = ''] = centsDecimal.split('.');
  const padded = whole.padStart(3, '0');
  return `${padded.slice(0, -2)}.${padded.slice(-2)}${fraction}`;
}
