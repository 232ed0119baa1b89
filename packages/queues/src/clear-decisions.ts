import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Takes decision records away whose time is over. */
export const clearDecisions = defineJob({
  name: 'clear-decisions',
  schema: z.object({}),
  schedule: { everyMs: 60_000 },
  attempts: 3,
  backoffMs: 10_000,
  concurrency: 1,
});
