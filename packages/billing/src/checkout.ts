import type { BillingContext } from './billing-context.ts';
import { ensureCustomer } from './setup.ts';

export interface HostedPage {
  readonly id: string;
  /** Where to send the browser. */
  readonly url: string;
}

/**
 * Starts Stripe's hosted page that saves a card. `successUrl` may hold `{CHECKOUT_SESSION_ID}`; hand that id to
 * `applyCheckoutSession` when the browser is back, or wait for the webhook. Under `modelhub_app`.
 */
export async function createCardSetupSession(
  context: BillingContext,
  options: { readonly organizationId: string; readonly successUrl: string; readonly cancelUrl: string },
): Promise<HostedPage> {
  const customer = await ensureCustomer(context, options.organizationId);
  const session = await context.stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    customer,
    success_url: options.successUrl,
    cancel_url: options.cancelUrl,
    client_reference_id: options.organizationId,
    metadata: { organization_id: options.organizationId },
    setup_intent_data: { metadata: { organization_id: options.organizationId } },
  });
  if (session.url === null) throw new Error('Stripe made a checkout session without a page');
  return { id: session.id, url: session.url };
}
