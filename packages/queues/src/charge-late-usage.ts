import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Charges what reached the ledger after its month had been invoiced. */
export const chargeLateUsage = defineJob({
  name: 'charge-late-usage',
  schema: z.object({}),
  schedule: { cron: '40 * * * *' },
  attempts: 3,
  backoffMs: 60_000,
  concurrency: 1,
});
