import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FixedClock } from '@modelhub/core/clock';
import { uuidv7 } from '@modelhub/core/ids';
import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { createPool } from '@modelhub/db/pool';
import { appendToLedger } from '@modelhub/metering/ledger/append';
import type { Outcome } from '@modelhub/metering/usage-event';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import { startStripeStandIn, type StripeStandIn } from '@modelhub/testing/stripe-stand-in';
import pg from 'pg';
import type { BillingContext } from '../billing-context.ts';
import { createCardSetupSession } from '../checkout.ts';
import { processStripeEvents, type ProcessResult } from '../process-event.ts';
import { pushUsage, type PushResult } from '../push/push-usage.ts';
import { createStripe } from '../stripe-client.ts';
import { createStripeUsageSink } from '../stripe-usage-sink.ts';
import type { UsageBillingSink } from '../usage-billing-sink.ts';
import { receiveStripeWebhook } from '../webhook.ts';

const WEBHOOK_SECRET = 'whsec_of_the_billing_tests';

export interface Use {
  readonly at: string | number;
  readonly costNanoUsd: bigint;
  readonly organizationId?: string;
  readonly projectId?: string;
  readonly model?: string;
  readonly outcome?: Outcome;
  readonly statusCode?: number;
  readonly errorCode?: string | null;
  readonly usage?: Partial<TokenUsage>;
}

/** The database, the stand-in, the real SDK, and the dashboard's webhook route: everything but the two programs around them. */
export class BillingWorld {
  readonly clock: FixedClock;
  readonly database: TestDatabase;
  readonly standIn: StripeStandIn;
  readonly worker: BillingContext;
  readonly app: BillingContext;
  readonly sink: UsageBillingSink;
  readonly #receiver: Server;

  private constructor(parts: {
    clock: FixedClock;
    database: TestDatabase;
    standIn: StripeStandIn;
    receiver: Server;
    app: BillingContext;
    worker: BillingContext;
  }) {
    this.clock = parts.clock;
    this.database = parts.database;
    this.standIn = parts.standIn;
    this.worker = parts.worker;
    this.app = parts.app;
    this.sink = createStripeUsageSink(parts.worker.stripe);
    this.#receiver = parts.receiver;
  }

