import type {} from '@modelhub/testing/vitest-setup';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createQueue, createQueueBackend, createWorker, type QueueBackend } from './connection.ts';
import { defineJob } from './job-contract.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
afterAll(async () => {
  await database.drop();
});

const backends: QueueBackend[] = [];
const closers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closer of closers.splice(0)) await closer.close();
  for (const backend of backends.splice(0)) await backend.close();
});

let jobs = 0;
/** A contract of its own for each test, so that they share nothing. */
function contractOf(overrides: Partial<Parameters<typeof defineJob>[0]> = {}) {
  jobs += 1;
  return defineJob({
    name: `test-job-${process.pid}-${jobs}`,
    schema: z.object({ n: z.number().default(0) }),
    attempts: 1,
    backoffMs: 1,
    concurrency: 1,
    ...(overrides as object),
  });
}

describe.each(['postgres', 'redis'] as const)('queues on %s', (kind) => {
  const isMissing = (): boolean => kind === 'redis' && inject('redisUrl') === '';
  async function backendOf(machineId = 'machine-a'): Promise<QueueBackend> {
    const redisUrl = kind === 'redis' ? inject('redisUrl') : undefined;
    const backend = createQueueBackend({ databaseUrl: database.url, machineId, redisUrl, jobsMax: 4 });
    backends.push(backend);
    await backend.prepare();
    return backend;
  }

  test('hands a job to its handler, with what was enqueued', async ({ skip }) => {
    skip(isMissing());
    const backend = await backendOf();
    expect(backend.kind).toBe(kind);
    const contract = contractOf();
    const seen = Promise.withResolvers<number>();
    const worker = await createWorker(contract, async ({ n }) => seen.resolve(n), backend);
    const queue = createQueue(contract, backend);
    closers.push(worker, queue);
    await queue.enqueue({ n: 42 });
    expect(await seen.promise).toBe(42);
    await expect(queue.enqueue({ n: 'x' } as never)).rejects.toThrow();
  });

  test('repeats a scheduled job, also when two workers put up the same schedule', async ({ skip }) => {
    skip(isMissing());
    const contract = contractOf({ schedule: { everyMs: 100 } });
    const enough = Promise.withResolvers<void>();
    let runs = 0;
    for (const machine of ['machine-a', 'machine-b']) {
      const handler = async () => {
        runs += 1;
        if (runs === 3) enough.resolve();
      };
      closers.push(await createWorker(contract, handler, await backendOf(machine)));
    }
    await enough.promise;
    expect(runs).toBeGreaterThanOrEqual(3);
  });

  test('a local job runs on every machine', async ({ skip }) => {
    skip(isMissing());
    const contract = contractOf({ schedule: { everyMs: 100 }, scope: 'local' });
    const both = ['machine-a', 'machine-b'].map(async (machine) => {
      const ran = Promise.withResolvers<void>();
      closers.push(await createWorker(contract, async () => ran.resolve(), await backendOf(machine)));
      await ran.promise;
      return machine;
    });
    expect(await Promise.all(both)).toEqual(['machine-a', 'machine-b']);
  });

  test('tries a failed job again, and keeps count', async ({ skip }) => {
    skip(isMissing());
    const backend = await backendOf();
    const contract = contractOf({ attempts: 3 });
    const done = Promise.withResolvers<number>();
    const worker = await createWorker(
      contract,
      async (_data, { attempt }) => {
        if (attempt < 3) throw new Error('not yet');
        done.resolve(attempt);
      },
      backend,
    );
    const queue = createQueue(contract, backend);
    closers.push(worker, queue);
    await queue.enqueue({ n: 1 });
    expect(await done.promise).toBe(3);
    expect(worker.progress).toMatchObject({ failures: 2, runs: 3 });
  });

  test('closing waits for the job at hand', async ({ skip }) => {
    skip(isMissing());
    const backend = await backendOf();
    const contract = contractOf();
    const started = Promise.withResolvers<void>();
    let isFinished = false;
    const worker = await createWorker(
      contract,
      async (_data, { signal }) => {
        started.resolve();
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => setImmediate(resolve)));
        isFinished = true;
      },
      backend,
    );
    const queue = createQueue(contract, backend);
    closers.push(queue);
    await queue.enqueue({ n: 1 });
    await started.promise;
    await worker.close();
    expect(isFinished).toBe(true);
  });
});

test('without Redis the worker makes its tables itself, in their own schema and with no right to more', async () => {
  const backend = createQueueBackend({ databaseUrl: database.url, machineId: 'm' });
  backends.push(backend);
  await Promise.all([backend.prepare(), backend.prepare()]);
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query(`SELECT DISTINCT schemaname, tableowner FROM pg_tables WHERE tableowner = 'modelhub_worker'`);
  expect(rows).toEqual([{ schemaname: 'bullmq', tableowner: 'modelhub_worker' }]);
  await client.end();
  const asWorker = new pg.Client(database.urlAs('modelhub_worker'));
  await asWorker.connect();
  await expect(asWorker.query('CREATE TABLE public.x ()')).rejects.toThrow(/permission denied/);
  await asWorker.end();
});
