import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Makes hours of the minutes that gateways wrote down of endpoints, and takes away what is too old to ask for. */
export const rollUpHealth = defineJob({
  name: 'roll-up-health',
  schema: z.object({}),
  schedule: { cron: '11 * * * *' },
  attempts: 3,
  backoffMs: 60_000,
  concurrency: 1,
});
