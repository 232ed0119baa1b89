import type { z } from 'zod';
import { chargeLateUsage } from './charge-late-usage.ts';
import { clearDecisions } from './clear-decisions.ts';
import { clearResponses } from './clear-responses.ts';
import { dunning } from './dunning.ts';
import type { JobContract } from './job-contract.ts';
import { maintainPartitions } from './maintain-partitions.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { pushUsageToStripe } from './push-usage-to-stripe.ts';
import { reconcile } from './reconcile.ts';
import { rollUpHealth } from './roll-up-health.ts';
import { sendEmail } from './send-email.ts';
import { shipUsage } from './ship-usage.ts';
import { slaMinutes } from './sla-minutes.ts';
import { slaMonthlyReport } from './sla-monthly-report.ts';

/** Every job there is. The worker's registry has to have a handler for each, or it does not compile. */
export const JOBS = {
  'ship-usage': shipUsage,
  reconcile,
  'maintain-partitions': maintainPartitions,
  'send-email': sendEmail,
  'push-usage-to-stripe': pushUsageToStripe,
  'process-stripe-events': processStripeEvents,
  'charge-late-usage': chargeLateUsage,
  'clear-responses': clearResponses,
  'roll-up-health': rollUpHealth,
  'clear-decisions': clearDecisions,
  dunning,
  'sla-minutes': slaMinutes,
  'sla-monthly-report': slaMonthlyReport,
} as const satisfies Record<string, JobContract<string, z.ZodType>>;

export type JobName = keyof typeof JOBS;
