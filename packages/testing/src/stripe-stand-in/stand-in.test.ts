import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestWorld, stripeFor, TEST_WEBHOOK_SECRET, type TestWorld } from './test-world.ts';
import { startStripeStandIn } from './start.ts';

let world: TestWorld;
const NOW = '2026-11-10T12:20:00Z';
const seconds = (iso: string): number => Date.parse(iso) / 1000;

beforeEach(async () => {
  world = await startTestWorld(NOW);
});
afterEach(() => world.stop());

async function meteredPrice(stripe: Stripe): Promise<{ meter: Stripe.Billing.Meter; price: Stripe.Price }> {
  const meter = await stripe.billing.meters.create({
    display_name: 'Usage',
    event_name: 'usage',
    event_time_window: 'hour',
    default_aggregation: { formula: 'sum' },
  });
  const product = await stripe.products.create({ name: 'API usage' });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount_decimal: Stripe.Decimal.from('0.0001'),
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    lookup_key: 'usage',
  });
  return { meter, price };
}

async function payingCustomer(stripe: Stripe, card = 'pm_card_visa'): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: 'finance@example.com', name: 'Example' });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  return customer;
}

function use(stripe: Stripe, customer: string, event: { value: string; at: string; identifier?: string }): Promise<Stripe.Billing.MeterEvent> {
  return stripe.billing.meterEvents.create({
    event_name: 'usage',
    payload: { stripe_customer_id: customer, value: event.value },
    timestamp: seconds(event.at),
    ...(event.identifier === undefined ? {} : { identifier: event.identifier }),
  });
}

test('within an hour the later meter event replaces the earlier one; hours add up', async () => {
  const { meter } = await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe);
  await use(world.stripe, customer.id, { value: '100', at: '2026-11-10T11:00:00Z' });
  await use(world.stripe, customer.id, { value: '250', at: '2026-11-10T11:00:00Z' });
  await use(world.stripe, customer.id, { value: '7', at: '2026-11-10T12:00:00Z' });
  const range = { customer: customer.id, start_time: seconds('2026-11-10T00:00:00Z'), end_time: seconds('2026-11-11T00:00:00Z') };
  const before = await world.stripe.billing.meters.listEventSummaries(meter.id, range);
  expect(before.data.map((row) => row.aggregated_value)).toEqual([0]);
  world.standIn.flushMeters();
  const after = await world.stripe.billing.meters.listEventSummaries(meter.id, range);
  expect(after.data.map((row) => row.aggregated_value)).toEqual([257]);
  const hourly = await world.stripe.billing.meters.listEventSummaries(meter.id, { ...range, value_grouping_window: 'hour' });
  expect(hourly.data.map((row) => [row.start_time, row.aggregated_value])).toEqual([
    [seconds('2026-11-10T12:00:00Z'), 7],
    [seconds('2026-11-10T11:00:00Z'), 250],
  ]);
});

test('a duplicate identifier is refused within 24 hours with Stripe’s words, and taken afterwards', async () => {
  await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe);
  await use(world.stripe, customer.id, { value: '1', at: NOW, identifier: 'one' });
  const again = use(world.stripe, customer.id, { value: '1', at: NOW, identifier: 'one' });
  await expect(again).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeInvalidRequestError',
    message: 'An event already exists with identifier one.',
  });
  world.clock.advanceMs(25 * 3_600_000);
  await use(world.stripe, customer.id, { value: '1', at: NOW, identifier: 'one' });
});

test('timestamps older than 35 days or more than five minutes ahead are refused', async () => {
  await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe);
  await expect(use(world.stripe, customer.id, { value: '1', at: '2026-10-06T12:19:59Z' })).rejects.toMatchObject({ code: 'timestamp_too_far_in_past' });
  await expect(use(world.stripe, customer.id, { value: '1', at: '2026-11-10T12:25:01Z' })).rejects.toMatchObject({ code: 'timestamp_in_future' });
  await use(world.stripe, customer.id, { value: '1', at: '2026-10-06T12:20:00Z' });
  await use(world.stripe, customer.id, { value: '1', at: '2026-11-10T12:25:00Z' });
});

