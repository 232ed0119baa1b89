import type {} from '@modelhub/testing/vitest-setup';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FixedClock } from '@modelhub/core/clock';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createJournalWriter } from '../journal/writer.ts';
import { dyingPool } from '../testing/dying-pool.ts';
import { ledgerTotals, seedTenants } from '../testing/ledger-fixtures.ts';
import { openEvent, requestDecision, settledEvent } from '../testing/usage-event-fixtures.ts';
import { shipJournals } from './ship.ts';

let database: TestDatabase;
let pool: pg.Pool;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a', 'b']);
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 6, applicationName: 'crash test' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Ends of two organizations, one that is nobody's, one damaged, and an open event of a lost gateway. */
async function writeJournal(): Promise<void> {
  const writer = createJournalWriter({ directory, gatewayId: 'gateway-1', segmentBytesMax: 1_500 });
  for (let i = 0; i < 6; i += 1) {
    const letter = i % 2 ? 'a' : 'b';
    await writer.settle(settledEvent({ organizationId: `org_${letter}`, keyId: `key_${letter}`, decision: requestDecision() }));
  }
  await writer.settle(settledEvent({ organizationId: 'org_nobody' }));
  await writer.settle(settledEvent({ costNanoUsd: -1n }));
  const open = openEvent();
  await writer.open(open);
  writer.checkpoint({ eventId: open.eventId, atMs: open.openedAtMs, outputTokensForwarded: 9, leaseUntilMs: 0 });
  await writer.close();
}

const clock = new FixedClock(Date.now() + 10 * 60_000);

/** How many statements a whole pass takes. */
async function statementsOfAPass(): Promise<number> {
  await writeJournal();
  let statements = 0;
  const counting = new Proxy(pool, {
    get: (target, name) => {
      if (name === 'query') {
        return (...args: Parameters<typeof pool.query>) => {
          statements += 1;
          return target.query(...args);
        };
      }
      if (name !== 'connect') return Reflect.get(target, name, target) as unknown;
      return async () => {
        const client = await target.connect();
        return new Proxy(client, {
          get: (c, key) => {
            const value: unknown = Reflect.get(c, key, c);
            if (key === 'query') statements += 1;
            return typeof value === 'function' ? value.bind(c) : value;
          },
        });
      };
    },
  });
  await shipJournals({ pool: counting, directory, clock, batchRows: 4 });
  return statements;
}

async function decisions(): Promise<number> {
  return (await pool.query('SELECT FROM request_decisions')).rowCount ?? 0;
}

/** PostgreSQL takes a moment to see that a connection was cut, and holds its locks until then: such a pass finds the folder busy. */
async function nextPass(): Promise<Awaited<ReturnType<typeof shipJournals>>> {
  for (;;) {
    const report = await shipJournals({ pool, directory, clock, batchRows: 4 });
    if (report.busy === 0) return report;
    await sleep(5);
  }
}

test('a worker killed before or after any statement of a pass leaves books that the next pass completes', async () => {
  const statements = await statementsOfAPass();
  const first = await ledgerTotals(pool);
  expect(first).toMatchObject({ events: 7n, quarantined: 2n, rolledCost: first.cost });
  expect(statements).toBeGreaterThan(15);
  for (let dieAt = 1; dieAt <= statements; dieAt += 1) {
    for (const when of ['before', 'after'] as const) {
      const before = await ledgerTotals(pool);
      const decisionsBefore = await decisions();
      await writeJournal();
      const died = await shipJournals({ pool: dyingPool(pool, dieAt, when), directory, clock, batchRows: 4 }).catch(() => null);
      expect(died === null || died.errors.length === 1).toBe(true);
      const report = await nextPass();
      expect(report).toMatchObject({ errors: [], busy: 0, open: 0 });
      const after = await ledgerTotals(pool);
      const name = `killed ${when} statement ${dieAt}`;
      expect([name, after.events - before.events, after.quarantined - before.quarantined]).toEqual([name, 7n, 2n]);
      expect([name, (await decisions()) - decisionsBefore]).toEqual([name, 6]);
      expect([name, after.rolledRequests, after.rolledCost]).toEqual([name, after.events, after.cost]);
    }
  }
}, 120_000);
