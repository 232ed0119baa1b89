import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Moves organizations between active, past due and suspended as time passes. */
export const dunning = defineJob({
  name: 'dunning',
  schema: z.object({}),
  schedule: { cron: '*/10 * * * *' },
  attempts: 3,
  backoffMs: 60_000,
  concurrency: 1,
});
