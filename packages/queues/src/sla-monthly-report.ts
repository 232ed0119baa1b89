import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Reports last month anew each day, and gives service level credits once its figures are settled. */
export const slaMonthlyReport = defineJob({
  name: 'sla-monthly-report',
  schema: z.object({}),
  schedule: { cron: '10 6 * * *' },
  attempts: 5,
  backoffMs: 60_000,
  concurrency: 1,
});
