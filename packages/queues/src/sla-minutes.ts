import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Counts eligible and failed requests by minute, and finds incidents. */
export const slaMinutes = defineJob({
  name: 'sla-minutes',
  schema: z.object({}),
  schedule: { everyMs: 60_000 },
  attempts: 1,
  backoffMs: 0,
  concurrency: 1,
});
