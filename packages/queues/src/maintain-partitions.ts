import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Makes the ledger's partitions for the months to come. */
export const maintainPartitions = defineJob({
  name: 'maintain-partitions',
  schema: z.object({}),
  schedule: { cron: '23 3 * * *' },
  attempts: 5,
  backoffMs: 60_000,
  concurrency: 1,
});
