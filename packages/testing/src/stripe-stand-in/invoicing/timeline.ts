import type { Invoice, Subscription } from '../records.ts';
import { customerNow, type World } from '../world.ts';
import { addItemLine, addSubscriptionLines, newDraft, refreshDraft } from './draft.ts';
import { finalizeInvoice } from './finalize.ts';
import { addMonth } from './money.ts';
import { payInvoice } from './pay.ts';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Does everything that has become due, in the order of its time: a period ends and its draft appears, an hour later the
 * draft is finalized and charged, days later a failed charge is tried again. Each customer lives in its own time.
 */
export function runTimeline(world: World): void {
  for (;;) {
    const next = dueNow(world).toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return;
    next.run();
    world.changed();
  }
}

function dueNow(world: World): Due[] {
  const due: Due[] = [];
  for (const subscription of world.state.tables.subscriptions.values()) {
    const end = subscription.items.data[0]?.current_period_end;
    const isRunning = subscription.status !== 'canceled' && end !== undefined && end <= customerNow(world, subscription.customer);
    if (isRunning) due.push({ at: end, run: () => rollOver(world, subscription, end) });
  }
  for (const invoice of world.state.tables.invoices.values()) {
    const now = customerNow(world, invoice.customer);
    const finalizesAt = invoice.automatically_finalizes_at;
    const retryAt = invoice.next_payment_attempt;
    if (invoice.status === 'draft' && finalizesAt !== null && finalizesAt <= now) {
      due.push({ at: finalizesAt, run: () => finalizeInvoice(world, invoice, finalizesAt) });
    }
    if (invoice.status === 'open' && retryAt !== null && retryAt <= now) {
      due.push({ at: retryAt, run: () => payInvoice(world, invoice, { now: retryAt, isAutomatic: true }) });
    }
  }
  return due;
}

function rollOver(world: World, subscription: Subscription, end: number): void {
  const start = subscription.items.data[0]?.current_period_start ?? subscription.start_date;
  issueInvoice(world, subscription, { now: end, reason: 'subscription_cycle', period: { start, end } });
  if (subscription.cancel_at_period_end) {
    Object.assign(subscription, { status: 'canceled', canceled_at: end, ended_at: end });
    world.webhooks.emit('customer.subscription.deleted', subscription, end);
    return;
  }
  for (const item of subscription.items.data) {
    item.current_period_start = end;
    item.current_period_end = addMonth(end, subscription.billing_cycle_anchor);
  }
  world.webhooks.emit('customer.subscription.updated', subscription, end);
}

/** The period's draft: the subscription's lines and every invoice item that was waiting for it. */
export function issueInvoice(
  world: World,
  subscription: Subscription,
  options: { now: number; reason: string; period: { start: number; end: number } },
): Invoice | undefined {
  const customer = world.state.tables.customers.get(subscription.customer);
  if (customer === undefined) return undefined;
  const invoice = newDraft({ customer, subscription, autoAdvance: true, ...options });
  addSubscriptionLines(invoice, subscription, options.period);
  for (const item of world.state.tables.invoiceItems.values()) {
    if (item.customer === customer.id && item.invoice === null) addItemLine(invoice, item);
  }
  world.state.tables.invoices.set(invoice.id, invoice);
  subscription.latest_invoice = invoice.id;
  refreshDraft(world, invoice);
  world.webhooks.emit('invoice.created', invoice, options.now);
  return invoice;
}
