import type {} from '@modelhub/testing/vitest-setup';
import { newId } from '@modelhub/core/ids';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { download } from '#src/server/download.ts';
import { DashboardWorld, type Person, type Tenant } from '#src/testing/dashboard-world.ts';
import { slaReportFile } from './report-file.ts';

let world: DashboardWorld;
let acme: Tenant;
let other: Tenant;
const reportId = newId('slaReport');

async function addMinute(organizationId: string, minute: string, counts: { eligible: number; failed: number; model?: string }): Promise<void> {
  await world.sql('INSERT INTO sla_minutes (organization_id, minute, model, eligible, failed) VALUES ($1, $2, $3, $4, $5)', [
    organizationId,
    minute,
    counts.model ?? 'openai/gpt-4o',
    counts.eligible,
    counts.failed,
  ]);
}

beforeAll(async () => {
  world = await DashboardWorld.start(inject('postgresAdminUrl'), { now: '2026-11-10T09:20:00Z', billing: false });
  acme = await world.addTenant('Acme');
  other = await world.addTenant('Other');
  await addMinute(acme.id, '2026-11-01T00:00:00Z', { eligible: 900, failed: 0 });
  await addMinute(acme.id, '2026-11-02T10:00:00Z', { eligible: 60, failed: 2 });
  await addMinute(acme.id, '2026-11-02T10:04:00Z', { eligible: 39, failed: 1 });
  await addMinute(acme.id, '2026-11-02T10:00:00Z', { eligible: 1, failed: 0, model: 'openai/o3' });
  await addMinute(acme.id, '2026-10-31T23:59:00Z', { eligible: 5, failed: 5 });
  await addMinute(other.id, '2026-11-02T10:00:00Z', { eligible: 7, failed: 7 });
  const document = {
    organizationId: acme.id,
    monthMs: Date.UTC(2026, 9, 1),
    targetPpm: '999000',
    eligible: '1000',
    failed: '5',
    availabilityPpm: '995000',
    models: [{ model: 'openai/gpt-4o', eligible: '1000', failed: '5', availabilityPpm: '995000', spendNanoUsd: '40000000000', isAffected: true }],
    incidents: [],
    creditPercent: 10,
    creditNanoUsd: '4000000000',
  };
  await world.sql(
    `INSERT INTO sla_reports (id, organization_id, month, eligible, failed, availability_ppm, credit_percent, credit_nano_usd, document)
     VALUES ($1, $2, '2026-10-01', 1000, 5, 995000, 10, 4000000000, $3)`,
    [reportId, acme.id, JSON.stringify(document)],
  );
});
afterAll(() => world?.stop());

const as = (person: Person, tenant: Tenant = acme) => world.caller(person, tenant.id).sla;

test('counts the month so far from its own minutes alone', async () => {
  const month = await as(acme.owner).monthSoFar();
  expect(month).toMatchObject({ eligible: 1_000n, failed: 3n, availabilityPpm: 997_000n, targetPpm: 999_000n });
  expect(month.models.map((model) => [model.model, model.failed])).toEqual([
    ['openai/gpt-4o', 3n],
    ['openai/o3', 0n],
  ]);
  expect(month.incidents).toMatchObject([{ model: 'openai/gpt-4o', failed: 3, eligible: 99, startedAtMs: Date.UTC(2026, 10, 2, 10) }]);
  expect(month.incidents[0]?.minutes).toHaveLength(2);
});

test('says in which minutes of the month there was no gateway, and of reports from before nothing', async () => {
  await world.sql(`INSERT INTO gateway_minutes (minute, gateway_id) VALUES ('2026-11-10T09:00Z', 'a'), ('2026-11-10T09:00Z', 'b'), ('2026-11-10T09:05Z', 'a')`);
  const { evidence } = await as(acme.owner).monthSoFar();
  expect(evidence.fleet).toMatchObject({ watchedMinutes: 18, minutesWithout: 16, gatewaysMin: 1, gatewaysMax: 2 });
  expect((await as(acme.owner).report({ id: reportId })).document.evidence).toBeNull();
});

test('shows a reported month, its money to those who may see money', async () => {
  expect(await as(acme.owner).months()).toMatchObject([{ id: reportId, availabilityPpm: 995_000n, creditPercent: 10 }]);
  expect(await as(acme.owner).report({ id: reportId })).toMatchObject({ showsMoney: true, document: { creditNanoUsd: 4_000_000_000n } });
  const viewer = await world.addMember(acme, 'viewer');
  const seen = await as(viewer).report({ id: reportId });
  expect(seen).toMatchObject({ showsMoney: false, document: { availabilityPpm: 995_000n, creditNanoUsd: 0n, models: [{ spendNanoUsd: 0n }] } });
});

async function pdfAs(person: Person, tenant: Tenant = acme): Promise<Response> {
  return download(world.services, async () => {
    const { document, organizationName } = await as(person, tenant).reportWithMoney({ id: reportId });
    return slaReportFile(document, organizationName);
  });
}

test('gives the PDF to those who see money, and to no other tenant', async () => {
  const pdf = await pdfAs(acme.owner);
  expect(pdf.headers.get('content-disposition')).toBe('attachment; filename="modelhub-service-level-2026-10.pdf"');
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  expect((await pdfAs(await world.addMember(acme, 'developer'))).status).toBe(403);
  expect((await pdfAs(other.owner, other)).status).toBe(404);
  expect((await pdfAs(other.owner, acme)).status).toBe(404);
  await expect(as(other.owner, other).report({ id: reportId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await as(other.owner, other).months()).toEqual([]);
  await expect(as(other.owner, acme).monthSoFar()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