test('a meter event can be cancelled for 24 hours, and the one before it counts again', async () => {
  const { meter } = await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe);
  await use(world.stripe, customer.id, { value: '5', at: NOW, identifier: 'a' });
  await use(world.stripe, customer.id, { value: '9', at: NOW, identifier: 'b' });
  await world.stripe.billing.meterEventAdjustments.create({ event_name: 'usage', type: 'cancel', cancel: { identifier: 'b' } });
  world.standIn.flushMeters();
  const summary = await world.stripe.billing.meters.listEventSummaries(meter.id, {
    customer: customer.id,
    start_time: seconds('2026-11-10T00:00:00Z'),
    end_time: seconds('2026-11-11T00:00:00Z'),
  });
  expect(summary.data[0]?.aggregated_value).toBe(5);
  world.clock.advanceMs(25 * 3_600_000);
  await expect(world.stripe.billing.meterEventAdjustments.create({ event_name: 'usage', type: 'cancel', cancel: { identifier: 'a' } })).rejects.toMatchObject({
    statusCode: 400,
  });
});

test('two meter events at once for one customer meet a lock; for two customers they do not', async () => {
  await meteredPrice(world.stripe);
  const [one, two] = [await payingCustomer(world.stripe), await payingCustomer(world.stripe)];
  const same = await Promise.allSettled([use(world.stripe, one.id, { value: '1', at: NOW }), use(world.stripe, one.id, { value: '2', at: NOW })]);
  expect(same.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(same.find((result) => result.status === 'rejected')?.reason).toMatchObject({ statusCode: 429, code: 'lock_timeout' });
  await Promise.all([use(world.stripe, one.id, { value: '1', at: NOW }), use(world.stripe, two.id, { value: '2', at: NOW })]);
});

test('an idempotency key gives the same answer again, and refuses other parameters', async () => {
  const first = await world.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' });
  const second = await world.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' });
  expect(second.id).toBe(first.id);
  await expect(world.stripe.customers.create({ name: 'B' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
    statusCode: 400,
  });
});

test('errors have Stripe’s shape: unknown parameter, missing object, bad key', async () => {
  await expect(world.stripe.customers.retrieve('cus_none')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
  await expect(world.stripe.customers.create({ colour: 'red' } as Stripe.CustomerCreateParams)).rejects.toMatchObject({
    code: 'parameter_unknown',
    param: 'colour',
  });
  const stranger = new Stripe('sk_live_x', { host: '127.0.0.1', port: Number(new URL(world.standIn.url).port), protocol: 'http' });
  await expect(stranger.customers.list()).rejects.toMatchObject({ statusCode: 401 });
});

test('lists are newest first and page by cursor', async () => {
  const names = Array.from({ length: 25 }, (_, index) => `c${index}`);
  for (const name of names) await world.stripe.customers.create({ name });
  const all = await world.stripe.customers.list({ limit: 10 }).autoPagingToArray({ limit: 100 });
  expect(all.map((customer) => customer.name)).toEqual(names.toReversed());
  const page = await world.stripe.customers.list({ limit: 10 });
  expect([page.data.length, page.has_more]).toEqual([10, true]);
});

test('a month ends: draft with late usage for an hour, then final, charged and paid', async () => {
  const { price } = await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe);
  const subscription = await world.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    backdate_start_date: seconds('2026-11-01T00:00:00Z'),
    billing_cycle_anchor: seconds('2026-12-01T00:00:00Z'),
    proration_behavior: 'none',
    expand: ['latest_invoice'],
  });
  expect(subscription.latest_invoice).toMatchObject({ status: 'paid', total: 0, billing_reason: 'subscription_create' });
  await use(world.stripe, customer.id, { value: '12345678', at: '2026-11-02T00:00:00Z' });
  world.clock.set('2026-12-01T00:10:00Z');
  world.standIn.tick();
  await use(world.stripe, customer.id, { value: '4322', at: '2026-11-30T23:00:00Z' });
  await use(world.stripe, customer.id, { value: '999999', at: '2026-12-01T00:00:00Z' });
  world.standIn.flushMeters();
  const [draft] = (await world.stripe.invoices.list({ subscription: subscription.id, status: 'draft' })).data;
  expect(draft).toMatchObject({ status: 'draft', total: 1235, period_start: seconds('2026-11-01T00:00:00Z'), period_end: seconds('2026-12-01T00:00:00Z') });
  expect(draft?.automatically_finalizes_at).toBe(seconds('2026-12-01T01:00:00Z'));
  world.clock.set('2026-12-01T01:00:00Z');
  world.standIn.tick();
  const paid = await world.stripe.invoices.retrieve(draft?.id ?? '');
  expect(paid).toMatchObject({ status: 'paid', total: 1235, amount_paid: 1235, status_transitions: { finalized_at: seconds('2026-12-01T01:00:00Z') } });
  expect(paid.lines.data[0]?.quantity).toBe(12_350_000);
  const html = await (await fetch(paid.hosted_invoice_url ?? '')).text();
  expect(html).toContain('$12.35');
  const pdf = Buffer.from(await (await fetch(paid.invoice_pdf ?? '')).arrayBuffer());
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await world.standIn.webhooksIdle();
  expect(world.received.map((event) => event.type)).toEqual(
    expect.arrayContaining(['invoice.created', 'invoice.finalized', 'invoice.paid', 'customer.subscription.updated']),
  );
});

