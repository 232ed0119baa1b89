import type {} from '@modelhub/testing/vitest-setup';
import { appendToLedger } from '@modelhub/metering/ledger/append';
import { seedTenants } from '@modelhub/metering/testing/ledger-fixtures';
import { settledEvent } from '@modelhub/metering/testing/usage-event-fixtures';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLedgerWorld, type LedgerWorld } from '#src/testing/ledger-world.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 30);
const at = (iso: string, cost: bigint, overrides: Parameters<typeof settledEvent>[0] = {}) =>
  settledEvent({ openedAtMs: Date.parse(iso), costNanoUsd: cost, ...overrides });

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld(inject('postgresAdminUrl'), new Date(NOW).toISOString());
  await seedTenants(world.databaseUrl, ['a', 'b', 'c']);
  await appendToLedger(world.worker, [
    at('2026-11-24T10:29:00Z', 1n, { durationMs: 900, timeToFirstMs: 90 }),
    at('2026-11-24T09:00:00Z', 20n, { durationMs: 100, timeToFirstMs: 10, projectId: 'prj_other' }),
    at('2026-11-01T00:00:00Z', 300n, { durationMs: 500, timeToFirstMs: null }),
    at('2026-11-02T00:00:00Z', 0n, { durationMs: 60_000, outcome: 'failed', statusCode: 502 }),
    // By this time last month, and after it.
    at('2026-10-24T10:00:00Z', 4_000n),
    at('2026-10-24T11:00:00Z', 50_000n),
    at('2026-11-20T00:00:00Z', 999n, { organizationId: 'org_b', projectId: 'prj_b', keyId: 'key_b' }),
  ]);
});
afterAll(() => world.end());

test('the month so far, beside the month before until the same hour', async () => {
  const { month, monthBefore, days } = await (await world.signIn('org_a', 'viewer')).home.overview({});
  expect(month).toMatchObject({ cost: 321n, requests: 4n, failed: 1n });
  expect(monthBefore).toMatchObject({ cost: 4_000n, requests: 1n });
  expect(days.startsMs).toHaveLength(30);
  expect(days.cost.at(-1)).toBe(21n);
  expect(days.cost.reduce((sum, cost) => sum + cost, 0n)).toBe(321n);
  expect(days.costBefore.reduce((sum, cost) => sum + cost, 0n)).toBe(54_000n);
});

test('the median is that of answers, not of failures', async () => {
  const { latency, recent } = await (await world.signIn('org_a', 'viewer')).home.overview({});
  expect(latency).toEqual({ durationMsP50: 900, timeToFirstMsP50: 90, requests: 5 });
  expect(recent.map((row) => row.costNanoUsd)).toEqual([1n, 20n, 0n, 300n, 50_000n, 4_000n]);
});

test('an organization that has sent nothing is told so', async () => {
  const overview = await (await world.signIn('org_c', 'owner')).home.overview({});
  expect(overview).toMatchObject({ started: false, latency: null, recent: [], month: { cost: 0n, requests: 0n } });
});

test('one project by itself; one of another tenant is not found', async () => {
  const caller = await world.signIn('org_a', 'billing');
  expect((await caller.home.overview({ projectId: 'prj_a' })).month.cost).toBe(301n);
  await expect(caller.home.overview({ projectId: 'prj_b' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
