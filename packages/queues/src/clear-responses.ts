import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Takes kept responses away whose time is over, and ends those whose gateway is gone. */
export const clearResponses = defineJob({
  name: 'clear-responses',
  schema: z.object({}),
  schedule: { everyMs: 60_000 },
  attempts: 3,
  backoffMs: 10_000,
  concurrency: 1,
});
