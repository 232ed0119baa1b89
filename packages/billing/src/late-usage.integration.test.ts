import type {} from '@modelhub/testing/vitest-setup';
import { centsFromNanoUsd } from '@modelhub/core/money';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { listInvoices } from './invoices.ts';
import { chargeLateUsage } from './late-usage.ts';
import { BillingWorld } from './testing/billing-world.ts';

let world: BillingWorld;

beforeEach(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), '2026-11-10T09:20:00Z');
  await world.addOrganization('org_a');
});
afterEach(() => world.stop());

async function closeMonth(iso: string): Promise<void> {
  await world.push();
  world.goTo(`${iso}T00:02:00Z`);
  await world.hearWebhooks();
  await world.push();
  world.goTo(`${iso}T01:02:00Z`);
  await world.hearWebhooks();
}

const charge = (): ReturnType<typeof chargeLateUsage> => chargeLateUsage(world.worker, world.sink);

test('usage after the invoice is final is charged on the next one; every month is billed its ledger’s cents', async () => {
  await world.saveCard('org_a');
  await world.use({ at: '2026-11-10T09:00:00Z', costNanoUsd: 10_004_000_000n });
  await closeMonth('2026-12-01');
  expect(await charge()).toEqual({ charged: 0, failures: [] });

  await world.use({ at: '2026-11-30T10:00:00Z', costNanoUsd: 2_001_000_000n });
  await world.push();
  expect(await charge()).toEqual({ charged: 1, failures: [] });
  expect(await charge(), 'and not again').toEqual({ charged: 0, failures: [] });
  await world.use({ at: '2026-12-05T10:00:00Z', costNanoUsd: 500_000_000n });
  await closeMonth('2027-01-01');

  const [december, november] = await listInvoices(world.app.pool, { organizationId: 'org_a' });
  expect(november).toMatchObject({ totalCents: 1_000n, status: 'paid' });
  expect(december).toMatchObject({ totalCents: 50n + 201n, ledgerNanoUsd: 500_000_000n, status: 'paid' });
  const ledger = await world.ledgerNanoUsd('org_a', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z');
  expect(1_000n + 201n).toBe(centsFromNanoUsd(ledger));
});

test('usage older than 35 days never reaches the meter, and is charged all the same', async () => {
  await world.saveCard('org_a');
  await world.use({ at: '2026-11-10T09:00:00Z', costNanoUsd: 3_000_000_000n });
  await closeMonth('2026-12-01');
  world.goTo('2026-12-28T12:00:00Z');
  await world.use({ at: '2026-11-15T09:00:00Z', costNanoUsd: 1_500_000_000n });
  expect(await world.push()).toMatchObject({ tooOld: 1, pushed: 0, failures: [] });
  expect(await charge()).toEqual({ charged: 1, failures: [] });
  await closeMonth('2027-01-01');
  expect((await listInvoices(world.app.pool, { organizationId: 'org_a' })).map((invoice) => invoice.totalCents)).toEqual([150n, 300n]);
});

test('months from before the card was set up are charged on the first invoice', async () => {
  await world.use({ at: '2026-10-20T09:00:00Z', costNanoUsd: 4_567_000_000n }, { at: '2026-11-02T09:00:00Z', costNanoUsd: 1_000_000_000n });
  await world.saveCard('org_a');
  await world.push();
  expect(await charge()).toEqual({ charged: 1, failures: [] });
  await closeMonth('2026-12-01');
  const [november] = await listInvoices(world.app.pool, { organizationId: 'org_a' });
  expect(november).toMatchObject({ totalCents: 457n + 100n, status: 'paid' });
});

test('a charge that Stripe took before we knew is found again, not made twice', async () => {
  await world.use({ at: '2026-10-20T09:00:00Z', costNanoUsd: 4_567_000_000n });
  await world.saveCard('org_a');
  await world.push();
  world.standIn.addFault({ match: 'POST /v1/invoiceitems', kind: 'timeout-after-accept', times: 2 });
  expect((await charge()).failures).toHaveLength(1);
  world.clock.advanceMs(30 * 3_600_000);
  expect(await charge()).toEqual({ charged: 1, failures: [] });
  expect((await world.app.stripe.invoiceItems.list()).data.map((item) => item.amount)).toEqual([457]);
});
