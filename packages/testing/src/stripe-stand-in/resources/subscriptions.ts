import { finalizeInvoice } from '../invoicing/finalize.ts';
import { addMonth } from '../invoicing/money.ts';
import { issueInvoice } from '../invoicing/timeline.ts';
import { PAGE_PARAMS, listPage } from '../pagination.ts';
import { mergeMetadata, type Params } from '../params.ts';
import type { Subscription, SubscriptionItem } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { customerNow, type World } from '../world.ts';
import { getCustomer } from './customers.ts';
import { getPrice } from './prices.ts';

function getSubscription(world: World, id: string): Subscription {
  const subscription = world.state.tables.subscriptions.get(id);
  if (subscription === undefined) throw noSuch('subscription', id);
  return subscription;
}

function methodOf(world: World, params: Params, customer: string): string | null {
  const id = params.string('default_payment_method') ?? null;
  if (id !== null && world.state.tables.paymentMethods.get(id)?.customer !== customer) {
    throw noSuch('PaymentMethod', id, 'default_payment_method');
  }
  return id;
}

/** Start of the current period and its end, from the anchor: `billing_cycle_anchor` is the next full invoice's date. */
function firstPeriod(params: Params, now: number): { start: number; end: number; anchor: number } {
  const start = params.integer('backdate_start_date') ?? now;
  if (start > now) throw invalidRequest('backdate_start_date must be in the past.', { param: 'backdate_start_date' });
  const given = params.integer('billing_cycle_anchor');
  if (given === undefined) return { start, end: addMonth(start, start), anchor: start };
  if (given < now) throw invalidRequest('billing_cycle_anchor cannot be in the past.', { param: 'billing_cycle_anchor' });
  if (given > addMonth(now, now)) {
    throw invalidRequest('billing_cycle_anchor cannot be later than next natural billing date for plan.', { param: 'billing_cycle_anchor' });
  }
  return { start, end: given === now ? addMonth(now, now) : given, anchor: given };
}

export const subscriptionRoutes: Routes = {
  'POST /v1/subscriptions': ({ world, params }) => {
    params.only(
      'customer',
      'items',
      'billing_cycle_anchor',
      'backdate_start_date',
      'proration_behavior',
      'default_payment_method',
      'collection_method',
      'metadata',
      'payment_behavior',
      'off_session',
      'description',
      'billing_mode',
      'currency',
    );
    const customer = getCustomer(world, params.required('customer'));
    const now = customerNow(world, customer.id);
    const period = firstPeriod(params, now);
    const given = params.objects('items') ?? [];
    if (given.length === 0) throw invalidRequest('Missing required param: items.', { code: 'parameter_missing', param: 'items' });
    const id = newStripeId('sub');
    const items = given.map((entry): SubscriptionItem => {
      entry.only('price', 'quantity', 'metadata');
      const price = getPrice(world, entry.required('price'), 'items[0][price]');
      if (!price.active) throw invalidRequest('The price specified is inactive. This field only accepts active prices.', { param: 'items[0][price]' });
      const isMetered = price.recurring?.usage_type === 'metered';
      if (isMetered && entry.has('quantity'))
        throw invalidRequest('Quantity should not be specified where usage_type is `metered`.', { param: 'items[0][quantity]' });
      return {
        id: newStripeId('si'),
        object: 'subscription_item',
        created: now,
        livemode: false,
        current_period_start: period.start,
        current_period_end: period.end,
        metadata: mergeMetadata({}, entry.map('metadata')),
        price,
        ...(isMetered ? {} : { quantity: entry.integer('quantity') ?? 1 }),
        subscription: id,
      };
    });
    const subscription: Subscription = {
      id,
      object: 'subscription',
      created: now,
      livemode: false,
      customer: customer.id,
      currency: 'usd',
      status: 'active',
      billing_cycle_anchor: period.anchor,
      cancel_at_period_end: false,
      canceled_at: null,
      ended_at: null,
      collection_method: 'charge_automatically',
      default_payment_method: methodOf(world, params, customer.id),
      description: params.string('description') ?? null,
      items: { object: 'list', url: `/v1/subscription_items?subscription=${id}`, has_more: false, data: items },
      latest_invoice: null,
      metadata: mergeMetadata({}, params.map('metadata')),
      start_date: period.start,
      test_clock: customer.test_clock,
    };
    world.state.tables.subscriptions.set(id, subscription);
    world.webhooks.emit('customer.subscription.created', subscription, now);
    // Metered usage is billed in arrears: the first invoice is empty but for items that were waiting, and final at once.
    const first = issueInvoice(world, subscription, { now, reason: 'subscription_create', period: { start: now, end: now } });
    if (first !== undefined) finalizeInvoice(world, first, now);
    return subscription;
  },
  'GET /v1/subscriptions': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'customer', 'status', 'price');
    const customer = params.string('customer');
    const status = params.string('status');
    const rows = [...world.state.tables.subscriptions.values()].filter(
      (row) =>
        (customer === undefined || row.customer === customer) &&
        (status === 'all' || (status === undefined ? row.status !== 'canceled' : row.status === status)),
    );
    return listPage(params, '/v1/subscriptions', rows);
  },
  'GET /v1/subscriptions/:id': (request) => getSubscription(request.world, firstId(request)),
  'POST /v1/subscriptions/:id': (request) => {
    const { world } = request;
    const subscription = getSubscription(world, firstId(request));
    const params = request.params.only('default_payment_method', 'metadata', 'cancel_at_period_end', 'description', 'proration_behavior');
    if (params.has('default_payment_method')) subscription.default_payment_method = methodOf(world, params, subscription.customer);
    if (params.has('cancel_at_period_end')) subscription.cancel_at_period_end = params.boolean('cancel_at_period_end') ?? false;
    if (params.has('description')) subscription.description = params.string('description') ?? null;
    subscription.metadata = mergeMetadata(subscription.metadata, params.map('metadata'));
    world.webhooks.emit('customer.subscription.updated', subscription, customerNow(world, subscription.customer));
    return subscription;
  },
  'DELETE /v1/subscriptions/:id': (request) => {
    const { world } = request;
    const subscription = getSubscription(world, firstId(request));
    if (subscription.status === 'canceled') throw noSuch('subscription', subscription.id);
    const params = request.params.only('invoice_now', 'prorate');
    const now = customerNow(world, subscription.customer);
    if (params.boolean('invoice_now')) {
      const start = subscription.items.data[0]?.current_period_start ?? subscription.start_date;
      const last = issueInvoice(world, subscription, { now, reason: 'subscription_update', period: { start, end: now } });
      if (last !== undefined) finalizeInvoice(world, last, now);
    }
    Object.assign(subscription, { status: 'canceled', canceled_at: now, ended_at: now });
    world.webhooks.emit('customer.subscription.deleted', subscription, now);
    return subscription;
  },
};
