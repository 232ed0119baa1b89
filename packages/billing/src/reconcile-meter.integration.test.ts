import type {} from '@modelhub/testing/vitest-setup';
import { runReconciliation } from '@modelhub/metering/reconcile/run';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { meterCheck } from './reconcile-meter.ts';
import { ensureCustomer } from './setup.ts';
import { BillingWorld } from './testing/billing-world.ts';

let world: BillingWorld;

beforeEach(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), '2026-11-20T12:30:00Z');
  await world.addOrganization('org_a');
  await ensureCustomer(world.app, 'org_a');
  await world.use({ at: '2026-11-20T10:00:00Z', costNanoUsd: 1_999_999n }, { at: '2026-11-20T11:00:00Z', costNanoUsd: 5_000_001n });
  await world.push();
  world.standIn.flushMeters();
  await world.sql(`UPDATE stripe_outbox SET pushed_at = now() - interval '1 hour'`);
});
afterEach(() => world.stop());

const reconcile = () => runReconciliation({ pool: world.worker.pool, clock: world.clock, checks: [meterCheck(world.sink)] });

async function heldReason(): Promise<unknown> {
  const [row] = await world.sql<Record<string, unknown>>('SELECT push_held_reason FROM organizations');
  return row?.['push_held_reason'];
}

test('rollup, outbox and meter agree after a push', async () => {
  expect(await reconcile()).toMatchObject({ findings: [], errors: [] });
  expect(await heldReason()).toBeNull();
});

test.each([
  [
    'the meter has another figure',
    async () => {
      const customerId = await ensureCustomer(world.app, 'org_a');
      await world.sink.record({ customerId, hourMs: Date.parse('2026-11-20T10:00:00Z'), microUsd: 7n, identifier: 'stray' });
      world.standIn.flushMeters();
    },
    'meter org_a 2026-11-20T10:00:00.000Z',
  ],
  [
    'the rollup was changed without a mark',
    () => world.sql(`UPDATE usage_rollups_hourly SET cost_nano_usd = cost_nano_usd + 1 WHERE hour = '2026-11-20T11:00:00Z'`),
    'pushed org_a 2026-11-20T11:00:00.000Z',
  ],
  [
    'a remainder was lost',
    () => world.sql(`UPDATE stripe_outbox SET pushed_micro_usd = pushed_micro_usd - 1, pushed_at = now() WHERE hour = '2026-11-20T11:00:00Z'`),
    'month org_a 2026-11',
  ],
])('found, and the push is held: %s', async (_, corrupt, subject) => {
  await corrupt();
  const report = await reconcile();
  expect(report.findings.map((finding) => finding.subject)).toContain(subject);
  expect(await heldReason()).toBe('Reconciliation: I5');
  await world.use({ at: '2026-11-20T12:00:00Z', costNanoUsd: 1_000n });
  expect((await world.push()).organizations).toBe(0);
});

test('what was just pushed, or is waiting to be, is not a finding', async () => {
  await world.use({ at: '2026-11-20T11:30:00Z', costNanoUsd: 9_000_000n });
  expect((await reconcile()).findings).toEqual([]);
  await world.push();
  expect((await reconcile()).findings, 'the meter counts it later').toEqual([]);
});
