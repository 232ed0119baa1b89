import { parseArgs } from 'node:util';
import { stripeWebhookSecret } from '../env.ts';
import { startStripeStandIn } from './start.ts';

// The stand-in as a process of its own: `node main.ts --port 4010 --state-file stripe.json --webhook-url http://…`, with the signing
// secret in STRIPE_WEBHOOK_SECRET. It says where it listens in one line and stops on SIGTERM or SIGINT.
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, 'state-file': { type: 'string' }, 'webhook-url': { type: 'string' } } });
const { port, 'state-file': stateFile, 'webhook-url': webhookUrl } = values;
if (stripeWebhookSecret === undefined) {
  console.error('stripe stand-in: STRIPE_WEBHOOK_SECRET is not set');
  process.exit(1);
}

try {
  const standIn = await startStripeStandIn({
    port: Number(port),
    webhookSecret: stripeWebhookSecret,
    ...(stateFile === undefined ? {} : { stateFile }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
  });
  console.log(JSON.stringify({ stripeApiBase: standIn.url }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void standIn.stop().then(() => process.exit(0)));
} catch (error) {
  console.error(`stripe stand-in: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
