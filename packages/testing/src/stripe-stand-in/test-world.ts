import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FixedClock } from '@modelhub/core/clock';
import Stripe from 'stripe';
import { startStripeStandIn, type StripeStandIn, type StripeStandInOptions } from './start.ts';

export const TEST_WEBHOOK_SECRET = 'whsec_test_of_the_stand_in';

export interface TestWorld {
  readonly standIn: StripeStandIn;
  readonly stripe: Stripe;
  readonly clock: FixedClock;
  /** Webhooks that arrived with a good signature, in order of arrival. */
  readonly received: Stripe.Event[];
  /** Answers the next webhooks with a 500. */
  refuseWebhooks(times: number): void;
  stop(): Promise<void>;
}

/** The stand-in with the real SDK beside it, a clock that the test moves, and a receiver of webhooks. */
export async function startTestWorld(now: string, options: Partial<StripeStandInOptions> = {}): Promise<TestWorld> {
  const clock = new FixedClock(now);
  const received: Stripe.Event[] = [];
  let refusals = 0;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (refusals > 0) {
        refusals -= 1;
        response.writeHead(500).end();
        return;
      }
      const signature = request.headers['stripe-signature'] ?? '';
      received.push(Stripe.webhooks.constructEvent(Buffer.concat(chunks), String(signature), TEST_WEBHOOK_SECRET));
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const standIn = await startStripeStandIn({
    clock,
    webhookUrl,
    webhookSecret: TEST_WEBHOOK_SECRET,
    webhookRetryDelaysMs: [20],
    aggregationDelayMs: 10_000,
    ...options,
  });
  return {
    standIn,
    stripe: stripeFor(standIn.url),
    clock,
    received,
    refuseWebhooks: (times) => {
      refusals = times;
    },
    async stop() {
      await standIn.stop();
      receiver.closeAllConnections();
      await new Promise<void>((resolve) => receiver.close(() => resolve()));
    },
  };
}

export function stripeFor(url: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe('sk_test_stand_in', { host: hostname, port: Number(port), protocol: 'http', maxNetworkRetries: 0, timeout: 2_000, telemetry: false });
}
