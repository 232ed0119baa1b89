import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Checks the invariants of the ledger and alarms on what is broken. */
export const reconcile = defineJob({
  name: 'reconcile',
  schema: z.object({}),
  schedule: { cron: '7 * * * *' },
  attempts: 3,
  backoffMs: 60_000,
  concurrency: 1,
});
