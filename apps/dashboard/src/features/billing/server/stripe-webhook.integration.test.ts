import type {} from '@modelhub/testing/vitest-setup';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardWorld, WEBHOOK_SECRET } from '#src/testing/dashboard-world.ts';

let world: DashboardWorld;

beforeAll(async () => {
  world = await DashboardWorld.start(inject('postgresAdminUrl'), { now: '2026-11-10T09:20:00Z' });
});
afterAll(() => world?.stop());

const event = (id: string): string =>
  JSON.stringify({ id, object: 'event', type: 'customer.updated', created: 1, data: { object: { id: 'cus_x', object: 'customer' } } });

function signed(body: string, options: { secret?: string; atSeconds?: number } = {}): string {
  const at = options.atSeconds ?? Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac('sha256', options.secret ?? WEBHOOK_SECRET)
    .update(`${at}.${body}`)
    .digest('hex')}`;
}

async function deliver(body: string, signature?: string): Promise<number> {
  const headers = signature === undefined ? {} : { 'stripe-signature': signature };
  return (await fetch(world.webhookUrl, { method: 'POST', body, headers })).status;
}

async function stored(): Promise<string[]> {
  return (await world.sql<{ id: string }>(`SELECT id FROM stripe_events WHERE id LIKE 'evt_test%' ORDER BY id`)).map((row) => row.id);
}

test('takes what Stripe has signed, once, and wakes the job', async () => {
  const body = event('evt_test_1');
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await stored()).toEqual(['evt_test_1']);
  expect(world.wakes).toBe(1);
});

test('refuses what is unsigned, forged, changed or old, and stores nothing of it', async () => {
  const body = event('evt_test_2');
  expect(await deliver(body)).toBe(400);
  expect(await deliver(body, signed(body, { secret: 'whsec_of_somebody_else' }))).toBe(400);
  expect(await deliver(body, signed(body, { secret: '' }))).toBe(400);
  expect(await deliver(body.replace('evt_test_2', 'evt_test_3'), signed(body))).toBe(400);
  expect(await deliver(body, signed(body, { atSeconds: Math.floor(Date.now() / 1000) - 3_600 }))).toBe(400);
  expect(await deliver('{', signed('{'))).toBe(400);
  expect(await stored()).toEqual(['evt_test_1']);
});

test('stops reading a body that is too large, even one that hides its length', async () => {
  const body = JSON.stringify({ id: 'evt_test_4', object: 'event', padding: 'x'.repeat(1_000_001) });
  expect(await deliver(body, signed(body))).toBe(413);
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(body));
      controller.close();
    },
  });
  const init = { method: 'POST', body: stream, duplex: 'half', headers: { 'stripe-signature': signed(body) } } as RequestInit;
  expect((await fetch(world.webhookUrl, init)).status).toBe(413);
  expect(await stored()).toEqual(['evt_test_1']);
});

test('takes a real delivery, and with it the subscription and the card', async () => {
  const tenant = await world.addTenant('Acme');
  const { url } = await world.caller(tenant.owner, tenant.id).billing.startCardSetup();
  const form = new URLSearchParams({ cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' });
  expect((await fetch(url, { method: 'POST', body: form, redirect: 'manual' })).status).toBe(303);
  await world.hearWebhooks();
  const [organization] = await world.sql<Record<string, unknown>>(
    'SELECT payment_method_brand, payment_method_last4, stripe_subscription_id IS NOT NULL AS subscribed FROM organizations WHERE id = $1',
    [tenant.id],
  );
  expect(organization).toEqual({ payment_method_brand: 'visa', payment_method_last4: '4242', subscribed: true });
});

test('says that billing is not set up, where it is not', async () => {
  const bare = await DashboardWorld.start(inject('postgresAdminUrl'), { now: '2026-11-10T09:20:00Z', billing: false });
  const body = event('evt_test_5');
  expect((await fetch(bare.webhookUrl, { method: 'POST', body, headers: { 'stripe-signature': signed(body) } })).status).toBe(404);
  await bare.stop();
});
