import type {} from '@modelhub/testing/vitest-setup';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { FixedClock } from '@modelhub/core/clock';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { METERING_CHECKS } from '../reconcile/checks.ts';
import { runReconciliation } from '../reconcile/run.ts';
import { JournalShipper } from '../ship/ship.ts';
import { ledgerTotals, seedTenants } from '../testing/ledger-fixtures.ts';
import { randomFrom } from '../testing/random.ts';

/** A nightly run may ask for more. */
const ROUNDS = 12;
const CHILD = path.join(import.meta.dirname, '../testing/journal-child.ts');

let database: TestDatabase;
let pool: pg.Pool;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a']);
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 4, applicationName: 'kill test' });
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-kill-'));
});
afterEach(async () => {
  await pool.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

interface Life {
  readonly opened: string[];
  readonly settled: string[];
}

/** One life of a gateway: from its start to a SIGKILL some milliseconds later. */
async function liveAndDie(lifetimeMs: number): Promise<Life> {
  const child = spawn(process.execPath, [CHILD, directory, 'gateway-1', '200000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    if (line === 'ready') ready.resolve();
  });
  const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]);
  await Promise.race([ready.promise, ended]);
  expect(lines[0]).toBe('ready');
  await new Promise((resolve) => setTimeout(resolve, lifetimeMs));
  child.kill('SIGKILL');
  await ended;
  const idsOf = (kind: string) => lines.filter((line) => line.startsWith(kind)).map((line) => line.slice(2));
  return { opened: idsOf('o '), settled: idsOf('s ') };
}

test(`a gateway killed ${ROUNDS} times in mid-write loses nothing it promised and books nothing twice`, async () => {
  const random = randomFrom(7);
  const shipper = new JournalShipper({ pool, directory });
  const opened: string[] = [];
  const settled: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const life = await liveAndDie(20 + random.below(150));
    opened.push(...life.opened);
    settled.push(...life.settled);
    // Sometimes the worker comes by between two lives, sometimes not.
    if (random.next() < 0.5) await shipper.ship();
  }
  // The last life is lost for good: its journal is adopted once its leases have ended.
  const clock = new FixedClock(Date.now() + 10 * 60_000);
  const report = await new JournalShipper({ pool, directory, clock }).ship();
  expect(report).toMatchObject({ errors: [], quarantined: 0, unpriced: 0, open: 0 });

  const { rows } = await pool.query<{ event_id: string; outcome: string }>('SELECT event_id, outcome FROM usage_events');
  const outcomes = new Map(rows.map((row) => [row.event_id, row.outcome]));
  expect(outcomes.size).toBe(rows.length);
  expect(settled.length).toBeGreaterThan(1_000);
  expect(settled.filter((id) => outcomes.get(id) !== 'completed')).toEqual([]);
  expect(opened.filter((id) => !outcomes.has(id))).toEqual([]);
  expect([...outcomes.values()].filter((outcome) => outcome === 'interrupted').length).toBeGreaterThan(0);
  const totals = await ledgerTotals(pool);
  expect(totals).toMatchObject({ rolledCost: totals.cost, rolledRequests: totals.events });
  expect(readdirSync(path.join(directory, 'gateway-1')).filter((name) => name.endsWith('.journal'))).toEqual([]);
  expect(await runReconciliation({ pool, checks: METERING_CHECKS, journalDirectory: directory, clock })).toMatchObject({ findings: [] });
}, 120_000);
