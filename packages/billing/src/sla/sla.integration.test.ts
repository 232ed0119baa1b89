import type {} from '@modelhub/testing/vitest-setup';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { listInvoices } from '../invoices.ts';
import { BillingWorld, type Use } from '../testing/billing-world.ts';
import { countChangedMinutes } from './minutes.ts';
import { runSlaMonth } from './monthly.ts';
import { updatePublicDays } from './public-days.ts';
import { updatePublicIncidents } from './public-incidents.ts';
import { listSlaReports } from './report-document.ts';
import { slaReportPdf } from './report-pdf.ts';

let world: BillingWorld;

beforeEach(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), '2026-11-10T09:20:00Z');
  await world.addOrganization('org_a');
});
afterEach(() => world.stop());

const served = (count: number, at: string, more: Partial<Use> = {}): Use[] =>
  Array.from({ length: count }, (_, index) => ({ at: Date.parse(at) + index, costNanoUsd: 100_000_000n, ...more }));

test('what counts: not the customer’s cancels and errors; failed are 5xx, truncated and interrupted', async () => {
  await world.use(
    ...served(5, '2026-11-10T09:00:00Z'),
    ...served(2, '2026-11-10T09:00:10Z', { outcome: 'cancelled', statusCode: 499 }),
    ...served(2, '2026-11-10T09:00:20Z', { outcome: 'failed', statusCode: 400, errorCode: 'invalid_request_error' }),
    ...served(1, '2026-11-10T09:00:30Z', { outcome: 'failed', statusCode: 502 }),
    ...served(1, '2026-11-10T09:00:40Z', { outcome: 'truncated', statusCode: 200 }),
    ...served(1, '2026-11-10T09:00:50Z', { outcome: 'interrupted', statusCode: 200 }),
    ...served(1, '2026-11-10T09:01:00Z', { outcome: 'cancelled', statusCode: 499 }),
  );
  expect(await countChangedMinutes(world.worker.pool, Date.now() - 60_000)).toBe(1);
  expect(await countChangedMinutes(world.worker.pool, Date.now() - 60_000), 'again: nothing changes').toBe(0);
  const minutes = await world.sql<Record<string, unknown>>('SELECT minute, model, eligible, failed FROM sla_minutes');
  expect(minutes).toEqual([{ minute: new Date('2026-11-10T09:00:00Z'), model: 'openai/gpt-4o', eligible: 8, failed: 3 }]);
});

test('a month below the promise: report, incidents with their minutes, and the credit on the next invoice, once', async () => {
  await world.saveCard('org_a');
  await world.use(
    ...served(90, '2026-11-10T09:00:00Z'),
    ...served(3, '2026-11-10T09:05:00Z', { outcome: 'failed', statusCode: 503, costNanoUsd: 0n }),
    ...served(1, '2026-11-10T09:08:00Z', { outcome: 'truncated', costNanoUsd: 0n }),
    ...served(100, '2026-11-10T10:00:00Z', { model: 'anthropic/claude' }),
  );
  await world.push();
  world.goTo('2026-12-01T01:05:00Z');
  await world.hearWebhooks();

  expect(await runSlaMonth(world.worker)).toMatchObject({ reports: 1, credits: 0, failures: [] });
  world.goTo('2026-12-04T06:10:00Z');
  world.standIn.addFault({ match: 'POST /v1/customers', kind: 'timeout-after-accept', times: 2 });
  expect((await runSlaMonth(world.worker)).failures).toHaveLength(1);
  expect(await runSlaMonth(world.worker)).toMatchObject({ credits: 1, failures: [] });
  expect(await runSlaMonth(world.worker)).toEqual({ reports: 0, credits: 0, failures: [] });

  const [report] = await listSlaReports(world.app.pool, { organizationId: 'org_a' });
  expect(report?.document).toMatchObject({ eligible: 194n, failed: 4n, availabilityPpm: 979_381n, creditPercent: 25, creditNanoUsd: 2_250_000_000n });
  expect(report?.document.models.map((model) => [model.model, model.isAffected])).toEqual([
    ['anthropic/claude', false],
    ['openai/gpt-4o', true],
  ]);
  expect(report?.document.incidents.map((incident) => [incident.failed, incident.minutes.length])).toEqual([[4, 2]]);
  expect((await slaReportPdf(report!.document, 'Name')).subarray(0, 5).toString()).toBe('%PDF-');
  expect(await listSlaReports(world.app.pool, { organizationId: 'org_b' })).toEqual([]);

  await world.use({ at: '2026-12-02T09:00:00Z', costNanoUsd: 10_000_000_000n });
  await world.push();
  world.goTo('2027-01-01T01:05:00Z');
  await world.hearWebhooks();
  const [december] = await listInvoices(world.app.pool, { organizationId: 'org_a' });
  expect(december).toMatchObject({ totalCents: 1_000n, amountDueCents: 775n, amountPaidCents: 775n, status: 'paid' });
});

