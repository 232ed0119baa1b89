import { runSlaMonth } from '@modelhub/billing/sla/monthly';
import { reportFailures, workerBilling } from '../billing.ts';
import type { WorkerContext } from '../context.ts';

/** Reports last month and gives its credits. */
export function slaMonthlyReportHandler(context: WorkerContext): () => Promise<void> {
  const parts = workerBilling(context);
  return async () => {
    const result = await runSlaMonth({ pool: context.pool, clock: context.clock, stripe: parts?.billing.stripe });
    context.logger.info({ reports: result.reports, credits: result.credits }, 'service level of last month reported');
    reportFailures(context, result.failures, 'a service level report or its credit failed');
  };
}
