import type {} from '@modelhub/testing/vitest-setup';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { createPool } from '@modelhub/db/pool';
import { inTransaction } from '@modelhub/db/transaction';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { ledgerTotals, seedTenants } from '../testing/ledger-fixtures.ts';
import { settledEvent } from '../testing/usage-event-fixtures.ts';
import { appendToLedger } from './append.ts';
import { recordCorrection, type Correction } from './corrections.ts';
import { recomputeHour } from './recompute.ts';

let database: TestDatabase;
let pool: pg.Pool;
const hourMs = Date.UTC(2026, 10, 5, 10);
const event = settledEvent({ openedAtMs: hourMs + 60_000, usage: { ...ZERO_USAGE, input: 100, output: 50 }, costNanoUsd: 1_000n });

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a', 'b']);
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 4, applicationName: 'corrections test' });
  await appendToLedger(pool, [event]);
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const correct = (overrides: Partial<Correction> = {}) =>
  inTransaction(pool, (client) =>
    recordCorrection(client, {
      organizationId: 'org_a',
      eventId: event.eventId,
      reason: 'provider_usage',
      usageDelta: { output: -20 },
      costNanoUsd: -300n,
      ...overrides,
    }),
  );
const rollup = async () => (await pool.query('SELECT requests, output, cost_nano_usd FROM usage_rollups_hourly ORDER BY cost_nano_usd')).rows;

describe('recordCorrection', () => {
  test('adds a signed entry to ledger and rollup, and marks the hour for the push', async () => {
    expect(await correct()).toMatchObject({ kind: 'recorded' });
    expect(await rollup()).toEqual([{ requests: 1, output: 30n, cost_nano_usd: 700n }]);
    expect((await pool.query('SELECT hour, dirty_version FROM stripe_outbox')).rows).toEqual([{ hour: new Date(hourMs), dirty_version: 2 }]);
    expect((await pool.query('SELECT cost_nano_usd FROM usage_events')).rows).toEqual([{ cost_nano_usd: 1_000n }]);
  });

  test('takes one correction of a reason, once, also when two try at the same time', async () => {
    const results = await Promise.all([correct(), correct(), correct()]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'duplicate', 'recorded']);
    expect(await correct({ reason: 'goodwill', usageDelta: {}, costNanoUsd: -100n })).toMatchObject({ kind: 'recorded' });
    expect(await rollup()).toEqual([{ requests: 1, output: 30n, cost_nano_usd: 600n }]);
  });

  test('refuses to bring an event below zero, and an event that is not there', async () => {
    await expect(correct({ costNanoUsd: -1_001n })).rejects.toThrow(RangeError);
    expect(await correct({ organizationId: 'org_b' })).toEqual({ kind: 'unknown-event' });
    expect(await rollup()).toEqual([{ requests: 1, output: 50n, cost_nano_usd: 1_000n }]);
  });
});

describe('recomputeHour', () => {
  test('makes a broken hour what its ledger says, corrections included, and leaves others alone', async () => {
    await correct();
    await appendToLedger(pool, [
      settledEvent({ openedAtMs: hourMs + 3_600_000, costNanoUsd: 5n }),
      settledEvent({ openedAtMs: hourMs + 1, organizationId: 'org_b', costNanoUsd: 6n }),
    ]);
    const sound = await ledgerTotals(pool);
    const owner = new pg.Client(database.url);
    await owner.connect();
    await owner.query(`UPDATE usage_rollups_hourly SET cost_nano_usd = 9, output = 9 WHERE organization_id = 'org_a' AND hour = $1`, [new Date(hourMs)]);
    await owner.end();
    expect((await ledgerTotals(pool)).rolledCost).not.toBe(sound.cost);
    expect(await recomputeHour(pool, { organizationId: 'org_a', hourMs })).toBe(1);
    expect(await ledgerTotals(pool)).toMatchObject({ cost: sound.cost, rolledCost: sound.cost, rolledRequests: 3n, dirty: sound.dirty + 1n });
  });

  test('running beside shipping counts everything once', async () => {
    const more = Array.from({ length: 200 }, (_, i) => settledEvent({ openedAtMs: hourMs + i, costNanoUsd: 1n }));
    const appends = Array.from({ length: 20 }, (_, i) => appendToLedger(pool, more.slice(i * 10, i * 10 + 10)));
    const recomputes = Array.from({ length: 5 }, () => recomputeHour(pool, { organizationId: 'org_a', hourMs }));
    await Promise.all([...appends, ...recomputes]);
    const totals = await ledgerTotals(pool);
    expect(totals).toMatchObject({ events: 201n, rolledRequests: 201n, rolledCost: totals.cost });
  });
});
