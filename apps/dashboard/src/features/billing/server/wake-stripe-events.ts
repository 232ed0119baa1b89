import { createQueue, createQueueBackend, type JobQueue } from '@modelhub/queues/connection';
import { processStripeEvents } from '@modelhub/queues/process-stripe-events';
import type { Logger } from 'pino';
import type { Env } from '#src/env.ts';

/**
 * A function that wakes the job which works off webhooks. It does not wait for the queue: a webhook is acknowledged as soon as its
 * event is stored, and a wake-up that is lost costs the few seconds until the job's own schedule. Without Redis the queues are tables that
 * belong to the worker's role, which the dashboard does not have: there the schedule alone finds what came.
 */
export function createStripeEventsWaker(env: Pick<Env, 'DATABASE_URL' | 'REDIS_URL'>, log: Logger): () => void {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = env;
  if (redisUrl === undefined) return () => {};
  let queue: JobQueue<typeof processStripeEvents> | undefined;
  const open = (): JobQueue<typeof processStripeEvents> => {
    const backend = createQueueBackend({
      redisUrl,
      databaseUrl,
      machineId: 'dashboard',
      jobsMax: 1,
      onError: (error) => log.debug({ err: error }, 'the queue reported an error'),
    });
    return createQueue(processStripeEvents, backend);
  };
  return () => {
    queue ??= open();
    queue.enqueue({}).catch((error: unknown) => log.warn({ err: error }, 'the job for Stripe events could not be woken; it looks by itself'));
  };
}
