import type { JobHandler } from '@modelhub/queues/connection';
import type { JOBS, JobName } from '@modelhub/queues/jobs';
import type { WorkerContext } from './context.ts';
import { maintainPartitionsHandler } from './jobs/maintain-partitions.ts';
import { reconcileHandler } from './jobs/reconcile.ts';
import { sendEmailHandler } from './jobs/send-email.ts';
import { shipUsageHandler } from './jobs/ship-usage.ts';

type HandlerFactories = {
  readonly [Name in JobName]: (context: WorkerContext) => JobHandler<(typeof JOBS)[Name]>;
};

/** A handler for every job; one that is missing does not compile. */
export const HANDLERS = {
  'ship-usage': shipUsageHandler,
  reconcile: reconcileHandler,
  'maintain-partitions': maintainPartitionsHandler,
  'send-email': sendEmailHandler,
} as const satisfies HandlerFactories;
