import { withTenantConnection } from '@modelhub/db/tenant';
import Stripe from 'stripe';
import type { BillingContext } from './billing-context.ts';
import { ensureSubscription } from './setup.ts';

export interface SetupKey {
  readonly organizationId: string;
  readonly customerId: string;
}

/** The newest saved card becomes the default: of two that were set up, whichever is heard of last, the later one wins. */
export async function applySetupIntent(context: BillingContext, key: SetupKey, setupIntentId: string): Promise<void> {
  const intent = await context.stripe.setupIntents.retrieve(setupIntentId, { expand: ['payment_method'] });
  const method = intent.payment_method;
  if (intent.status !== 'succeeded' || method === null || typeof method === 'string') return;
  const customer = await context.stripe.customers.retrieve(key.customerId, { expand: ['invoice_settings.default_payment_method'] });
  if (customer.deleted) return;
  const current = customer.invoice_settings.default_payment_method;
  const currentCreated = current === null || typeof current === 'string' ? 0 : current.created;
  const isNewer = current === null || (typeof current !== 'string' && current.id !== method.id && method.created >= currentCreated);
  if (isNewer && method.customer !== null) {
    await context.stripe.customers.update(key.customerId, { invoice_settings: { default_payment_method: method.id } });
  }
  await ensureSubscription(context, key.organizationId);
  await syncPaymentMethod(context, key);
}

/** Shows the customer's default card on the organization. Under `modelhub_app` or `modelhub_worker`. */
export async function syncPaymentMethod(context: BillingContext, key: SetupKey): Promise<void> {
  const customer = await context.stripe.customers.retrieve(key.customerId, { expand: ['invoice_settings.default_payment_method'] });
  const method = customer.deleted ? null : customer.invoice_settings.default_payment_method;
  const card = method === null || typeof method === 'string' ? undefined : method.card;
  await withTenantConnection(context.pool, { organizationId: key.organizationId, userId: null }, (client) =>
    client.query(
      `UPDATE organizations SET payment_method_brand = $2, payment_method_last4 = $3, updated_at = now()
       WHERE id = $1 AND (payment_method_brand, payment_method_last4) IS DISTINCT FROM ($2, $3)`,
      [key.organizationId, card?.brand ?? null, card?.last4 ?? null],
    ),
  );
}

/**
 * Tries to collect what is open: called when a new card is there, so that nobody waits days for the next automatic try.
 * A card that is declined again changes nothing.
 */
export async function payOpenInvoices(context: BillingContext, key: SetupKey): Promise<number> {
  let paid = 0;
  for await (const invoice of context.stripe.invoices.list({ customer: key.customerId, status: 'open', limit: 100 })) {
    try {
      await context.stripe.invoices.pay(invoice.id);
      paid += 1;
    } catch (error) {
      const isRefusal = error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;
      if (!isRefusal) throw error;
    }
  }
  return paid;
}

/**
 * Takes over what a checkout session saved, as soon as the browser is back from it; the webhook does the same, earlier or
 * later. Answers false when the session is not complete or belongs to another organization. Under `modelhub_app`.
 */
export async function applyCheckoutSession(
  context: BillingContext,
  options: { readonly organizationId: string; readonly sessionId: string },
): Promise<boolean> {
  const session = await context.stripe.checkout.sessions.retrieve(options.sessionId);
  const customerId = typeof session.customer === 'string' ? session.customer : session.customer?.id;
  const intentId = typeof session.setup_intent === 'string' ? session.setup_intent : session.setup_intent?.id;
  const isOurs = session.client_reference_id === options.organizationId;
  if (!isOurs || session.status !== 'complete' || customerId === undefined || intentId === undefined) return false;
  await applySetupIntent(context, { organizationId: options.organizationId, customerId }, intentId);
  return true;
}
