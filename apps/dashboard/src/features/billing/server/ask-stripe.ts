import type { BillingContext } from '@modelhub/billing/billing-context';
import { stripeProblem } from '@modelhub/billing/stripe-client';
import { TRPCError } from '@trpc/server';
import type { Services } from '#src/server/services.ts';

/** What the functions of `@modelhub/billing` work with. Throws where billing is not set up. */
function billingOf({ pool, stripe, clock }: Services): BillingContext {
  if (stripe === null) throw new TRPCError({ code: 'PRECONDITION_FAILED', message: 'Billing is not set up on this instance.' });
  return { pool, stripe, clock };
}

/** Runs `fn` with Stripe. A fault of Stripe's becomes an answer that says what to do; everything else is thrown on. */
export async function askStripe<T>(services: Services, fn: (billing: BillingContext) => Promise<T>): Promise<T> {
  const billing = billingOf(services);
  try {
    return await fn(billing);
  } catch (error) {
    const problem = stripeProblem(error);
    if (problem === undefined) throw error;
    services.log.error({ err: error, problem }, 'Stripe did not do what was asked');
    const message =
      problem === 'unavailable'
        ? 'Stripe cannot be reached at the moment. Nothing was changed; try again in a minute.'
        : 'Stripe refused this. Nothing was changed; if it stays, ask support.';
    throw new TRPCError({ code: 'BAD_GATEWAY', message, cause: error });
  }
}
