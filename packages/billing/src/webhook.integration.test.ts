import type {} from '@modelhub/testing/vitest-setup';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { processStripeEvents } from './process-event.ts';
import { ensureBillingCatalog, ensureCustomer } from './setup.ts';
import { createStripe } from './stripe-client.ts';
import { BillingWorld } from './testing/billing-world.ts';
import { receiveStripeWebhook } from './webhook.ts';

let world: BillingWorld;
const SECRET = 'whsec_another';

beforeAll(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), '2026-11-10T09:20:00Z');
  await world.addOrganization('org_a');
});
afterAll(() => world.stop());

function signed(body: string, options: { secret?: string; atSeconds?: number } = {}): string {
  const at = options.atSeconds ?? Math.floor(Date.now() / 1000);
  return `t=${at},v1=${createHmac('sha256', options.secret ?? SECRET)
    .update(`${at}.${body}`)
    .digest('hex')}`;
}

const event = (id: string, type = 'customer.updated'): string =>
  JSON.stringify({ id, object: 'event', type, api_version: '2026-10-28.endive', created: 1, data: { object: { id: 'cus_x', object: 'customer' } } });

test('only what the secret signed, now, is stored; once', async () => {
  let woken = 0;
  const intake = { pool: world.app.pool, secret: SECRET, wake: async () => void (woken += 1) };
  const body = event('evt_1');
  expect(await receiveStripeWebhook(intake, { body, signature: signed(body, { secret: 'whsec_wrong' }) })).toMatchObject({ status: 400 });
  expect(await receiveStripeWebhook(intake, { body: `${body} `, signature: signed(body) })).toMatchObject({ status: 400 });
  expect(await receiveStripeWebhook(intake, { body, signature: signed(body, { atSeconds: 1_000 }) })).toMatchObject({ status: 400 });
  expect(await receiveStripeWebhook(intake, { body, signature: null })).toMatchObject({ status: 400 });
  expect(await receiveStripeWebhook(intake, { body: Buffer.from(body), signature: signed(body) })).toEqual({ status: 200, outcome: 'stored' });
  expect(await receiveStripeWebhook(intake, { body, signature: signed(body) })).toEqual({ status: 200, outcome: 'known' });
  expect(woken).toBe(1);
  await expect(receiveStripeWebhook({ ...intake, secret: '' }, { body, signature: signed(body) })).rejects.toThrow('empty');
});

test('a failing wake-up does not fail the webhook; an event about nobody of ours is done with', async () => {
  const intake = { pool: world.app.pool, secret: SECRET, wake: () => Promise.reject(new Error('queue is down')) };
  const body = event('evt_2');
  expect(await receiveStripeWebhook(intake, { body, signature: signed(body) })).toEqual({ status: 200, outcome: 'stored' });
  expect(await processStripeEvents(world.worker)).toMatchObject({ failed: 0 });
  const rows = await world.sql<{ open: string }>('SELECT count(*)::text AS open FROM stripe_events WHERE processed_at IS NULL');
  expect(rows[0]?.open).toBe('0');
});

test('an event that cannot be processed is kept, counted, and stops no other', async () => {
  const customer = await ensureCustomer(world.app, 'org_a');
  const intake = { pool: world.app.pool, secret: SECRET, wake: () => Promise.resolve() };
  const bad = JSON.stringify({
    id: 'evt_bad',
    object: 'event',
    type: 'invoice.paid',
    created: 1,
    data: { object: { id: 'in_none', object: 'invoice', customer } },
  });
  const good = event('evt_good');
  await receiveStripeWebhook(intake, { body: bad, signature: signed(bad) });
  await receiveStripeWebhook(intake, { body: good, signature: signed(good) });
  await world.standIn.webhooksIdle();
  expect(await processStripeEvents(world.worker)).toMatchObject({ failed: 1 });
  const rows = await world.sql<Record<string, unknown>>(
    `SELECT id, attempts, last_error, processed_at IS NULL AS open FROM stripe_events WHERE id IN ('evt_bad', 'evt_good') ORDER BY id`,
  );
  expect(rows).toMatchObject([
    { id: 'evt_bad', attempts: 1, open: true, last_error: "No such invoice: 'in_none'" },
    { id: 'evt_good', open: false },
  ]);
});

test('programs that start at once make one meter, one product, one price and one customer', async () => {
  const clients = Array.from({ length: 4 }, () => createStripe({ secretKey: 'sk_test_x', apiBase: world.standIn.url }));
  const catalogs = await Promise.all(clients.map((stripe) => ensureBillingCatalog(stripe)));
  expect(new Set(catalogs.map((catalog) => JSON.stringify(catalog))).size).toBe(1);
  await world.addOrganization('org_b');
  const customers = await Promise.all(clients.map((stripe) => ensureCustomer({ ...world.app, stripe }, 'org_b')));
  expect(new Set(customers).size).toBe(1);
});
