import type { BillingContext } from './billing-context.ts';
import type { HostedPage } from './checkout.ts';
import { ensureCustomer } from './setup.ts';

/** Opens Stripe's customer portal: cards, invoices and receipts. Under `modelhub_app`. */
export async function createPortalSession(
  context: BillingContext,
  options: { readonly organizationId: string; readonly returnUrl: string },
): Promise<HostedPage> {
  const customer = await ensureCustomer(context, options.organizationId);
  const session = await context.stripe.billingPortal.sessions.create({ customer, return_url: options.returnUrl });
  return { id: session.id, url: session.url };
}