  static async start(adminUrl: string, now: string): Promise<BillingWorld> {
    const database = await createTestDatabase(adminUrl);
    const clock = new FixedClock(now);
    const standIn = await startStripeStandIn({ clock, webhookSecret: WEBHOOK_SECRET, webhookRetryDelaysMs: [30], aggregationDelayMs: 60_000 });
    const stripe = createStripe({ secretKey: 'sk_test_world', apiBase: standIn.url, timeoutMs: 5_000, maxNetworkRetries: 0 });
    const pool = (role: 'modelhub_app' | 'modelhub_worker'): pg.Pool =>
      createPool({ databaseUrl: database.url, role, max: 10, applicationName: 'billing-test' });
    const app: BillingContext = { pool: pool('modelhub_app'), stripe, clock };
    const worker: BillingContext = { pool: pool('modelhub_worker'), stripe, clock };
    const receiver = await startReceiver(app.pool);
    standIn.setWebhookUrl(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/stripe/webhook`);
    return new BillingWorld({ clock, database, standIn, receiver, app, worker });
  }

  async stop(): Promise<void> {
    await this.standIn.stop();
    this.#receiver.closeAllConnections();
    await new Promise<void>((resolve) => this.#receiver.close(() => resolve()));
    await Promise.all([this.app.pool.end(), this.worker.pool.end()]);
    await this.database.drop();
  }

  /** As the owner of the database, past row-level security. */
  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client(this.database.url);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async addOrganization(id: string): Promise<void> {
    await this.sql(`INSERT INTO organizations (id, name, slug, billing_email, updated_at) VALUES ($1, $2, $1, $3, now())`, [
      id,
      `Name of ${id}`,
      `${id}@example.com`,
    ]);
    await this.sql(`INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, 'Default')`, [`prj_${id}`, id]);
    await this.sql(`INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ($1, $2, $3, 'k', $1, 'p', 'l')`, [
      `key_${id}`,
      id,
      `prj_${id}`,
    ]);
  }

  /** Goes through the hosted page as a person does, and waits until the product knows. */
  async saveCard(organizationId: string, cardNumber = '4242424242424242'): Promise<void> {
    const session = await createCardSetupSession(this.app, { organizationId, successUrl: 'https://app.example/ok', cancelUrl: 'https://app.example/no' });
    const form = new URLSearchParams({ cardNumber, cardExpiry: '12 / 34', cardCvc: '123' });
    const answer = await fetch(session.url, { method: 'POST', redirect: 'manual', body: form });
    if (answer.status !== 303) throw new Error(`the card was not saved: ${answer.status}`);
    await this.hearWebhooks();
  }

  /** Lets webhooks arrive and works them off until there are none. */
  async hearWebhooks(): Promise<ProcessResult> {
    const total = { processed: 0, failed: 0 };
    for (;;) {
      await this.standIn.webhooksIdle();
      const result = await processStripeEvents(this.worker);
      total.processed += result.processed;
      total.failed += result.failed;
      if (result.processed === 0) return { ...total, changes: [] };
    }
  }

  async use(...uses: readonly Use[]): Promise<void> {
    const events = uses.map((entry) => settled(entry));
    const result = await appendToLedger(this.worker.pool, events);
    if (result.inserted !== uses.length) throw new Error(`only ${result.inserted} of ${uses.length} reached the ledger`);
  }

  push(): Promise<PushResult> {
    return pushUsage({ pool: this.worker.pool, sink: this.sink, clock: this.clock });
  }

  /** Moves everybody's time and lets Stripe do what has become due. */
  goTo(iso: string): void {
    this.clock.set(iso);
    this.standIn.tick();
  }

  async ledgerNanoUsd(organizationId: string, from: string, to: string): Promise<bigint> {
    const rows = await this.sql<{ sum: string }>(
      `SELECT (coalesce((SELECT sum(cost_nano_usd) FROM usage_events WHERE organization_id = $1 AND occurred_at >= $2 AND occurred_at < $3), 0)
         + coalesce((SELECT sum(cost_nano_usd) FROM usage_corrections WHERE organization_id = $1 AND occurred_at >= $2 AND occurred_at < $3), 0))::text AS sum`,
      [organizationId, from, to],
    );
    return BigInt(rows[0]?.sum ?? 0);
  }
}

function settled(entry: Use): Parameters<typeof appendToLedger>[1][number] {
  const organizationId = entry.organizationId ?? 'org_a';
  const atMs = new Date(entry.at).getTime();
  const time = atMs.toString(16).padStart(12, '0');
  const outcome = entry.outcome ?? 'completed';
  return {
    eventId: `${time.slice(0, 8)}-${time.slice(8)}${uuidv7().slice(13)}`,
    openedAtMs: atMs,
    settledAtMs: atMs + 900,
    requestId: 'req_1',
    organizationId,
    projectId: entry.projectId ?? `prj_${organizationId}`,
    keyId: `key_${organizationId}`,
    userId: null,
    surface: 'chat.completions',
    stream: false,
    requestedModel: entry.model ?? 'openai/gpt-4o',
    model: entry.model ?? 'openai/gpt-4o',
    provider: 'openai',
    endpointId: 'openai/gpt-4o',
    priceId: 'price',
    serviceTier: 'standard',
    markupBasisPoints: 1_000,
    reservedNanoUsd: 0n,
    inputTokensEstimate: 0,
    outputTokensMax: 0,
    leaseUntilMs: atMs,
    outcome,
    usageSource: 'provider',
    usage: { ...ZERO_USAGE, input: 10, output: 5, ...entry.usage },
    costNanoUsd: entry.costNanoUsd,
    statusCode: entry.statusCode ?? 200,
    errorCode: entry.errorCode ?? null,
    attempts: 1,
    durationMs: 900,
    timeToFirstMs: null,
    overheadUs: null,
    providerRequestId: null,
    finishReason: 'stop',
    gatewayId: 'gateway-1',
    decision: null,
  };
}

async function startReceiver(pool: pg.Pool): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['stripe-signature'];
      receiveStripeWebhook(
        { pool, secret: WEBHOOK_SECRET, wake: () => Promise.resolve() },
        { body: Buffer.concat(chunks), signature: typeof signature === 'string' ? signature : null },
      ).then(
        (result) => response.writeHead(result.status).end(),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