test('a declining card leaves the invoice open, the subscription past due, and is tried again', async () => {
  const { price } = await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe, 'pm_card_chargeCustomerFail');
  const subscription = await world.stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await use(world.stripe, customer.id, { value: '5000000', at: '2026-11-10T12:21:00Z' });
  world.clock.set('2026-12-10T14:00:00Z');
  world.standIn.tick();
  const [open] = (await world.stripe.invoices.list({ subscription: subscription.id, status: 'open' })).data;
  expect(open).toMatchObject({ total: 500, attempt_count: 1, amount_remaining: 500 });
  expect(await world.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'past_due' });
  const good = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await world.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
  world.clock.set('2026-12-14T14:00:00Z');
  world.standIn.tick();
  expect(await world.stripe.invoices.retrieve(open?.id ?? '')).toMatchObject({ status: 'paid', attempt_count: 2 });
  expect(await world.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' });
});

test('balance credit and credit grants reduce the next invoice; too small an amount moves to the balance', async () => {
  const { price } = await meteredPrice(world.stripe);
  const customer = await payingCustomer(world.stripe);
  await world.stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await world.stripe.customers.createBalanceTransaction(customer.id, { amount: -300, currency: 'usd' });
  await world.stripe.billing.creditGrants.create({
    customer: customer.id,
    category: 'promotional',
    amount: { type: 'monetary', monetary: { currency: 'usd', value: 170 } },
    applicability_config: { scope: { price_type: 'metered' } },
  });
  await use(world.stripe, customer.id, { value: '5000000', at: NOW });
  world.clock.set('2026-12-10T14:00:00Z');
  world.standIn.tick();
  const [invoice] = (await world.stripe.invoices.list({ customer: customer.id })).data;
  expect(invoice).toMatchObject({ subtotal: 500, total: 330, starting_balance: -300, amount_due: 0, ending_balance: 30, status: 'paid' });
});

test('a test clock carries its customers over a month end', async () => {
  const { price } = await meteredPrice(world.stripe);
  const clock = await world.stripe.testHelpers.testClocks.create({ frozen_time: seconds('2027-01-05T00:00:00Z') });
  const customer = await world.stripe.customers.create({ test_clock: clock.id });
  const method = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await world.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  await world.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    billing_cycle_anchor: seconds('2027-02-01T00:00:00Z'),
    proration_behavior: 'none',
  });
  await use(world.stripe, customer.id, { value: '2000000', at: '2027-01-05T00:00:00Z' });
  await expect(world.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds('2027-06-01T00:00:00Z') })).rejects.toMatchObject({
    param: 'frozen_time',
  });
  await world.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: seconds('2027-02-01T02:00:00Z') });
  await expect.poll(async () => (await world.stripe.testHelpers.testClocks.retrieve(clock.id)).status).toBe('ready');
  const [invoice] = (await world.stripe.invoices.list({ customer: customer.id })).data;
  expect(invoice).toMatchObject({ status: 'paid', total: 200 });
});

