import { createCardSetupSession, type HostedPage } from '@modelhub/billing/checkout';
import { applyCheckoutSession } from '@modelhub/billing/payment-method';
import type { Services } from '#src/server/services.ts';
import { askStripe } from './ask-stripe.ts';

/** Where the browser comes back to; see app/(product)/billing/card. */
const CARD_RETURN_PATH = '/billing/card';

/** Starts Stripe's page that saves a card. The organization becomes a Stripe customer here, when it is none yet. */
export function startCardSetup(services: Services, organizationId: string): Promise<HostedPage> {
  const origin = services.env.NEXTAUTH_URL.replace(/\/+$/, '');
  return askStripe(services, (billing) =>
    createCardSetupSession(billing, {
      organizationId,
      // Stripe puts the session's id in; the organization is named because another tab may have switched meanwhile.
      successUrl: `${origin}${CARD_RETURN_PATH}?organization=${organizationId}&session={CHECKOUT_SESSION_ID}`,
      cancelUrl: `${origin}/billing?card=cancelled`,
    }),
  );
}

/** True when the session has saved a card for this organization; the webhook finds the same, sooner or later. */
export function finishCardSetup(services: Services, key: { readonly organizationId: string; readonly sessionId: string }): Promise<boolean> {
  return askStripe(services, (billing) => applyCheckoutSession(billing, key));
}
