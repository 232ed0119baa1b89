import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Sends what has changed to the meter. Faults wait in the outbox, so the next wake-up is soon enough. */
export const pushUsageToStripe = defineJob({
  name: 'push-usage-to-stripe',
  schema: z.object({}),
  schedule: { everyMs: 5_000 },
  attempts: 1,
  backoffMs: 0,
  concurrency: 1,
});