test('a report is recomputed from the ledger: wiped minutes come back the same', async () => {
  await world.use(...served(20, '2026-11-10T09:00:00Z'), ...served(1, '2026-11-10T09:02:00Z', { statusCode: 500, outcome: 'failed' }));
  world.clock.set('2026-12-02T00:00:00Z');
  await runSlaMonth(world.worker);
  const [first] = await listSlaReports(world.app.pool, { organizationId: 'org_a' });
  await world.sql('DELETE FROM sla_minutes');
  await world.sql(`UPDATE sla_reports SET failed = 99, document = '{}'`);
  await runSlaMonth(world.worker);
  const [second] = await listSlaReports(world.app.pool, { organizationId: 'org_a' });
  expect(second?.document).toEqual(first?.document);
});

test('minutes without any gateway stand in the report, beside figures that do not know of them', async () => {
  await world.use(...served(20, '2026-11-10T09:00:00Z'));
  await world.sql(`INSERT INTO fleet_minutes SELECT minute, 2 FROM generate_series('2026-10-31Z'::timestamptz, '2026-12-01T05:00Z', '1 minute') minute
    WHERE minute NOT BETWEEN '2026-11-12T03:00Z' AND '2026-11-12T03:44Z'`);
  world.clock.set('2026-12-01T06:10:00Z');
  await runSlaMonth(world.worker);
  const [report] = await listSlaReports(world.app.pool, { organizationId: 'org_a' });
  expect(report?.document).toMatchObject({ eligible: 20n, failed: 0n, availabilityPpm: 1_000_000n, creditPercent: 0 });
  expect(report?.document.evidence?.fleet).toMatchObject({
    watchedMinutes: 43_200,
    minutesWithout: 45,
    gaps: [{ startedAtMs: Date.parse('2026-11-12T03:00Z'), endedAtMs: Date.parse('2026-11-12T03:45Z') }],
  });
  const without = { ...report!.document, evidence: null };
  const [longer, shorter] = await Promise.all([slaReportPdf(report!.document, 'Name'), slaReportPdf(without, 'Name')]);
  expect(longer.length).toBeGreaterThan(shorter.length);
});

test('public days are the sums of all organizations, without what does not count, and follow their minutes', async () => {
  await world.addOrganization('org_b');
  await world.use(
    ...served(5, '2026-11-10T09:00:00Z'),
    ...served(4, '2026-11-10T23:59:59Z', { organizationId: 'org_b' }),
    ...served(2, '2026-11-10T09:00:20Z', { outcome: 'cancelled', statusCode: 499 }),
    ...served(1, '2026-11-10T09:00:30Z', { outcome: 'failed', statusCode: 502 }),
    ...served(3, '2026-11-11T00:00:00Z', { model: 'openai/o3' }),
  );
  await world.sql(`UPDATE usage_events SET price_id = 'own-key' WHERE model = 'openai/o3'`);
  const since = Date.now() - 60_000;
  const read = (): Promise<Record<string, unknown>[]> => world.sql('SELECT day, model, eligible, failed FROM public_days ORDER BY day, model');
  await countChangedMinutes(world.worker.pool, since);
  await updatePublicDays(world.worker.pool, since);
  const day = new Date('2026-11-10T00:00:00Z');
  expect(await read()).toEqual([{ day, model: 'openai/gpt-4o', eligible: '10', failed: '1' }]);
  await world.sql(`DELETE FROM sla_minutes WHERE organization_id = 'org_a'`);
  await updatePublicDays(world.worker.pool, since);
  expect(await read()).toEqual([{ day, model: 'openai/gpt-4o', eligible: '4', failed: '0' }]);
  await world.sql('DELETE FROM sla_minutes');
  await updatePublicDays(world.worker.pool, since);
  expect(await read()).toEqual([]);
});

test('public incidents begin, end, and disappear when the figures do', async () => {
  await world.use(
    ...served(4, '2026-11-10T09:00:00Z', { statusCode: 500, outcome: 'failed' }),
    ...served(4, '2026-11-10T09:03:00Z', { statusCode: 500, outcome: 'failed' }),
    ...served(100, '2026-11-10T08:00:00Z'),
    ...served(3, '2026-11-10T08:00:30Z', { statusCode: 500, outcome: 'failed' }),
  );
  await countChangedMinutes(world.worker.pool, Date.now() - 60_000);
  await updatePublicIncidents(world.worker.pool, Date.parse('2026-11-10T09:05:00Z'));
  const read = (): Promise<Record<string, unknown>[]> => world.sql('SELECT severity, started_at, ended_at, failed FROM incidents');
  expect(await read()).toEqual([{ severity: 'major', started_at: new Date('2026-11-10T09:00:00Z'), ended_at: null, failed: 8 }]);
  await updatePublicIncidents(world.worker.pool, Date.parse('2026-11-10T10:00:00Z'));
  expect(await read()).toMatchObject([{ ended_at: new Date('2026-11-10T09:04:00Z') }]);
  await world.sql('DELETE FROM sla_minutes');
  await updatePublicIncidents(world.worker.pool, Date.parse('2026-11-10T10:00:00Z'));
  expect(await read()).toEqual([]);
});
