import type pg from 'pg';
import Stripe from 'stripe';

export interface WebhookIntake {
  readonly pool: pg.Pool;
  /** Stripe's signing secret, `whsec_…`. Empty is a programming error: the programs refuse to start with one. */
  readonly secret: string;
  /** Wakes the job that processes events. May fail: the job looks by itself every few seconds as well. */
  readonly wake: () => Promise<void>;
}

export interface WebhookRequest {
  /** The bytes as they came: the signature is over them. */
  readonly body: Buffer | string;
  /** The `stripe-signature` header. */
  readonly signature: string | null;
}

export type WebhookResult =
  | { readonly status: 200; readonly outcome: 'stored' | 'known' }
  | { readonly status: 400; readonly outcome: 'refused'; readonly reason: string };

/**
 * Takes a webhook in: verifies it, stores it once by Stripe's event id, and answers. What it means is found out by
 * `processStripeEvents`. Throws only when the database does, and then Stripe sends it again. Under `modelhub_app`.
 */
export async function receiveStripeWebhook(intake: WebhookIntake, request: WebhookRequest): Promise<WebhookResult> {
  if (intake.secret === '') throw new Error('the webhook secret is empty');
  let event: Stripe.Event;
  try {
    event = Stripe.webhooks.constructEvent(request.body, request.signature ?? '', intake.secret);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      return { status: 400, outcome: 'refused', reason: 'the signature does not fit' };
    }
    return { status: 400, outcome: 'refused', reason: 'not a Stripe event' };
  }
  const object = event.data.object as { id?: string };
  const inserted = await intake.pool.query(`INSERT INTO stripe_events (id, type, object_id, payload) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`, [
    event.id,
    event.type,
    object.id ?? null,
    JSON.stringify(event),
  ]);
  if (inserted.rowCount === 0) return { status: 200, outcome: 'known' };
  await intake.wake().catch(() => {});
  return { status: 200, outcome: 'stored' };
}
