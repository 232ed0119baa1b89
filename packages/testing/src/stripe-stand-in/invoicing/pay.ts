import type { Invoice, PaymentMethod, Subscription } from '../records.ts';
import { StandInError } from '../stripe-error.ts';
import type { World } from '../world.ts';

/** Waits before the retries of a failed automatic payment, in days; afterwards the subscription is unpaid. */
const RETRY_DAYS = [3, 5, 7];
const DAY_SECONDS = 86_400;

function subscriptionOf(world: World, invoice: Invoice): Subscription | undefined {
  const id = invoice.parent?.subscription_details.subscription;
  return id === undefined ? undefined : world.state.tables.subscriptions.get(id);
}

function methodFor(world: World, invoice: Invoice): PaymentMethod | undefined {
  const id =
    invoice.default_payment_method ??
    subscriptionOf(world, invoice)?.default_payment_method ??
    world.state.tables.customers.get(invoice.customer)?.invoice_settings.default_payment_method;
  return id ? world.state.tables.paymentMethods.get(id) : undefined;
}

export function markPaid(world: World, invoice: Invoice, now: number): void {
  invoice.status = 'paid';
  invoice.attempted = true;
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = now;
  world.webhooks.emit('invoice.paid', invoice, now);
  if (invoice.amount_due > 0) world.webhooks.emit('invoice.payment_succeeded', invoice, now);
  setStanding(world, invoice, now);
}

/**
 * Charges the default card. An automatic attempt that fails leaves the invoice open with a next attempt; one that the API
 * asked for fails with a card error besides. Throws StandInError 402.
 */
export function payInvoice(world: World, invoice: Invoice, options: { now: number; isAutomatic: boolean; paymentMethod?: PaymentMethod }): void {
  const { now } = options;
  const method = options.paymentMethod ?? methodFor(world, invoice);
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (method?._charge === 'succeeds') {
    markPaid(world, invoice, now);
    return;
  }
  const days = RETRY_DAYS[invoice.attempt_count - 1];
  invoice.next_payment_attempt = days !== undefined && invoice.auto_advance ? now + days * DAY_SECONDS : null;
  world.webhooks.emit('invoice.payment_failed', invoice, now);
  setStanding(world, invoice, now);
  if (options.isAutomatic) return;
  throw new StandInError({
    status: 402,
    type: 'card_error',
    code: method === undefined ? 'invoice_payment_intent_requires_action' : 'card_declined',
    ...(method === undefined ? {} : { declineCode: 'generic_decline' }),
    message: method === undefined ? 'There is no `default_payment_method` set on this Customer or Invoice.' : 'Your card was declined.',
  });
}

/** A subscription is past due while its last invoice is unpaid, and unpaid when the retries are used up. */
function setStanding(world: World, invoice: Invoice, now: number): void {
  const subscription = subscriptionOf(world, invoice);
  const customer = world.state.tables.customers.get(invoice.customer);
  const isOwing = [...world.state.tables.invoices.values()].some((other) => other.customer === invoice.customer && other.status === 'open' && other.attempted);
  if (customer !== undefined) customer.delinquent = isOwing;
  if (subscription === undefined || subscription.status === 'canceled') return;
  const isLast = subscription.latest_invoice === invoice.id;
  const status = invoice.status === 'paid' ? (isLast ? 'active' : subscription.status) : invoice.next_payment_attempt === null ? 'unpaid' : 'past_due';
  if (status === subscription.status) return;
  const previous = { status: subscription.status };
  subscription.status = status;
  world.webhooks.emit('customer.subscription.updated', subscription, now, previous);
}
