import { pushUsage } from '@modelhub/billing/push-usage';
import { Counter } from '@modelhub/observability/metrics';
import { reportFailures, workerBilling } from '../billing.ts';
import type { WorkerContext } from '../context.ts';

/** Sends what has changed to Stripe's meter. */
export function pushUsageToStripeHandler(context: WorkerContext): () => Promise<void> {
  const parts = workerBilling(context);
  const readings = new Counter({
    name: 'modelhub_meter_readings_total',
    help: 'Hours sent to the meter, by what became of them.',
    labelNames: ['result'],
    registers: [context.metrics],
  });
  return async () => {
    if (parts === undefined) return;
    const result = await pushUsage({ pool: context.pool, clock: context.clock, sink: parts.sink });
    readings.inc({ result: 'recorded' }, result.pushed - result.known);
    readings.inc({ result: 'known' }, result.known);
    readings.inc({ result: 'too-old' }, result.tooOld);
    readings.inc({ result: 'failed' }, result.failures.length);
    reportFailures(context, result.failures, 'usage could not be sent to Stripe; it waits in the outbox');
  };
}
