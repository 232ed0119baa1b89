import type { JobHandler } from '@modelhub/queues/connection';
import type { JOBS, JobName } from '@modelhub/queues/jobs';
import type { WorkerContext } from './context.ts';
import { chargeLateUsageHandler } from './jobs/charge-late-usage.ts';
import { clearDecisionsHandler } from './jobs/clear-decisions.ts';
import { clearResponsesHandler } from './jobs/clear-responses.ts';
import { dunningHandler } from './jobs/dunning.ts';
import { maintainPartitionsHandler } from './jobs/maintain-partitions.ts';
import { processStripeEventsHandler } from './jobs/process-stripe-events.ts';
import { pushUsageToStripeHandler } from './jobs/push-usage-to-stripe.ts';
import { reconcileHandler } from './jobs/reconcile.ts';
import { rollUpHealthHandler } from './jobs/roll-up-health.ts';
import { sendEmailHandler } from './jobs/send-email.ts';
import { shipUsageHandler } from './jobs/ship-usage.ts';
import { slaMinutesHandler } from './jobs/sla-minutes.ts';
import { slaMonthlyReportHandler } from './jobs/sla-monthly-report.ts';

type HandlerFactories = {
  readonly [Name in JobName]: (context: WorkerContext) => JobHandler<(typeof JOBS)[Name]>;
};

/** A handler for every job; one that is missing does not compile. */
export const HANDLERS = {
  'ship-usage': shipUsageHandler,
  reconcile: reconcileHandler,
  'maintain-partitions': maintainPartitionsHandler,
  'send-email': sendEmailHandler,
  'push-usage-to-stripe': pushUsageToStripeHandler,
  'process-stripe-events': processStripeEventsHandler,
  'charge-late-usage': chargeLateUsageHandler,
  'clear-responses': clearResponsesHandler,
  'roll-up-health': rollUpHealthHandler,
  'clear-decisions': clearDecisionsHandler,
  dunning: dunningHandler,
  'sla-minutes': slaMinutesHandler,
  'sla-monthly-report': slaMonthlyReportHandler,
} as const satisfies HandlerFactories;
