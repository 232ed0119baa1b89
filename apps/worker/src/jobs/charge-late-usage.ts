import { chargeLateUsage } from '@modelhub/billing/late-usage';
import { reportFailures, workerBilling } from '../billing.ts';
import type { WorkerContext } from '../context.ts';

/** Charges what reached the ledger after its month had been invoiced. */
export function chargeLateUsageHandler(context: WorkerContext): () => Promise<void> {
  const parts = workerBilling(context);
  return async () => {
    if (parts === undefined) return;
    const result = await chargeLateUsage(parts.billing, parts.sink);
    if (result.charged > 0) context.logger.info({ charged: result.charged }, 'late usage was charged');
    reportFailures(context, result.failures, 'late usage could not be charged');
  };
}
