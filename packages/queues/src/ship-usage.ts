import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Brings the journals on this machine's volume into the ledger. The next second does what a failed run left. */
export const shipUsage = defineJob({
  name: 'ship-usage',
  schema: z.object({}),
  schedule: { everyMs: 1_000 },
  scope: 'local',
  attempts: 1,
  backoffMs: 0,
  concurrency: 1,
});