test('checkout in setup mode saves a card that works, and refuses one that is declined', async () => {
  const customer = await world.stripe.customers.create({ email: 'a@example.com' });
  const session = await world.stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    customer: customer.id,
    success_url: 'https://app.example/done?s={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://app.example/no',
  });
  const enter = (cardNumber: string): Promise<Response> =>
    fetch(session.url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ cardNumber, cardExpiry: '12 / 34', cardCvc: '123' }) });
  expect(await (await fetch(session.url ?? '')).text()).toContain('Card number');
  const declined = await enter('4000 0000 0000 0002');
  expect(await declined.text()).toContain('Your card was declined.');
  const saved = await enter('4242 4242 4242 4242');
  expect([saved.status, saved.headers.get('location')]).toEqual([303, `https://app.example/done?s=${session.id}`]);
  const done = await world.stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.payment_method'] });
  expect(done).toMatchObject({
    status: 'complete',
    setup_intent: { status: 'succeeded', payment_method: { card: { brand: 'visa', last4: '4242' }, customer: customer.id } },
  });
});

test('webhooks are signed, retried until taken, and can come twice and out of order', async () => {
  world.refuseWebhooks(2);
  await world.stripe.customers.create({ name: 'first' });
  await world.standIn.webhooksIdle();
  expect(world.received.map((event) => event.type)).toEqual(['customer.created']);
  world.standIn.webhookMischief.duplicate = true;
  world.standIn.webhookMischief.outOfOrder = true;
  const two = await world.stripe.customers.create({ name: 'second' });
  await world.stripe.customers.update(two.id, { name: 'third' });
  await world.standIn.webhooksIdle();
  expect(
    world.received
      .slice(1)
      .map((event) => event.type)
      .toSorted(),
  ).toEqual(['customer.created', 'customer.created', 'customer.updated', 'customer.updated']);
});

test('injected faults: an error does nothing, a timeout after accept did everything', async () => {
  world.standIn.addFault({ match: 'POST /v1/customers', kind: 'error-500', times: 1 });
  await expect(world.stripe.customers.create({ name: 'x' })).rejects.toMatchObject({ statusCode: 500 });
  world.standIn.addFault({ match: 'POST /v1/customers', kind: 'error-429', times: 1 });
  await expect(world.stripe.customers.create({ name: 'x' })).rejects.toMatchObject({ statusCode: 429 });
  expect((await world.stripe.customers.list()).data).toHaveLength(0);
  // The SDK itself repeats a request once whose connection was closed, with the same idempotency key: two faults reach us.
  world.standIn.addFault({ match: 'POST /v1/customers', kind: 'timeout-after-accept', times: 2 });
  await expect(world.stripe.customers.create({ name: 'x' })).rejects.toMatchObject({ type: 'StripeConnectionError' });
  expect((await world.stripe.customers.list()).data).toHaveLength(1);
});

test('the state file carries everything over a restart', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'stripe-state-'));
  const options = { webhookSecret: TEST_WEBHOOK_SECRET, stateFile: path.join(directory, 'stripe.json') };
  const first = await startStripeStandIn(options);
  const { meter } = await meteredPrice(stripeFor(first.url));
  const customer = await payingCustomer(stripeFor(first.url));
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600;
  await use(stripeFor(first.url), customer.id, { value: '42', at: new Date(hour * 1000).toISOString() });
  await first.stop();
  const second = await startStripeStandIn(options);
  const summary = await stripeFor(second.url).billing.meters.listEventSummaries(meter.id, { customer: customer.id, start_time: hour, end_time: hour + 3_600 });
  expect(summary.data[0]?.aggregated_value).toBe(42);
  expect(await stripeFor(second.url).customers.retrieve(customer.id)).toMatchObject({ name: 'Example' });
  await second.stop();
  rmSync(directory, { recursive: true });
});

test('the portal replaces the default card', async () => {
  const customer = await payingCustomer(world.stripe, 'pm_card_chargeCustomerFail');
  const session = await world.stripe.billingPortal.sessions.create({ customer: customer.id, return_url: 'https://app.example/billing' });
  const answer = await fetch(session.url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ cardNumber: '5555555555554444', cardExpiry: '01/33', cardCvc: '1' }),
  });
  expect(answer.status).toBe(303);
  const after = await world.stripe.customers.retrieve(customer.id, { expand: ['invoice_settings.default_payment_method'] });
  expect(after).toMatchObject({ invoice_settings: { default_payment_method: { card: { brand: 'mastercard' } } } });
});
