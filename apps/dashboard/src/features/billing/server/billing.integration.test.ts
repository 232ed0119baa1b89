import type {} from '@modelhub/testing/vitest-setup';
import { ROLES } from '@modelhub/access/roles';
import { pushUsage } from '@modelhub/billing/push-usage';
import { createStripeUsageSink } from '@modelhub/billing/stripe-usage-sink';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { download } from '#src/server/download.ts';
import { DashboardWorld, type Person, type Tenant } from '#src/testing/dashboard-world.ts';
import { statementFile } from './statement-file.ts';

const NOW = '2026-11-10T09:20:00Z';

let world: DashboardWorld;
let acme: Tenant;
let other: Tenant;

beforeAll(async () => {
  world = await DashboardWorld.start(inject('postgresAdminUrl'), { now: NOW });
});
afterAll(() => world?.stop());

beforeEach(async () => {
  acme = await world.addTenant('Acme');
  other = await world.addTenant('Other');
});

const as = (person: Person, tenant: Tenant = acme) => world.caller(person, tenant.id).billing;

async function saveCard(tenant: Tenant): Promise<string> {
  const { url } = await as(tenant.owner, tenant).startCardSetup();
  const form = new URLSearchParams({ cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' });
  const answer = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('session') ?? '';
}

describe('the month so far', () => {
  it('is the sum of the ledger to the last digit, and its cents', async () => {
    await world.addUsage({ organizationId: acme.id, projectId: acme.projectId, at: '2026-11-01T00:00:00Z', costNanoUsd: 1_234_567_891n });
    await world.addUsage({ organizationId: acme.id, projectId: acme.projectId, at: '2026-11-09T12:00:00Z', costNanoUsd: 5_000_000n, model: 'openai/o3' });
    await world.addUsage({ organizationId: acme.id, projectId: acme.projectId, at: '2026-10-31T23:00:00Z', costNanoUsd: 7n });
    await world.addUsage({ organizationId: other.id, projectId: other.projectId, at: '2026-11-09T12:00:00Z', costNanoUsd: 9_000_000_000n });
    const month = await as(acme.owner).thisMonth();
    expect(month).toMatchObject({ totalNanoUsd: 1_239_567_891n, usageCents: 124n });
    expect(month.lines.map((line) => [line.model, line.projectName])).toEqual([
      ['openai/gpt-4o', 'Default'],
      ['openai/o3', 'Default'],
    ]);
  });
});

describe('the card', () => {
  it('is saved on the hosted page, and shown as soon as the browser is back', async () => {
    expect(await as(acme.owner).overview()).toMatchObject({ card: null, isSubscribed: false, status: 'active' });
    expect(await as(acme.owner).subscription()).toBeNull();
    const sessionId = await saveCard(acme);
    expect(await as(acme.owner).finishCardSetup({ sessionId })).toEqual({ saved: true });
    expect(await as(acme.owner).finishCardSetup({ sessionId })).toEqual({ saved: true });
    expect(await as(acme.owner).overview()).toMatchObject({ card: { brand: 'visa', lastFour: '4242' }, isSubscribed: true });
    expect(await as(acme.owner).subscription()).toEqual({ status: 'active', periodEndMs: Date.UTC(2026, 11, 1), cancelsAtMs: null });
  });

  it('goes to nobody else, and an unfinished session saves nothing', async () => {
    const sessionId = await saveCard(acme);
    expect(await as(other.owner, other).finishCardSetup({ sessionId })).toEqual({ saved: false });
    expect(await as(other.owner, other).overview()).toMatchObject({ card: null });
    const { url } = await as(other.owner, other).startCardSetup();
    const unfinished = url.split('/').at(-1) ?? '';
    expect(await as(other.owner, other).finishCardSetup({ sessionId: unfinished })).toEqual({ saved: false });
  });

  it('makes the Stripe customer on the first visit only', async () => {
    const customers = () => world.standIn?.requests.filter((request) => request.method === 'POST' && request.path === '/v1/customers').length;
    const before = customers() ?? 0;
    await as(acme.owner).overview();
    expect(customers()).toBe(before);
    await as(acme.owner).startCardSetup();
    await as(acme.owner).openPortal();
    expect(customers()).toBe(before + 1);
  });

  it('follows the organization’s name and billing e-mail, and a rename does not wait for Stripe', async () => {
    await as(acme.owner).startCardSetup();
    const settings = world.caller(acme.owner, acme.id).settings.organization;
    const [row] = await world.sql<{ id: string }>('SELECT stripe_customer_id AS id FROM organizations WHERE id = $1', [acme.id]);
    expect(await settings.update({ name: 'Acme Two', billingEmail: 'bills@acme.example' })).toMatchObject({ isAtStripe: true });
    expect(await world.worker.stripe.customers.retrieve(row?.id ?? '')).toMatchObject({ name: 'Acme Two', email: 'bills@acme.example' });
    world.standIn?.addFault({ match: 'POST /v1/customers', kind: 'error-500', times: 1 });
    expect(await settings.update({ name: 'Acme Three', billingEmail: 'bills@acme.example' })).toMatchObject({ isAtStripe: false });
    expect(await settings.get()).toMatchObject({ name: 'Acme Three' });
  });

  it('says when Stripe cannot be reached', async () => {
    world.standIn?.addFault({ match: 'POST /v1/customers', kind: 'error-500', times: 1 });
    await expect(as(acme.owner).startCardSetup()).rejects.toMatchObject({ code: 'BAD_GATEWAY', message: /Stripe cannot be reached/ });
    const [audits] = await world.sql<{ count: string }>('SELECT count(*) FROM audit_events WHERE organization_id = $1', [acme.id]);
    expect(audits?.count).toBe('0');
    await expect(as(acme.owner).startCardSetup()).resolves.toMatchObject({ url: /^http/ });
  });
});

describe('budgets', () => {
  it('are set, counted, changed and removed, with an audit event and an announcement each', async () => {
    world.invalidations.length = 0;
    await world.addUsage({ organizationId: acme.id, projectId: acme.projectId, at: '2026-11-10T08:00:00Z', costNanoUsd: 3_000_000_000n });
    await world.addUsage({ organizationId: acme.id, projectId: acme.projectId, at: '2026-11-08T23:00:00Z', costNanoUsd: 4_000_000_000n });
    await world.addUsage({ organizationId: acme.id, projectId: 'prj_another', at: '2026-11-09T00:00:00Z', costNanoUsd: 500_000_000n });
    const budgets = as(acme.owner).budgets;
    await budgets.create({ amountUsd: '$1,000.50', window: 'month', projectId: null });
    await budgets.create({ amountUsd: '10', window: 'week', projectId: acme.projectId });
    const { id } = await budgets.create({ amountUsd: '5', window: 'day', projectId: null });
    await budgets.update({ id, amountUsd: '6.25' });
    expect(await budgets.list()).toMatchObject([
      { project: null, window: 'month', capNanoUsd: 1_000_500_000_000n, spentNanoUsd: 7_500_000_000n, resetsAt: new Date('2026-12-01Z') },
      { project: null, window: 'day', capNanoUsd: 6_250_000_000n, spentNanoUsd: 3_000_000_000n, resetsAt: new Date('2026-11-11Z') },
      { project: { name: 'Default' }, window: 'week', capNanoUsd: 10_000_000_000n, spentNanoUsd: 3_000_000_000n, resetsAt: new Date('2026-11-16Z') },
    ]);
    await budgets.remove({ id });
    expect(await budgets.list()).toHaveLength(2);
    const audits = await world.sql<{ action: string }>('SELECT action FROM audit_events WHERE organization_id = $1 ORDER BY id', [acme.id]);
    expect(audits.map((row) => row.action)).toEqual(['budget.created', 'budget.created', 'budget.created', 'budget.updated', 'budget.removed']);
    expect(world.invalidations).toEqual(Array.from({ length: 5 }, () => ({ kind: 'organization', id: acme.id })));
  });

  it('refuse amounts that make no sense, and a second one of the same kind', async () => {
    const budgets = as(acme.owner).budgets;
    for (const amountUsd of ['', '0', '-1', '1e3', '0.0000000001', 'x', '1000000001']) {
      await expect(budgets.create({ amountUsd, window: 'day', projectId: null }), amountUsd).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
    await budgets.create({ amountUsd: '5', window: 'day', projectId: null });
    await expect(budgets.create({ amountUsd: '6', window: 'day', projectId: null })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await world.sql('UPDATE projects SET archived_at = now() WHERE id = $1', [acme.projectId]);
    await expect(budgets.create({ amountUsd: '6', window: 'day', projectId: acme.projectId })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('of another tenant do not exist, nor do budgets of keys', async () => {
    const theirs = await as(other.owner, other).budgets.create({ amountUsd: '5', window: 'day', projectId: null });
    await world.sql(
      `INSERT INTO budgets (id, organization_id, scope, scope_id, kind, "window", cap, updated_at) VALUES ('bud_ofakey', $1, 'key', 'key_x', 'money', 'day', 1, now())`,
      [acme.id],
    );
    const budgets = as(acme.owner).budgets;
    for (const id of [theirs.id, 'bud_none', 'bud_ofakey']) {
      await expect(budgets.update({ id, amountUsd: '500' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(budgets.remove({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(budgets.create({ amountUsd: '5', window: 'day', projectId: other.projectId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await budgets.list()).toEqual([]);
    expect(await as(other.owner, other).budgets.list()).toHaveLength(1);
  });
});

describe('roles', () => {
  const reads = ['overview', 'thisMonth', 'invoices'] as const;

  it.each(ROLES)('%s sees and changes what the role says', async (role) => {
    const person = role === 'owner' ? acme.owner : await world.addMember(acme, role);
    const caller = as(person);
    const maySee = role === 'owner' || role === 'admin' || role === 'billing';
    const calls = [
      ...reads.map((procedure) => caller[procedure]()),
      caller.budgets.create({ amountUsd: '5', window: 'total', projectId: null }),
      caller.startCardSetup(),
    ];
    const outcomes = await Promise.allSettled(calls);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code?: string }).code] : []));
    expect(refusals).toEqual(maySee ? [] : calls.map(() => 'FORBIDDEN'));
  });

  it('of one organization count for nothing in another', async () => {
    const caller = as(acme.owner, other);
    for (const procedure of reads) await expect(caller[procedure]()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(caller.startCardSetup()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(caller.finishCardSetup({ sessionId: 'cs_test_1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(caller.openPortal()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(caller.budgets.list()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('standing', () => {
  it('names what is owed and when keys stop', async () => {
    await world.sql(`UPDATE organizations SET status = 'past_due', past_due_since = '2026-11-05T10:00:00Z' WHERE id = $1`, [acme.id]);
    await world.sql(
      `INSERT INTO invoices (id, organization_id, stripe_invoice_id, number, status, period_start, period_end, total_cents, amount_due_cents, amount_paid_cents,
         attempt_count, hosted_invoice_url, updated_at)
       VALUES ($1, $2, $1, 'INV-7', 'open', '2026-10-01', '2026-11-01', 1250, 1250, 250, 1, 'https://stripe.example/pay', now())`,
      [`ivc_${acme.id.slice(4)}`, acme.id],
    );
    expect(await as(acme.owner).overview()).toMatchObject({
      status: 'past_due',
      suspendedFrom: new Date('2026-11-12T10:00:00Z'),
      owed: [{ number: 'INV-7', owedCents: 1_000n, hostedInvoiceUrl: 'https://stripe.example/pay' }],
    });
    expect(await as(other.owner, other).overview()).toMatchObject({ owed: [] });
  });
});

describe('from the card to the paid invoice', () => {
  it('ends in an invoice of the ledger’s cents, with a statement as CSV and PDF that another tenant cannot have', async () => {
    const own = await DashboardWorld.start(inject('postgresAdminUrl'), { now: NOW });
    try {
      const tenant = await own.addTenant('Analytical Engines');
      const stranger = await own.addTenant('Stranger');
      const caller = own.caller(tenant.owner, tenant.id).billing;
      const { url } = await caller.startCardSetup();
      const form = new URLSearchParams({ cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' });
      await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
      await own.hearWebhooks();
      await own.addUsage({ organizationId: tenant.id, projectId: tenant.projectId, at: '2026-11-03T10:00:00Z', costNanoUsd: 12_345_678_901n });
      await pushUsage({ pool: own.worker.pool, sink: createStripeUsageSink(own.worker.stripe), clock: own.clock });
      own.standIn?.flushMeters();
      for (const moment of ['2026-12-01T00:30:00Z', '2026-12-01T02:00:00Z']) {
        own.clock.set(moment);
        own.standIn?.tick();
        await own.hearWebhooks();
      }
      const [invoice] = await caller.invoices();
      expect(invoice).toMatchObject({ status: 'paid', totalCents: 1_235n, ledgerNanoUsd: 12_345_678_901n, periodStart: new Date('2026-11-01Z') });
      const id = invoice?.id ?? '';
      const detail = await caller.invoice({ id });
      expect(detail.statement.lines).toMatchObject([
        { projectName: 'Default', usage: { input: 100n, cachedInput: 20n, output: 30n }, costNanoUsd: 12_345_678_901n },
      ]);
      expect(detail.statement).toMatchObject({ usageCents: 1_235n, lateUsageCents: 0n });

      const csv = await download(own.services, async () => statementFile((await caller.invoice({ id })).statement, 'csv'));
      expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="modelhub-statement-2026-11-[A-Z0-9-]+\.csv"$/);
      expect(await csv.text()).toContain('12.345678901');
      const pdf = await download(own.services, async () => statementFile((await caller.invoice({ id })).statement, 'pdf'));
      expect(
        Buffer.from(await pdf.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');

      const strange = own.caller(stranger.owner, stranger.id).billing;
      await expect(strange.invoice({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const refused = await download(own.services, async () => statementFile((await strange.invoice({ id })).statement, 'csv'));
      expect(refused.status).toBe(404);
      expect(await refused.text()).not.toContain('12.3');
      const developer = await own.addMember(tenant, 'developer');
      const forbidden = await download(own.services, async () =>
        statementFile((await own.caller(developer, tenant.id).billing.invoice({ id })).statement, 'pdf'),
      );
      expect(forbidden.status).toBe(403);
    } finally {
      await own.stop();
    }
  });
});

describe('without Stripe', () => {
  it('counts and caps, and says that cards cannot be taken', async () => {
    const bare = await DashboardWorld.start(inject('postgresAdminUrl'), { now: NOW, billing: false });
    try {
      const tenant = await bare.addTenant('Bare');
      const caller = bare.caller(tenant.owner, tenant.id).billing;
      await caller.budgets.create({ amountUsd: '5', window: 'day', projectId: null });
      expect(await caller.thisMonth()).toMatchObject({ totalNanoUsd: 0n, lines: [] });
      await expect(caller.startCardSetup()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    } finally {
      await bare.stop();
    }
  });
});
