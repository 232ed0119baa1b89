import type {} from '@modelhub/testing/vitest-setup';
import { centsFromNanoUsd } from '@modelhub/core/money';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { listInvoices } from './invoices.ts';
import { invoiceText } from './statement-on-invoice.ts';
import { readInvoiceStatement, readUsageStatement } from './statement.ts';
import { BillingWorld } from './testing/billing-world.ts';

let world: BillingWorld;

beforeEach(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), '2026-11-10T09:20:00Z');
  await world.addOrganization('org_a');
});
afterEach(() => world.stop());

test('from a saved card to a paid invoice that is the ledger to the cent', async () => {
  // Before the card: it waits, and is on the same invoice.
  await world.use({ at: '2026-11-02T10:00:00Z', costNanoUsd: 1_234_567n });
  expect((await world.push()).organizations).toBe(0);
  await world.saveCard('org_a');
  const [organization] = await world.sql<Record<string, unknown>>('SELECT * FROM organizations');
  expect(organization).toMatchObject({ payment_method_brand: 'visa', payment_method_last4: '4242', status: 'active' });
  expect(organization?.['stripe_subscription_id']).toMatch(/^sub_/);

  for (let index = 0; index < 40; index += 1) {
    await world.use({
      at: Date.UTC(2026, 10, 5, index % 24, index),
      costNanoUsd: 333_333_333n + BigInt(index),
      model: index % 2 === 0 ? 'openai/gpt-4o' : 'anthropic/claude',
    });
    if (index % 10 === 0) await world.push();
  }
  await world.push();
  world.goTo('2026-12-01T00:05:00Z');
  await world.hearWebhooks();
  // In the draft's hour: late usage still comes through the meter.
  await world.use({ at: '2026-11-30T23:59:59Z', costNanoUsd: 5_000_001n }, { at: '2026-12-01T00:01:00Z', costNanoUsd: 77_000_000n });
  await world.push();
  world.goTo('2026-12-01T01:00:00Z');
  await world.hearWebhooks();

  const ledger = await world.ledgerNanoUsd('org_a', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z');
  const [invoice] = await listInvoices(world.app.pool, { organizationId: 'org_a' });
  expect(invoice).toMatchObject({ status: 'paid', totalCents: centsFromNanoUsd(ledger), amountPaidCents: centsFromNanoUsd(ledger), ledgerNanoUsd: ledger });
  const statement = await readInvoiceStatement(world.app.pool, { organizationId: 'org_a', invoiceId: invoice?.id ?? '' });
  expect(statement?.totalNanoUsd).toBe(ledger);
  expect(statement?.lines.map((line) => line.model).toSorted()).toEqual(['anthropic/claude', 'openai/gpt-4o']);
  expect(await listInvoices(world.app.pool, { organizationId: 'org_b' })).toEqual([]);
});

test('the Stripe invoice itself carries the statement as lines of zero', async () => {
  await world.saveCard('org_a');
  await world.use({ at: '2026-11-10T09:00:00Z', costNanoUsd: 12_345_678_901n });
  await world.push();
  world.standIn.flushMeters();
  world.goTo('2026-12-01T00:01:00Z');
  await world.hearWebhooks();
  const [draft] = (await world.app.stripe.invoices.list({ status: 'draft' })).data;
  expect(draft?.total).toBe(1235);
  expect(draft?.lines.data.filter((line) => line.metadata['statement_key'] !== undefined).map((line) => [line.amount, line.description])).toEqual([
    [0, 'Default: openai/gpt-4o (openai), 1 requests, 10 tokens in, 5 tokens out, $12.345678901'],
  ]);
  expect(draft?.custom_fields).toEqual([
    { name: 'Usage, exact', value: '$12.345678901' },
    { name: 'Usage, invoiced', value: '$12.35' },
  ]);
});

test('what is no token is on the statement under the name of its unit', async () => {
  await world.sql(
    `INSERT INTO prices (id, model, endpoint_id, provider, effective_from, units, unit)
     VALUES ('whisper', 'openai/whisper-1', 'openai/whisper-1', 'openai', '2023-03-01', 100000000000, 'second')`,
  );
  await world.use({ at: '2026-11-10T09:00:00Z', costNanoUsd: 6_600_000n, model: 'openai/whisper-1', usage: { input: 0, output: 0, units: 60 } });
  const range = { organizationId: 'org_a', fromMs: Date.UTC(2026, 10), toMs: Date.UTC(2026, 11) };
  const { lines } = await readUsageStatement(world.app.pool, range);
  expect(lines).toMatchObject([{ model: 'openai/whisper-1', unit: 'second', usage: { input: 0n, units: 60n } }]);
  expect(invoiceText(lines).lines.map(({ description }) => description)).toEqual([
    'Default: openai/whisper-1 (openai), 1 requests, 0 tokens in, 0 tokens out, 60 seconds, $0.0066',
  ]);
});
