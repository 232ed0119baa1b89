import type {} from '@modelhub/testing/vitest-setup';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FixedClock } from '@modelhub/core/clock';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { createPool } from '@modelhub/db/pool';
import { inTransaction } from '@modelhub/db/transaction';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { costOfUsage } from '../cost.ts';
import { createJournalWriter, type GatewayJournalWriter } from '../journal/writer.ts';
import { appendToLedger } from '../ledger/append.ts';
import { recordCorrection } from '../ledger/corrections.ts';
import { CORRUPTIONS } from '../testing/corruptions.ts';
import { seedTenants } from '../testing/ledger-fixtures.ts';
import { randomFrom } from '../testing/random.ts';
import { openEvent, settledEvent, TEST_PRICE } from '../testing/usage-event-fixtures.ts';
import { METERING_CHECKS } from './checks.ts';
import type { ReconciliationCheck } from './finding.ts';
import { runReconciliation } from './run.ts';

const nowMs = Date.now();
const clock = new FixedClock(nowMs);

let database: TestDatabase;
let owner: pg.Client;
let worker: pg.Pool;
let directory: string;
let journal: GatewayJournalWriter;

/** Two organizations with a few hundred charges of the last days, and corrections. */
async function seedLedger(pool: pg.Pool): Promise<void> {
  const random = randomFrom(1);
  const events = Array.from({ length: 300 }, () => {
    const letter = random.pick(['a', 'b']);
    const usage = {
      ...ZERO_USAGE,
      input: random.below(9_000),
      cachedInput: random.below(900),
      output: 1 + random.below(5_000),
      units: random.below(90),
    };
    const isCharged = random.next() > 0.1;
    return settledEvent({
      organizationId: `org_${letter}`,
      projectId: `prj_${letter}`,
      keyId: random.pick([`key_${letter}`, `key_${letter}2`]),
      openedAtMs: nowMs - 3_600_000 - random.below(3 * 86_400_000),
      usage: isCharged ? usage : ZERO_USAGE,
      usageSource: isCharged ? random.pick(['provider', 'estimated', 'checkpoint']) : 'none',
      outcome: isCharged ? 'completed' : 'failed',
      statusCode: isCharged ? 200 : 502,
      costNanoUsd: isCharged ? costOfUsage({ usage, price: TEST_PRICE, markupBasisPoints: 1_000 }) : 0n,
    });
  });
  await appendToLedger(pool, events);
  for (const event of events.filter((e) => e.usageSource === 'estimated').slice(0, 10)) {
    await inTransaction(pool, (client) =>
      recordCorrection(client, {
        organizationId: event.organizationId,
        eventId: event.eventId,
        reason: 'provider_usage',
        usageDelta: { output: 3 },
        costNanoUsd: 33_000n,
      }),
    );
  }
}

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a', 'b']);
  owner = new pg.Client(database.url);
  await owner.connect();
  worker = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 3, applicationName: 'reconcile test' });
  await seedLedger(worker);
  // As after a push of everything.
  await owner.query('UPDATE stripe_outbox SET pushed_version = dirty_version, pushed_at = now()');
});
afterAll(async () => {
  await worker.end();
  await owner.end();
  await database.drop();
});
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-reconcile-'));
  journal = createJournalWriter({ directory, gatewayId: 'gateway-1' });
});
afterEach(async () => {
  await journal.close();
  rmSync(directory, { recursive: true, force: true });
});

const reconcile = (checks: readonly ReconciliationCheck[] = METERING_CHECKS) => runReconciliation({ pool: worker, checks, clock, journalDirectory: directory });
const held = async () => (await owner.query(`SELECT id, push_held_reason AS reason FROM organizations ORDER BY id`)).rows;

/**
 * Tables as they were, for the next corruption. Constraints are lifted: some corruptions are such as they would have stopped.
 */
