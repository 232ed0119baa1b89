import { systemClock, type Clock } from '@modelhub/core/clock';
import { databaseUrlAs } from '@modelhub/db/database-url';
import { createPool } from '@modelhub/db/pool';
import type { Logger } from '@modelhub/observability/logger';
import { createRegistry, Counter, Gauge, type Registry } from '@modelhub/observability/metrics';
import { createQueueBackend, createWorker, type JobHandler, type JobWorker, type QueueBackend } from '@modelhub/queues/connection';
import type { JobContract } from '@modelhub/queues/job-contract';
import { JOBS, type JobName } from '@modelhub/queues/jobs';
import { startInvalidationRelay } from '@modelhub/state/relay';
import type { z } from 'zod';
import type { WorkerContext } from './context.ts';
import type { Env } from './env.ts';
import { serveHealth, type Health } from './health-server.ts';
import { livenessOf, type WatchedJob } from './liveness.ts';
import { HANDLERS } from './registry.ts';

type AnyContract = JobContract<string, z.ZodType>;

export interface RunningWorker {
  /** The port of /healthz, /readyz and /metrics. */
  readonly port: number;
  health(): Health;
  /** Takes no more jobs, waits for those at hand, closes everything. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly env: Env;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** Starts every job of the registry and the health server. Rejects when the database, the queue or the port is not to be had. */
export async function startWorker({ env, logger, clock = systemClock }: WorkerOptions): Promise<RunningWorker> {
  const metrics = createRegistry('worker');
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const pool = createPool({
      databaseUrl: env.DATABASE_URL,
      role: 'modelhub_worker',
      max: 10,
      applicationName: 'modelhub worker',
      onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
    });
    closers.push(() => pool.end());
    await pool.query('SELECT 1');
    if (env.REDIS_URL !== undefined) {
      // Gateways listen to Redis then: what the database announces, this worker's own changes among it, is passed on.
      const relay = startInvalidationRelay({ databaseUrl: databaseUrlAs(env.DATABASE_URL, 'modelhub_worker'), redisUrl: env.REDIS_URL });
      closers.push(() => relay.close());
    }
    const backend = createQueueBackend({
      redisUrl: env.REDIS_URL,
      databaseUrl: env.DATABASE_URL,
      machineId: env.WORKER_ID,
      jobsMax: Object.keys(JOBS).length,
      onError: throttledError(logger),
    });
    closers.push(() => backend.close());
    await backend.prepare();
    const context: WorkerContext = { env, clock, logger, metrics, pool, onClose: (close) => closers.push(close) };
    const workers = await startJobs(context, backend, closers);
    const health = (): Health => livenessOf(workers.watched, clock.nowMs());
    const readiness = async (): Promise<Health> => {
      const alive = health();
      const isReachable = await pool.query('SELECT 1').then(
        () => true,
        () => false,
      );
      return isReachable ? alive : { ok: false, problems: [...alive.problems, 'the database does not answer'] };
    };
    const server = await serveHealth({ host: env.HOST, port: env.WORKER_PORT, metrics, health, readiness });
    closers.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : env.WORKER_PORT;
    return { port, health, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** One BullMQ worker for each job; stopped all at once, since each waits for its job at hand. */
async function startJobs(
  context: WorkerContext,
  backend: QueueBackend,
  closers: (() => Promise<void>)[],
): Promise<{ readonly watched: readonly WatchedJob[] }> {
  const workers: JobWorker[] = [];
  const watched: WatchedJob[] = [];
  // Handlers first: what they open has to outlive the jobs that use it.
  const handlers = Object.entries(HANDLERS).map(([name, factory]) => {
    const handler = (factory as (context: WorkerContext) => JobHandler<AnyContract>)(context);
    return [JOBS[name as JobName], handler] as const;
  });
  closers.push(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  });
  for (const [contract, handler] of handlers) {
    const worker = await createWorker(contract, logged(contract, handler, context), backend);
    workers.push(worker);
    if (contract.scope !== 'local' || contract.schedule === undefined || !('everyMs' in contract.schedule)) continue;
    watched.push({ name: contract.name, everyMs: contract.schedule.everyMs, progress: worker.progress });
  }
  observeJobs(context.metrics, workers);
  return { watched };
}

function logged(contract: AnyContract, handler: JobHandler<AnyContract>, { logger }: WorkerContext): JobHandler<AnyContract> {
  return async (data, run) => {
    try {
      await handler(data, run);
    } catch (error) {
      logger.error({ job: contract.name, attempt: run.attempt, err: error }, 'a job failed');
      throw error;
    }
  };
}

function observeJobs(metrics: Registry, workers: readonly JobWorker[]): void {
  const figures = [
    ['modelhub_job_runs_total', 'Runs of each job on this worker.', (worker: JobWorker) => worker.progress.runs],
    ['modelhub_job_failures_total', 'Runs that failed.', (worker: JobWorker) => worker.progress.failures],
  ] as const;
  for (const [name, help, value] of figures) {
    new Counter({
      name,
      help,
      labelNames: ['job'],
      registers: [metrics],
      collect() {
        this.reset();
        for (const worker of workers) this.inc({ job: worker.name }, value(worker));
      },
    });
  }
  new Gauge({
    name: 'modelhub_job_last_success_seconds',
    help: 'When each job last succeeded on this worker, in seconds since the epoch.',
    labelNames: ['job'],
    registers: [metrics],
    collect() {
      for (const worker of workers) this.set({ job: worker.name }, (worker.progress.lastSucceededAtMs ?? 0) / 1_000);
    },
  });
}

/** A queue that is away reports an error many times a second; one line in five seconds says as much. */
function throttledError(logger: Logger): (error: Error) => void {
  let lastMs = 0;
  let suppressed = 0;
  return (error) => {
    suppressed += 1;
    if (Date.now() - lastMs < 5_000) return;
    logger.error({ err: error, times: suppressed }, 'the queue reported an error');
    lastMs = Date.now();
    suppressed = 0;
  };
}
