import type {} from '@modelhub/testing/vitest-setup';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createPortalSession } from './portal.ts';
import { updateStandings } from './standing.ts';
import { BillingWorld } from './testing/billing-world.ts';

let world: BillingWorld;

beforeEach(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), '2026-11-10T09:20:00Z');
  await world.addOrganization('org_a');
});
afterEach(() => world.stop());

async function status(): Promise<Record<string, unknown> | undefined> {
  const [row] = await world.sql<Record<string, unknown>>('SELECT status, past_due_since FROM organizations');
  return row;
}

async function failTheNovemberInvoice(): Promise<void> {
  await world.saveCard('org_a', '4000000000000341');
  await world.use({ at: '2026-11-10T09:00:00Z', costNanoUsd: 10_000_000_000n });
  await world.push();
  world.goTo('2026-12-01T01:05:00Z');
  await world.hearWebhooks();
}

test('a failed charge: past due, suspended after the grace, restored when the new card pays', async () => {
  await failTheNovemberInvoice();
  expect(await status()).toEqual({ status: 'past_due', past_due_since: new Date('2026-12-01T01:00:00Z') });

  world.goTo('2026-12-08T00:59:00Z');
  await world.hearWebhooks();
  expect(await updateStandings(world.worker)).toEqual([]);
  world.goTo('2026-12-08T01:00:00Z');
  expect(await updateStandings(world.worker)).toEqual([{ organizationId: 'org_a', from: 'past_due', to: 'suspended' }]);
  expect(await updateStandings(world.worker)).toEqual([]);

  const portal = await createPortalSession(world.app, { organizationId: 'org_a', returnUrl: 'https://app.example/billing' });
  const form = new URLSearchParams({ cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' });
  await fetch(portal.url, { method: 'POST', redirect: 'manual', body: form });
  await world.hearWebhooks();
  expect(await status()).toEqual({ status: 'active', past_due_since: null });
  const mails = await world.sql<{ template: string }>('SELECT template FROM outbound_emails ORDER BY created_at, id');
  expect(mails.map((mail) => mail.template)).toEqual(['payment-failed', 'organization-suspended', 'organization-restored']);
});

test('webhooks that come twice and in the wrong order end in the same state', async () => {
  world.standIn.webhookMischief.duplicate = true;
  world.standIn.webhookMischief.outOfOrder = true;
  await failTheNovemberInvoice();
  const failed = await status();
  world.standIn.resendEvents();
  await world.hearWebhooks();
  expect(await status()).toEqual(failed);
  expect(failed).toMatchObject({ status: 'past_due' });
  await world.saveCard('org_a');
  world.standIn.resendEvents();
  // As if nothing had ever been processed: every event once more, the oldest last.
  await world.sql('UPDATE stripe_events SET processed_at = NULL, received_at = now() - (received_at - now())');
  await world.hearWebhooks();
  expect(await status()).toEqual({ status: 'active', past_due_since: null });
  const invoices = await world.sql<Record<string, unknown>>(`SELECT status, total_cents, amount_paid_cents FROM invoices WHERE total_cents > 0`);
  expect(invoices).toEqual([{ status: 'paid', total_cents: '1000', amount_paid_cents: '1000' }]);
});

test('a suspension that is not about money stays', async () => {
  await world.sql(`UPDATE organizations SET status = 'suspended'`);
  await failTheNovemberInvoice();
  expect(await updateStandings(world.worker)).toEqual([]);
  expect(await status()).toEqual({ status: 'suspended', past_due_since: null });
});