async function snapshot(): Promise<() => Promise<void>> {
  const tables = ['usage_events', 'usage_rollups_hourly', 'usage_corrections', 'stripe_outbox', 'usage_quarantine'];
  for (const table of tables) await owner.query(`CREATE TEMP TABLE saved_${table} AS TABLE ${table}`);
  return async () => {
    for (const table of tables) await owner.query(`TRUNCATE ${table}; INSERT INTO ${table} TABLE saved_${table}`);
  };
}

test('sound books have no findings', async () => {
  const event = openEvent();
  await journal.open(event);
  const report = await reconcile();
  expect(report).toMatchObject({ findings: [], opened: 0, resolved: 0, errors: [] });
  expect(report.checked).toBeGreaterThan(300);
  expect(await held()).toEqual([
    { id: 'org_a', reason: null },
    { id: 'org_b', reason: null },
  ]);
});

test('100 of 100 seeded corruptions are found', async () => {
  const restore = await snapshot();
  const missed: string[] = [];
  for (let seed = 0; seed < 100; seed += 1) {
    const corruption = CORRUPTIONS[seed % CORRUPTIONS.length];
    if (corruption === undefined) throw new Error('no corruption');
    await corruption.apply({ owner, journal, random: randomFrom(seed), nowMs });
    const { findings } = await reconcile();
    const invariants = new Set(findings.map((finding) => finding.invariant));
    if (!corruption.noticedBy.some((invariant) => invariants.has(invariant))) missed.push(`${seed}: ${corruption.name}`);
    await restore();
    await journal.close();
    rmSync(path.join(directory, 'gateway-1'), { recursive: true });
    journal = createJournalWriter({ directory, gatewayId: 'gateway-1' });
  }
  expect(missed).toEqual([]);
  expect(await reconcile()).toMatchObject({ findings: [] });
  expect((await owner.query('SELECT FROM reconciliation_findings WHERE resolved_at IS NULL')).rowCount).toBe(0);
}, 120_000);

describe('findings', () => {
  const broken: ReconciliationCheck = {
    invariant: 'I4',
    run: async () => ({
      checked: 1,
      findings: [{ invariant: 'I4', organizationId: 'org_a', subject: 'here', expected: '1', actual: '2' }],
    }),
  };
  const sound: ReconciliationCheck = { invariant: 'I4', run: async () => ({ checked: 1, findings: [] }) };
  const failing: ReconciliationCheck = {
    invariant: 'I4',
    run: async () => {
      throw new Error('the database is busy');
    },
  };

  test('are recorded once, hold that organization alone, and are resolved by themselves', async () => {
    expect(await reconcile([broken])).toMatchObject({ opened: 1, resolved: 0 });
    const both = await Promise.all([reconcile([broken]), reconcile([broken])]);
    expect(both).toMatchObject([
      { opened: 0, resolved: 0 },
      { opened: 0, resolved: 0 },
    ]);
    expect(await held()).toEqual([
      { id: 'org_a', reason: 'Reconciliation: I4' },
      { id: 'org_b', reason: null },
    ]);
    expect(await reconcile([sound])).toMatchObject({ opened: 0, resolved: 1 });
    expect(await held()).toMatchObject([{ reason: null }, { reason: null }]);
    expect(await reconcile([broken])).toMatchObject({ opened: 1 });
    await reconcile([sound]);
  });

  test('a check that fails resolves nothing, and the others run', async () => {
    await reconcile([broken]);
    const report = await reconcile([failing, { ...sound, invariant: 'I2' }]);
    expect(report.errors.map(({ invariant }) => invariant)).toEqual(['I4']);
    expect(report.resolved).toBe(0);
    expect(await held()).toMatchObject([{ reason: 'Reconciliation: I4' }, { reason: null }]);
    await reconcile([sound]);
  });

  test('a hold for another reason is left alone', async () => {
    await owner.query(`UPDATE organizations SET push_held_reason = 'Disputed' WHERE id = 'org_a'`);
    await reconcile([broken]);
    await reconcile([sound]);
    expect(await held()).toMatchObject([{ reason: 'Disputed' }, { reason: null }]);
    await owner.query(`UPDATE organizations SET push_held_reason = NULL`);
  });
});
