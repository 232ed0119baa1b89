import type { BillingContext } from '@modelhub/billing/billing-context';
import { withTenantConnection } from '@modelhub/db/tenant';

export interface SubscriptionState {
  /** Stripe's own word: `active`, `past_due`, `canceled`, … */
  readonly status: string;
  /** When the current period ends and is invoiced; null for a subscription that has ended. */
  readonly periodEndMs: number | null;
  readonly cancelsAtMs: number | null;
}

/** The organization's subscription as Stripe has it now; null without one. Throws what Stripe throws. */
export async function readSubscription(billing: BillingContext, organizationId: string): Promise<SubscriptionState | null> {
  const id = await withTenantConnection(billing.pool, { organizationId, userId: null }, async (client) => {
    const { rows } = await client.query<{ id: string | null }>('SELECT stripe_subscription_id AS id FROM organizations WHERE id = $1', [organizationId]);
    return rows[0]?.id ?? null;
  });
  if (id === null) return null;
  const subscription = await billing.stripe.subscriptions.retrieve(id);
  // Read leniently: a field that is left out says the same as one that is null.
  const { ended_at: endedAt, cancel_at: cancelAt } = subscription as { ended_at?: number | null; cancel_at?: number | null };
  const periodEnd = (endedAt ?? null) === null ? subscription.items.data[0]?.current_period_end : undefined;
  return {
    status: subscription.status,
    periodEndMs: periodEnd === undefined ? null : periodEnd * 1_000,
    cancelsAtMs: (cancelAt ?? null) === null ? null : Number(cancelAt) * 1_000,
  };
}
