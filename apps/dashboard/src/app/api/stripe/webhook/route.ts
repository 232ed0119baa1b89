import { handleStripeWebhook } from '#src/features/billing/server/stripe-webhook.ts';
import { ipAddressOf } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';

export const dynamic = 'force-dynamic';

/** What Stripe tells us. Open to everybody, so the signature is all that counts. 500 makes Stripe send it again. */
export async function POST(request: Request): Promise<Response> {
  const all = services();
  try {
    return await handleStripeWebhook(all, request, ipAddressOf(request.headers));
  } catch (error) {
    all.log.error({ err: error }, 'a webhook could not be stored');
    return Response.json({ message: 'The event could not be stored. Send it again.' }, { status: 500 });
  }
}
