import { processStripeEvents } from '@modelhub/billing/process-event';
import { refreshDrafts } from '@modelhub/billing/refresh-drafts';
import { workerBilling } from '../billing.ts';
import type { WorkerContext } from '../context.ts';

/** Works off stored webhooks, and keeps the statements on open drafts up to the ledger. */
export function processStripeEventsHandler(context: WorkerContext): () => Promise<void> {
  const parts = workerBilling(context);
  return async () => {
    if (parts === undefined) return;
    const result = await processStripeEvents(parts.billing);
    for (const change of result.changes) context.logger.info(change, 'an organization changed its standing');
    if (result.failed > 0) context.logger.warn({ failed: result.failed }, 'Stripe events wait for another try; stripe_events.last_error says why');
    await refreshDrafts(parts.billing);
  };
}
