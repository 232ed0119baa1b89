import { createPostgresBackend, createRedisBackend, Queue, runMigrations, Worker, type Job, type PgQueryable, type PostgresConnectionOptions } from 'bullmq';
import pg from 'pg';
import type { z } from 'zod';
import type { JobContract } from './job-contract.ts';
import { JobProgress } from './job-progress.ts';

// The one place that knows whether queues live in Redis or in PostgreSQL.

export type QueueRole = 'modelhub_worker';

export interface QueueBackendOptions {
  /** Redis or Valkey; without it the queues live in PostgreSQL. */
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  /** Names this machine's queues: jobs of scope `local` are its own. Letters, digits, dots and dashes. */
  readonly machineId: string;
  /** Queues and workers that will be used, to size the connection pool of the PostgreSQL backend. */
  readonly jobsMax?: number;
  readonly onError?: (error: Error) => void;
}

export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  readonly machineId: string;
  readonly connection: pg.Pool | { readonly url: string; readonly maxRetriesPerRequest: null };
  readonly onError: (error: Error) => void;
  /** Makes or upgrades the tables that the backend needs. Before the first queue; any number may do so at once. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

/** Keys of one Redis Cluster slot, apart from everybody else's. */
const REDIS_PREFIX = '{modelhub-queues}';
const SCHEMA = 'bullmq';
const KEEP_COMPLETED = { age: 3_600, count: 100 };
const KEEP_FAILED = { age: 14 * 86_400, count: 1_000 };

export function createQueueBackend(options: QueueBackendOptions): QueueBackend {
  const onError = options.onError ?? (() => {});
  if (options.redisUrl !== undefined) {
    return {
      kind: 'redis',
      machineId: options.machineId,
      // Workers wait for jobs as long as it takes; giving up after some retries would end them.
      connection: { url: options.redisUrl, maxRetriesPerRequest: null },
      onError,
      prepare: async () => {},
      close: async () => {},
    };
  }
  const pool = queuePool(options.databaseUrl, options.jobsMax ?? 16);
  pool.on('error', onError);
  // Every queue and worker adds a listener of its own; more than ten are no leak here.
  pool.setMaxListeners(0);
  return {
    kind: 'postgres',
    machineId: options.machineId,
    connection: pool,
    onError,
    prepare: () => prepareSchema(pool),
    close: () => pool.end(),
  };
}

/** Each worker keeps one connection to listen on; the rest is shared. */
function queuePool(databaseUrl: string, jobsMax: number): pg.Pool {
  const url = new URL(databaseUrl);
  const given = url.searchParams.get('options');
  const options = [given, '-c role=modelhub_worker', `-c search_path=${SCHEMA}`].filter((option) => option !== null);
  url.searchParams.set('options', options.join(' '));
  return new pg.Pool({
    connectionString: url.toString(),
    max: jobsMax + 6,
    application_name: 'modelhub queues',
    keepAlive: true,
  });
}

/**
 * Lets BullMQ bring its tables to its own version. It begins by creating its schema, which even where the schema exists takes a
 * right on the whole database; a migration of ours has made it, so that statement is left out.
 */
async function prepareSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const query = (text: string, parameters?: readonly unknown[]): Promise<{ rows: unknown[] }> =>
      text.startsWith('CREATE SCHEMA IF NOT EXISTS')
        ? Promise.resolve({ rows: [] })
        : client.query(text, parameters === undefined ? undefined : [...parameters]);
    await runMigrations({ query: query as PgQueryable['query'] }, SCHEMA);
  } finally {
    client.release();
  }
}

type AnyContract = JobContract<string, z.ZodType>;
type DataOf<Contract extends AnyContract> = z.infer<Contract['schema']>;

export interface JobQueue<Contract extends AnyContract> {
  /** Wakes a handler. Rejects data that the contract does not allow. */
  enqueue(data: DataOf<Contract>, options?: { readonly delayMs?: number }): Promise<void>;
  close(): Promise<void>;
}

