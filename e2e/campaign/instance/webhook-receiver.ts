import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { receiveStripeWebhook } from '@modelhub/billing/webhook';
import type pg from 'pg';

export interface WebhookReceiver {
  readonly url: string;
  close(): Promise<void>;
}

/** The dashboard's webhook route without the dashboard. */
export async function startWebhookReceiver(pool: pg.Pool, secret: string): Promise<WebhookReceiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['stripe-signature'];
      receiveStripeWebhook(
        { pool, secret, wake: () => Promise.resolve() },
        { body: Buffer.concat(chunks), signature: typeof signature === 'string' ? signature : null },
      ).then(
        (result) => response.writeHead(result.status).end(),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/stripe/webhook`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
