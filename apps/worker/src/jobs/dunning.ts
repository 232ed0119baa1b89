import { updateStandings } from '@modelhub/billing/standing';
import type { WorkerContext } from '../context.ts';

/** Suspends what is past due for longer than the grace. Gateways hear of it by the database's own trigger. */
export function dunningHandler(context: WorkerContext): () => Promise<void> {
  return async () => {
    for (const change of await updateStandings(context)) context.logger.info(change, 'an organization changed its standing');
  };
}
