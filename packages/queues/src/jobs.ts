import type { z } from 'zod';
import type { JobContract } from './job-contract.ts';
import { maintainPartitions } from './maintain-partitions.ts';
import { reconcile } from './reconcile.ts';
import { sendEmail } from './send-email.ts';
import { shipUsage } from './ship-usage.ts';

/** Every job there is. The worker's registry has to have a handler for each, or it does not compile. */
export const JOBS = {
  'ship-usage': shipUsage,
  reconcile,
  'maintain-partitions': maintainPartitions,
  'send-email': sendEmail,
} as const satisfies Record<string, JobContract<string, z.ZodType>>;

export type JobName = keyof typeof JOBS;
