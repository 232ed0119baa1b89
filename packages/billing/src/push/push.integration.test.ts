import type {} from '@modelhub/testing/vitest-setup';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { ensureCustomer } from '../setup.ts';
import { BillingWorld } from '../testing/billing-world.ts';
import type { UsageBillingSink } from '../usage-billing-sink.ts';
import { pushUsage } from './push-usage.ts';

let world: BillingWorld;
const NOW = '2026-11-20T12:30:00Z';
const MONTH = { fromMs: Date.parse('2026-11-01T00:00:00Z'), toMs: Date.parse('2026-12-01T00:00:00Z') };

beforeEach(async () => {
  world = await BillingWorld.start(inject('postgresAdminUrl'), NOW);
  await world.addOrganization('org_a');
  await ensureCustomer(world.app, 'org_a');
});
afterEach(() => world.stop());

async function meterTotal(organizationId = 'org_a'): Promise<bigint> {
  world.standIn.flushMeters();
  const customerId = await ensureCustomer(world.app, organizationId);
  const hours = await world.sink.hourlyTotals({ customerId, ...MONTH });
  return [...hours.values()].reduce((sum, micro) => sum + micro, 0n);
}

async function ledgerMicro(organizationId = 'org_a'): Promise<bigint> {
  return (await world.ledgerNanoUsd(organizationId, '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z')) / 1_000n;
}

const meterCalls = (): number[] => world.standIn.requests.filter((call) => call.path === '/v1/billing/meter_events').map((call) => call.status);

test('whatever amounts come in whatever order, between whatever pushes, the meter has the ledger’s micro-USD', async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('use' as const),
        hour: fc.integer({ min: 0, max: 5 }),
        nano: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2_500 }), fc.integer({ min: 0, max: 9_000_000 })),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('push' as const), hour: fc.constant(0), nano: fc.constant(0) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      for (const { kind, hour, nano } of steps) {
        if (kind === 'push') await world.push();
        else await world.use({ at: Date.parse(NOW) - hour * 3_600_000, costNanoUsd: BigInt(nano) });
      }
      expect((await world.push()).failures).toEqual([]);
      expect(await meterTotal()).toBe(await ledgerMicro());
    }),
    { numRuns: 12 },
  );
});

test('a crash between sending and marking sends the same figure again, and it counts once', async () => {
  await world.use({ at: '2026-11-20T09:00:00Z', costNanoUsd: 1_999n }, { at: '2026-11-20T10:00:00Z', costNanoUsd: 500_000n });
  let calls = 0;
  const crashing: UsageBillingSink = {
    ...world.sink,
    async record(reading) {
      const outcome = await world.sink.record(reading);
      calls += 1;
      if (calls === 2) throw new Error('killed here');
      return outcome;
    },
  };
  const options = { pool: world.worker.pool, clock: world.clock };
  expect((await pushUsage({ ...options, sink: crashing })).failures).toHaveLength(1);
  // More usage arrives before anybody knows what became of the second hour.
  await world.use({ at: '2026-11-20T09:30:00Z', costNanoUsd: 1_001n });
  world.clock.advanceMs(5_000);
  const again = await world.push();
  expect(again).toMatchObject({ known: 1, failures: [] });
  expect(await meterTotal()).toBe(503n);
  expect(await ledgerMicro()).toBe(503n);
  expect((await world.push()).organizations).toBe(0);
});

test.each(['error-429', 'error-500', 'timeout', 'timeout-after-accept'] as const)('a fault (%s) delays an hour and loses or doubles nothing', async (kind) => {
  await world.use({ at: '2026-11-20T08:00:00Z', costNanoUsd: 123_456_789n }, { at: '2026-11-20T11:00:00Z', costNanoUsd: 987_654n });
  // A closed connection is repeated once by the SDK itself, so that two faults make one failure.
  world.standIn.addFault({ match: 'POST /v1/billing/meter_events', kind, times: kind.startsWith('timeout') ? 2 : 1 });
  expect((await world.push()).failures).toHaveLength(1);
  expect((await world.push()).organizations, 'it waits before it tries again').toBe(0);
  world.clock.advanceMs(2_000);
  expect((await world.push()).failures).toEqual([]);
  expect(await meterTotal()).toBe(await ledgerMicro());
});

test('several pushers at once: one call at a time for a customer, nothing twice', async () => {
  for (const id of ['org_b', 'org_c', 'org_d']) {
    await world.addOrganization(id);
    await ensureCustomer(world.app, id);
  }
  for (const organizationId of ['org_a', 'org_b', 'org_c', 'org_d']) {
    await world.use(
      ...Array.from({ length: 8 }, (_, hour) => ({ organizationId, at: Date.parse(NOW) - hour * 3_600_000, costNanoUsd: 1_234_567n + BigInt(hour) })),
    );
  }
  const results = await Promise.all([world.push(), world.push(), world.push()]);
  expect(results.reduce((sum, result) => sum + result.pushed, 0)).toBe(32);
  expect(new Set(meterCalls())).toEqual(new Set([200]));
  for (const id of ['org_a', 'org_b', 'org_c', 'org_d']) expect(await meterTotal(id)).toBe(await ledgerMicro(id));
});

test('the open hour is sent as well, and sent again as a new version when it grows', async () => {
  await world.use({ at: '2026-11-20T12:10:00Z', costNanoUsd: 1_000_000n });
  await world.push();
  expect(await meterTotal()).toBe(1_000n);
  await world.use({ at: '2026-11-20T12:20:00Z', costNanoUsd: 2_500_000n });
  await world.push();
  expect(await meterTotal()).toBe(3_500n);
  const [row] = await world.sql<{ identifier: string }>('SELECT identifier FROM stripe_outbox');
  expect(row?.identifier).toMatch(/^cus_\w+:modelhub_usage_micro_usd:1795176000:v2$/);
});

test('a held organization is not pushed, and one without a customer waits', async () => {
  await world.addOrganization('org_b');
  await world.use({ at: NOW, costNanoUsd: 1_000n }, { at: NOW, costNanoUsd: 1_000n, organizationId: 'org_b' });
  await world.sql(`UPDATE organizations SET push_held_reason = 'I5' WHERE id = 'org_a'`);
  expect(await world.push()).toMatchObject({ organizations: 0, pushed: 0 });
  await world.sql(`UPDATE organizations SET push_held_reason = NULL`);
  await ensureCustomer(world.app, 'org_b');
  expect(await world.push()).toMatchObject({ organizations: 2, pushed: 2 });
});
