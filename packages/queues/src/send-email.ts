import { z } from 'zod';
import { defineJob } from './job-contract.ts';

/** Sends the mail that is due. Somebody waits in front of a sign-up page for it. */
export const sendEmail = defineJob({
  name: 'send-email',
  schema: z.object({}),
  schedule: { everyMs: 2_000 },
  attempts: 1,
  backoffMs: 0,
  concurrency: 1,
});
