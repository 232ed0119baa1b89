import type { BillingContext } from '@modelhub/billing/billing-context';
import { createStripe } from '@modelhub/billing/stripe-client';
import { createStripeUsageSink } from '@modelhub/billing/stripe-usage-sink';
import type { UsageBillingSink } from '@modelhub/billing/usage-billing-sink';
import type { WorkerContext } from './context.ts';

export interface WorkerBilling {
  readonly billing: BillingContext;
  readonly sink: UsageBillingSink;
}

const made = new WeakMap<WorkerContext, WorkerBilling>();

/** Stripe for the jobs of one worker; undefined without a key: then nothing is sent, and nothing is lost. */
export function workerBilling(context: WorkerContext): WorkerBilling | undefined {
  const { env, pool, clock } = context;
  if (env.STRIPE_SECRET_KEY === undefined) return undefined;
  const known = made.get(context);
  if (known !== undefined) return known;
  const stripe = createStripe({
    secretKey: env.STRIPE_SECRET_KEY,
    ...(env.STRIPE_API_BASE === undefined ? {} : { apiBase: env.STRIPE_API_BASE }),
  });
  const parts = { billing: { pool, clock, stripe }, sink: createStripeUsageSink(stripe) };
  made.set(context, parts);
  return parts;
}

/** Logs every failure, then throws the first, so that the job counts as failed. */
export function reportFailures(
  context: WorkerContext,
  failures: readonly { readonly organizationId: string; readonly error: unknown }[],
  message: string,
): void {
  for (const { organizationId, error } of failures) context.logger.error({ organizationId, err: error }, message);
  const [first] = failures;
  if (first !== undefined) throw first.error instanceof Error ? first.error : new Error(String(first.error));
}
