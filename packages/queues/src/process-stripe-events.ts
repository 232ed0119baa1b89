import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Works off stored webhooks. The webhook wakes it; the schedule finds what a lost wake-up left. */
export const processStripeEvents = defineJob({
  name: 'process-stripe-events',
  schema: z.object({}),
  schedule: { everyMs: 5_000 },
  attempts: 1,
  backoffMs: 0,
  concurrency: 1,
});
