import type {} from '@modelhub/testing/vitest-setup';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { shownDecision } from '../kept-decision.ts';
import { decisionDocument } from '../request-decision.ts';
import { ledgerTotals, seedTenants } from '../testing/ledger-fixtures.ts';
import { requestDecision, settledEvent } from '../testing/usage-event-fixtures.ts';
import { appendToLedger } from './append.ts';

let database: TestDatabase;
let pool: pg.Pool;
let owner: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a', 'b']);
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 2, applicationName: 'decisions test' });
  owner = new pg.Pool({ connectionString: database.url, max: 1 });
});
afterAll(async () => {
  await Promise.all([pool.end(), owner.end()]);
  await database.drop();
});
beforeEach(() => owner.query('TRUNCATE request_decisions, usage_events, usage_corrections, usage_rollups_hourly, stripe_outbox'));

async function kept(): Promise<readonly Record<string, unknown>[]> {
  return (await pool.query('SELECT * FROM request_decisions ORDER BY event_id')).rows as Record<string, unknown>[];
}

test('a decision is kept with its row of the ledger, and an event without one has none', async () => {
  const event = settledEvent({ decision: requestDecision() });
  await appendToLedger(pool, [event, settledEvent()]);
  const [row, ...others] = await kept();
  expect(others).toEqual([]);
  expect(row).toMatchObject({ organization_id: 'org_a', event_id: event.eventId, occurred_at: new Date(event.openedAtMs) });
  expect(shownDecision(row?.['document'])).toEqual(decisionDocument(requestDecision()));
  expect(await ledgerTotals(pool)).toMatchObject({ events: 2n });
});

test('an end that the ledger has already changes nothing', async () => {
  const event = settledEvent({ decision: requestDecision() });
  await appendToLedger(pool, [event, { ...event, decision: requestDecision({ sort: 'latency' }) }]);
  await appendToLedger(pool, [{ ...event, decision: requestDecision({ sort: 'throughput' }) }]);
  expect((await kept()).map(({ document }) => shownDecision(document))).toEqual([expect.objectContaining({ sort: 'price' })]);
});

test('a transaction that fails keeps neither', async () => {
  const events = [settledEvent({ decision: requestDecision() }), settledEvent({ costNanoUsd: -1n, decision: requestDecision() })];
  await expect(appendToLedger(pool, events)).rejects.toThrow('usage_events_not_negative');
  expect(await kept()).toEqual([]);
  expect(await ledgerTotals(pool)).toMatchObject({ events: 0n });
});

test('what is too long, or the database cannot keep, is left out, what it could not keep as an object is kept, and every row is charged', async () => {
  const decisions = [
    requestDecision(),
    requestDecision({ requestedModels: ['nul \0'] }),
    requestDecision({ policy: { name: 'nul \0', version: 1, step: null } }),
    requestDecision({ requestedModels: ['half \ud83d'] }),
    requestDecision({ requestedModels: ['x'.repeat(20_000)] }),
  ];
  await appendToLedger(
    pool,
    decisions.map((decision) => settledEvent({ decision })),
  );
  expect(await kept()).toHaveLength(3);
  expect(await ledgerTotals(pool)).toMatchObject({ events: 5n, rolledRequests: 5n });
});

test('the dashboard sees decisions of its tenant, and can change none', async () => {
  await appendToLedger(pool, [settledEvent({ decision: requestDecision() })]);
  const app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 1, applicationName: 'decisions test' });
  try {
    const seenBy = async (organizationId: string): Promise<unknown> => {
      await app.query(`SELECT set_config('app.organization_id', $1, false)`, [organizationId]);
      return (await app.query('SELECT event_id FROM request_decisions')).rowCount;
    };
    expect([await seenBy('org_a'), await seenBy('org_b'), await seenBy('')]).toEqual([1, 0, 0]);
    await expect(app.query('DELETE FROM request_decisions')).rejects.toThrow('permission denied');
    await expect(pool.query(`UPDATE request_decisions SET document = '{}'`)).rejects.toThrow('permission denied');
  } finally {
    await app.end();
  }
});
