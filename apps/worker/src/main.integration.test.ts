import type {} from '@modelhub/testing/vitest-setup';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createJournalWriter } from '@modelhub/metering/journal/writer';
import { createTestDatabase, freePort, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

let database: TestDatabase;
let directory: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-main-'));
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

function startProcess(env: Record<string, string>): { child: ChildProcess; stderr: () => string } {
  let text = '';
  const started = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  child = started;
  return { child: started, stderr: () => text };
}

const environment = (port: number) => ({
  DATABASE_URL: database.url,
  JOURNAL_DIR: path.join(directory, 'journal'),
  MAIL_DIR: path.join(directory, 'mail'),
  WORKER_PORT: String(port),
  LOG_LEVEL: 'silent',
});
const statusOf = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.status,
    () => 0,
  );

test('runs, goes on when its database connections are cut, and ends on SIGTERM', async () => {
  const port = await freePort();
  const { child: running } = startProcess(environment(port));
  await vi.waitFor(async () => expect(await statusOf(port)).toBe(200), { timeout: 20_000, interval: 100 });

  const owner = new pg.Client(database.url);
  await owner.connect();
  await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_a', 'A', 'a', now())`);
  const cut = await owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  expect(cut.rowCount).toBeGreaterThan(3);
  const { settledEvent } = await import('../../../packages/metering/src/testing/usage-event-fixtures.ts');
  const journal = createJournalWriter({ directory: path.join(directory, 'journal'), gatewayId: 'gateway-1' });
  await journal.settle(settledEvent());
  await journal.close();
  await vi.waitFor(async () => expect((await owner.query('SELECT FROM usage_events')).rowCount).toBe(1), { timeout: 20_000, interval: 100 });
  await owner.end();
  expect(running.exitCode).toBeNull();

  running.kill('SIGTERM');
  const [code] = (await once(running, 'exit')) as [number | null];
  expect(code).toBe(0);
});

test('an unusable variable stops the start with one sentence that names it', async () => {
  const { child: failing, stderr } = startProcess({ ...environment(await freePort()), REDIS_URL: 'localhost' });
  const [code] = (await once(failing, 'close')) as [number | null];
  expect(code).toBe(1);
  expect(stderr()).toMatch(/^The worker cannot start: REDIS_URL [^\n]*\n$/);
});
