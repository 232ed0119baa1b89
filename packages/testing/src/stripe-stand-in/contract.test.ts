import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stripeTestKey } from '../env.ts';
import { startStripeStandIn, type StripeStandIn } from './start.ts';
import { stripeFor } from './test-world.ts';

// What the product relies on, asked of the stand-in always, and of a real Stripe sandbox when STRIPE_TEST_KEY is set: where the
// two differ, the stand-in is wrong.

const HOUR = 3_600;
const hourNow = Math.floor(Date.now() / 1000 / HOUR) * HOUR;

describe.each([
  { name: 'the stand-in', patienceMs: 5_000, key: undefined },
  { name: 'a real sandbox', patienceMs: 300_000, key: stripeTestKey },
])('$name', ({ name, patienceMs, key }) => {
  const isSkipped = name === 'a real sandbox' && key === undefined;
  const timeout = patienceMs + 60_000;
  const run = randomUUID().slice(0, 8);
  const eventName = `contract_${run}`;
  let standIn: StripeStandIn | undefined;
  let stripe: Stripe;
  let meter: Stripe.Billing.Meter;
  let price: Stripe.Price;
  let clock: Stripe.TestHelpers.TestClock;
  let customer: Stripe.Customer;

  beforeAll(async () => {
    if (isSkipped) return;
    if (key === undefined) {
      standIn = await startStripeStandIn({ webhookSecret: 'whsec_contract', aggregationDelayMs: 50 });
      stripe = stripeFor(standIn.url);
    } else {
      stripe = new Stripe(key);
    }
    meter = await stripe.billing.meters.create({
      display_name: eventName,
      event_name: eventName,
      event_time_window: 'hour',
      default_aggregation: { formula: 'sum' },
    });
    const product = await stripe.products.create({ name: `Contract ${run}` });
    price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount_decimal: Stripe.Decimal.from('0.0001'),
      lookup_key: eventName,
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
    });
    clock = await stripe.testHelpers.testClocks.create({ frozen_time: hourNow });
    customer = await stripe.customers.create({ test_clock: clock.id, name: `Contract ${run}` });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  }, timeout);

  afterAll(async () => {
    if (isSkipped) return;
    await stripe.testHelpers.testClocks.del(clock.id);
    await stripe.billing.meters.deactivate(meter.id);
    await standIn?.stop();
  }, timeout);

  const use = (value: string, identifier: string, timestamp = hourNow - HOUR) =>
    stripe.billing.meterEvents.create({
      event_name: eventName,
      identifier: `${run}-${identifier}`,
      timestamp,
      payload: { stripe_customer_id: customer.id, value },
    });

  test.skipIf(isSkipped)('a duplicate identifier is a 400 that says so', { timeout }, async () => {
    await use('1', 'same');
    await expect(use('1', 'same')).rejects.toMatchObject({ statusCode: 400, message: expect.stringMatching(/already exists with identifier/i) });
  });

  test.skipIf(isSkipped)('timestamps outside the window are refused', { timeout }, async () => {
    await expect(use('1', 'old', hourNow - 36 * 86_400)).rejects.toMatchObject({ statusCode: 400 });
    await expect(use('1', 'ahead', hourNow + 86_400)).rejects.toMatchObject({ statusCode: 400 });
  });

  test.skipIf(isSkipped)('an hour sent again replaces what was sent before', { timeout }, async () => {
    await use('4000000', 'v1', hourNow - 2 * HOUR);
    await use('5004999', 'v2', hourNow - 2 * HOUR);
    await vi.waitFor(
      async () => {
        const range = { customer: customer.id, start_time: hourNow - 2 * HOUR, end_time: hourNow - HOUR, value_grouping_window: 'hour' as const };
        const { data } = await stripe.billing.meters.listEventSummaries(meter.id, range);
        expect(data.map((summary) => summary.aggregated_value)).toEqual([5_004_999]);
      },
      { timeout: patienceMs, interval: Math.min(2_000, patienceMs / 20) },
    );
  });

  test.skipIf(isSkipped)(
    'a backdated subscription bills usage from before it, rounded half up; explanatory lines cost nothing',
    { timeout: timeout * 2 },
    async () => {
      await use('1', 'replaced', hourNow - HOUR);
      const day = 86_400;
      const anchor = hourNow + day;
      const subscription = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        backdate_start_date: hourNow - 3 * HOUR,
        billing_cycle_anchor: anchor,
        proration_behavior: 'none',
      });
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: anchor + 60 });
      const ready = async () => expect((await stripe.testHelpers.testClocks.retrieve(clock.id)).status).toBe('ready');
      await vi.waitFor(ready, { timeout: patienceMs, interval: Math.min(1_000, patienceMs / 50) });
      const drafts = await stripe.invoices.list({ subscription: subscription.id, status: 'draft' });
      const draft = drafts.data[0];
      expect(draft).toMatchObject({ period_start: hourNow - 3 * HOUR, period_end: anchor });
      await stripe.invoices.addLines(draft!.id, { lines: [{ amount: 0, description: 'Default: a model, 1 request', metadata: { statement_key: 'k' } }] });
      await stripe.invoices.update(draft!.id, { custom_fields: [{ name: 'Usage, exact', value: '$5.0050' }], footer: 'f' });
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: anchor + 2 * HOUR });
      await vi.waitFor(ready, { timeout: patienceMs, interval: Math.min(1_000, patienceMs / 50) });
      await vi.waitFor(async () => expect(await stripe.invoices.retrieve(draft!.id)).toMatchObject({ status: 'paid', total: 501, amount_paid: 501 }), {
        timeout: patienceMs,
        interval: Math.min(1_000, patienceMs / 50),
      });
    },
  );
});