/** A queue that wakes the job's handler on some worker. */
export function createQueue<Contract extends AnyContract>(contract: Contract, backend: QueueBackend): JobQueue<Contract> {
  const queue = openQueue(contract, backend);
  return {
    async enqueue(data, options = {}) {
      const delay = options.delayMs === undefined ? {} : { delay: options.delayMs };
      await queue.add(contract.name, contract.schema.parse(data), { ...jobOptions(contract), ...delay });
    },
    close: () => queue.close(),
  };
}

export interface JobRun {
  /** Aborted when the worker is told to stop: finish the step at hand and return. */
  readonly signal: AbortSignal;
  readonly attempt: number;
}

export type JobHandler<Contract extends AnyContract> = (data: DataOf<Contract>, run: JobRun) => Promise<void>;

export interface JobWorker {
  readonly name: string;
  readonly progress: JobProgress;
  /** Takes no more jobs and waits for the running ones. */
  close(): Promise<void>;
}

/** Starts to handle a job, and puts up its schedule if it has one. Resolves when the backend answers. */
export async function createWorker<Contract extends AnyContract>(contract: Contract, handler: JobHandler<Contract>, backend: QueueBackend): Promise<JobWorker> {
  const progress = new JobProgress();
  const stop = new AbortController();
  const process = async (job: Job): Promise<void> => {
    progress.begin();
    try {
      await handler(contract.schema.parse(job.data) as DataOf<Contract>, {
        signal: stop.signal,
        attempt: job.attemptsMade + 1,
      });
      progress.succeed();
    } catch (error) {
      progress.fail(error);
      throw error;
    }
  };
  const queue = openQueue(contract, backend);
  await putUpSchedule(queue, contract);
  const options = {
    concurrency: contract.concurrency,
    removeOnComplete: KEEP_COMPLETED,
    removeOnFail: KEEP_FAILED,
  };
  const name = queueName(contract, backend);
  const { connection } = backend;
  const worker =
    connection instanceof pg.Pool
      ? new Worker(name, process, { ...options, connection: connection as PostgresConnectionOptions }, createPostgresBackend)
      : new Worker(name, process, { ...options, connection, prefix: REDIS_PREFIX }, createRedisBackend);
  worker.on('error', backend.onError);
  await worker.waitUntilReady();
  return {
    name: contract.name,
    progress,
    async close() {
      stop.abort();
      await worker.close();
      await queue.close();
    },
  };
}

async function putUpSchedule(queue: AnyQueue, contract: AnyContract): Promise<void> {
  if (contract.schedule === undefined) return;
  const repeat = 'everyMs' in contract.schedule ? { every: contract.schedule.everyMs } : { pattern: contract.schedule.cron, tz: 'UTC' };
  const template = { name: contract.name, data: contract.schema.parse({}) as object, opts: jobOptions(contract) };
  await queue.upsertJobScheduler(contract.name, repeat, template);
}

type AnyQueue = Pick<Queue, 'add' | 'upsertJobScheduler' | 'close'>;

function openQueue(contract: AnyContract, backend: QueueBackend): AnyQueue {
  const name = queueName(contract, backend);
  const { connection } = backend;
  const queue =
    connection instanceof pg.Pool
      ? new Queue(name, { connection: connection as PostgresConnectionOptions }, createPostgresBackend)
      : new Queue(name, { connection, prefix: REDIS_PREFIX }, createRedisBackend);
  queue.on('error', backend.onError);
  return queue;
}

function queueName(contract: AnyContract, backend: QueueBackend): string {
  return contract.scope === 'local' ? `${contract.name}@${backend.machineId}` : contract.name;
}

function jobOptions(contract: AnyContract) {
  return {
    attempts: contract.attempts,
    backoff: { type: 'exponential', delay: contract.backoffMs },
    removeOnComplete: KEEP_COMPLETED,
    removeOnFail: KEEP_FAILED,
  };
}
