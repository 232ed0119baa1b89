import { receiveStripeWebhook } from '@modelhub/billing/webhook';
import { readBody } from '#src/server/read-body.ts';
import { TooManyAttempts } from '#src/server/errors.ts';
import type { Services } from '#src/server/services.ts';

/** Stripe's own events are some tens of kilobytes at most. */
const BODY_BYTES_MAX = 1_000_000;

type WebhookServices = Pick<Services, 'env' | 'log' | 'pool' | 'attempts' | 'wakeStripeEvents'>;

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } });
}

/**
 * `POST /api/stripe/webhook`: verifies the signature over the bytes as they came, stores the event once, and answers. Anything else
 * is refused without a trace but a log line; who sends too much of it gets 429. Throws when the database does: Stripe sends it again.
 */
export async function handleStripeWebhook(services: WebhookServices, request: Request, ipAddress: string): Promise<Response> {
  const { env, log, pool, attempts, wakeStripeEvents } = services;
  if (env.STRIPE_WEBHOOK_SECRET === undefined) return answer(404, 'Billing is not set up here.');
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return answer(413, 'This body is too large for an event.');
  const result = await receiveStripeWebhook(
    { pool, secret: env.STRIPE_WEBHOOK_SECRET, wake: async () => wakeStripeEvents() },
    { body, signature: request.headers.get('stripe-signature') },
  );
  if (result.status === 200) return answer(200, result.outcome);
  try {
    await attempts.consume('webhookByAddress', ipAddress);
  } catch (error) {
    if (error instanceof TooManyAttempts) return answer(429, 'Too many refused webhooks.');
    throw error;
  }
  log.warn({ ipAddress, reason: result.reason }, 'a webhook was refused');
  return answer(400, result.reason);
}
