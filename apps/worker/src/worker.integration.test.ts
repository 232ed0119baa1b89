import type {} from '@modelhub/testing/vitest-setup';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@modelhub/observability/logger';
import { createSharedState } from '@modelhub/state/connect';
import { createTestDatabase, freePort, type TestDatabase } from '@modelhub/testing/postgres';
import { createJournalWriter } from '@modelhub/metering/journal/writer';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { readEnv } from './env.ts';
import { startWorker, type RunningWorker } from './worker.ts';

let database: TestDatabase;
let owner: pg.Client;
let directory: string;
let worker: RunningWorker | undefined;
const logger = createLogger({ name: 'worker-test', level: 'silent' });

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  // One test drops the database under it.
  owner.on('error', () => {});
  await owner.connect();
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-worker-'));
});
afterEach(async () => {
  await worker?.close();
  worker = undefined;
  await owner.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(overrides: Record<string, string> = {}): Promise<RunningWorker> {
  const env = readEnv({
    DATABASE_URL: database.url,
    JOURNAL_DIR: path.join(directory, 'journal'),
    MAIL_DIR: path.join(directory, 'mail'),
    WORKER_PORT: String(await freePort()),
    WORKER_ID: `test-${process.pid}`,
    ...overrides,
  });
  worker = await startWorker({ env, logger });
  return worker;
}

const count = async (table: string) => Number((await owner.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n);

describe.each(['postgres', 'redis'] as const)('a worker with its queues in %s', (kind) => {
  test('ships the journal, sends mail and says that it is well', async ({ skip }) => {
    skip(kind === 'redis' && inject('redisUrl') === '');
    await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_a', 'A', 'a', now())`);
    await owner.query(
      `INSERT INTO outbound_emails (id, recipient, template, variables)
       VALUES ('mail-1', 'ada@example.com', 'verify-email', '{"link": "http://localhost/verify?t=1", "validHours": 24}')`,
    );
    const journal = createJournalWriter({ directory: path.join(directory, 'journal'), gatewayId: 'gateway-1' });
    const { settledEvent } = await import('../../../packages/metering/src/testing/usage-event-fixtures.ts');
    await journal.settle(settledEvent());
    await journal.close();

    const { port } = await start(kind === 'redis' ? { REDIS_URL: inject('redisUrl') } : {});
    const eml = path.join(directory, 'mail', 'mail-1.eml');
    await vi.waitFor(async () => expect([await count('usage_events'), existsSync(eml)]).toEqual([1, true]), { timeout: 15_000 });
    const mail = readFileSync(eml, 'utf8');
    expect(mail).toContain('To: ada@example.com');
    expect(mail).toContain('Subject: Confirm your e-mail address');

    const at = (route: string) => fetch(`http://127.0.0.1:${port}${route}`);
    expect((await at('/healthz')).status).toBe(200);
    expect((await at('/readyz')).status).toBe(200);
    expect(await (await at('/metrics')).text()).toMatch(/modelhub_usage_rows_total\{result="inserted",program="worker"\} 1/);
    expect((await at('/nothing')).status).toBe(404);
  });
});

test('gateways that listen to Redis hear what the database announces', async ({ skip }) => {
  const redisUrl = inject('redisUrl');
  skip(redisUrl === '');
  const state = await createSharedState({ redisUrl, gatewayId: 'gateway-1' });
  const heard: unknown[] = [];
  state.invalidations.subscribe((event) => heard.push(event));
  await vi.waitUntil(() => state.invalidations.isConnected, { timeout: 10_000 });
  await start({ REDIS_URL: redisUrl });
  await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_b', 'B', 'b', now())`);
  await vi.waitFor(
    async () => {
      await owner.query(`UPDATE organizations SET status = 'suspended' WHERE id = 'org_b'`);
      expect(heard).toContainEqual({ kind: 'organization', id: 'org_b' });
    },
    { timeout: 10_000, interval: 50 },
  );
  await state.close();
});

test('a worker that has lost its database is not ready', async () => {
  const { port } = await start();
  await database.drop();
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503), { timeout: 15_000 });
});

test('a database that is not there stops the start, and leaves nothing open', async () => {
  const nowhere = new URL(database.url);
  nowhere.pathname = '/nowhere';
  await expect(start({ DATABASE_URL: nowhere.toString() })).rejects.toThrow(/nowhere/);
});
