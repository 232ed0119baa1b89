import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Role } from '@modelhub/access/roles';
import { CredentialCipher } from '@modelhub/access/credential-cipher';
import { processStripeEvents } from '@modelhub/billing/process-event';
import { createStripe } from '@modelhub/billing/stripe-client';
import { FixedClock } from '@modelhub/core/clock';
import { newId, uuidv7 } from '@modelhub/core/ids';
import { createPrismaClient } from '@modelhub/db/client';
import { createPool } from '@modelhub/db/pool';
import { createGuardedAgent } from '@modelhub/egress/guarded-agent';
import type { Invalidation } from '@modelhub/state/shared-state';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import { startStripeStandIn, type StripeStandIn } from '@modelhub/testing/stripe-stand-in';
import pg from 'pg';
import { pino } from 'pino';
import { readEnv } from '#src/env.ts';
import { handleStripeWebhook } from '#src/features/billing/server/stripe-webhook.ts';
import { createAttemptLimits } from '#src/server/auth/attempt-limits.ts';
import { createCaller } from '#src/server/root.ts';
import type { Services } from '#src/server/services.ts';

export const WEBHOOK_SECRET = 'whsec_of_the_dashboard_tests';
export const CREDENTIALS_KEY = Buffer.alloc(32, 1).toString('base64');
const ORIGIN = 'http://dashboard.example';

export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
}

export interface Tenant {
  readonly id: string;
  readonly projectId: string;
  readonly owner: Person;
}

export interface DashboardWorldOptions {
  readonly now: string;
  /** `false` is an instance without a Stripe key. */
  readonly billing?: boolean;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** The dashboard's server code on a real database and the Stripe stand-in: everything but Next.js around it. */
export class DashboardWorld {
  readonly clock: FixedClock;
  readonly database: TestDatabase;
  readonly services: Services;
  readonly standIn: StripeStandIn | undefined;
  readonly invalidations: Invalidation[] = [];
  /** How often the job for Stripe events was woken. */
  wakes = 0;
  readonly #admin: pg.Pool;
  readonly #worker: pg.Pool;
  readonly #receiver: Server;

  private constructor(parts: {
    clock: FixedClock;
    database: TestDatabase;
    standIn: StripeStandIn | undefined;
    receiver: Server;
    env: DashboardWorldOptions['env'];
  }) {
    this.clock = parts.clock;
    this.database = parts.database;
    this.standIn = parts.standIn;
    this.#receiver = parts.receiver;
    const databaseUrl = parts.database.url;
    this.#admin = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // Dropping the database ends connections that are still closing.
    this.#admin.on('error', () => {});
    this.#worker = createPool({ databaseUrl, role: 'modelhub_worker', max: 5, applicationName: 'test' });
    const app = { databaseUrl, role: 'modelhub_app', max: 5, applicationName: 'test' } as const;
    const env = envFor(databaseUrl, parts.standIn?.url, parts.env);
    this.services = {
      env,
      log: pino({ level: 'silent' }),
      clock: parts.clock,
      prisma: createPrismaClient(app),
      pool: createPool(app),
      attempts: createAttemptLimits(),
      cipher: env.CREDENTIALS_KEY === undefined ? null : new CredentialCipher({ current: env.CREDENTIALS_KEY }),
      outbound: createGuardedAgent({ rule: env.CUSTOM_BASE_URL_PRIVATE_ALLOWED === 'true' ? 'private-allowed' : 'public' }),
      stripe: parts.standIn === undefined ? null : createStripe({ secretKey: 'sk_test_x', apiBase: parts.standIn.url, timeoutMs: 5_000, maxNetworkRetries: 0 }),
      wakeStripeEvents: () => {
        this.wakes += 1;
      },
      publishInvalidation: async (event) => void this.invalidations.push(event),
    };
  }

  static async start(adminUrl: string, options: DashboardWorldOptions): Promise<DashboardWorld> {
    const database = await createTestDatabase(adminUrl);
    const clock = new FixedClock(options.now);
    const standIn =
      options.billing === false
        ? undefined
        : await startStripeStandIn({ clock, webhookSecret: WEBHOOK_SECRET, webhookRetryDelaysMs: [30], aggregationDelayMs: 60_000 });
    let world: DashboardWorld | undefined;
    const receiver = await startReceiver(async (request) =>
      world === undefined ? new Response(null, { status: 503 }) : handleStripeWebhook(world.services, request, 'stripe'),
    );
    world = new DashboardWorld({ clock, database, standIn, receiver, env: options.env });
    standIn?.setWebhookUrl(world.webhookUrl);
    return world;
  }

  /** Where webhooks are taken in over HTTP. */
  get webhookUrl(): string {
    return `http://127.0.0.1:${(this.#receiver.address() as AddressInfo).port}/api/stripe/webhook`;
  }

  async stop(): Promise<void> {
    await this.standIn?.stop();
    this.#receiver.closeAllConnections();
    await new Promise<void>((resolve) => this.#receiver.close(() => resolve()));
    await this.services.outbound.close();
    await this.services.prisma.$disconnect();
    await Promise.all([this.services.pool.end(), this.#worker.end(), this.#admin.end()]);
    await this.database.drop();
  }

  /** As the owner of the database, past row-level security. */
  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#admin.query<Row>(text, values)).rows;
  }

  async addPerson(name: string, options: { readonly verified?: boolean } = {}): Promise<Person> {
    const person = { userId: newId('user'), email: `${name}@example.com`, sessionId: uuidv7() };
    const verifiedAt = options.verified === false ? null : new Date(this.clock.nowMs());
    await this.sql('INSERT INTO users (id, email, name, email_verified, updated_at) VALUES ($1, $2, $3, $4, now())', [
      person.userId,
      person.email,
      name,
      verifiedAt,
    ]);
    await this.addSession(person, person.sessionId);
    return person;
  }

  async addSession(person: Pick<Person, 'userId'>, id = uuidv7()): Promise<string> {
    await this.sql(`INSERT INTO sessions (id, session_token, user_id, expires) VALUES ($1, $1, $2, '2099-01-01Z')`, [id, person.userId]);
    return id;
  }

  /** An organization with its owner and its first project. */
  async addTenant(name: string): Promise<Tenant> {
    const owner = await this.addPerson(`owner-${uuidv7().slice(-12)}`);
    const id = newId('organization');
    const projectId = newId('project');
    await this.sql(`INSERT INTO organizations (id, name, slug, billing_email, updated_at) VALUES ($1, $2, $1, $3, now())`, [id, name, owner.email]);
    await this.sql(`INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, 'Default')`, [projectId, id]);
    await this.addMembership(id, owner, 'owner');
    return { id, projectId, owner };
  }

  async addMember(tenant: Pick<Tenant, 'id'>, role: Role): Promise<Person & { readonly membershipId: string }> {
    const person = await this.addPerson(`${role}-${uuidv7().slice(-8)}`);
    return { ...person, membershipId: await this.addMembership(tenant.id, person, role) };
  }

  async addMembership(organizationId: string, person: Pick<Person, 'userId'>, role: Role): Promise<string> {
    const id = newId('membership');
    await this.sql(`INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4::"Role")`, [id, organizationId, person.userId, role]);
    return id;
  }

  /** Usage of one UTC hour as the ledger's rollup has it. */
  async addUsage(use: {
    readonly organizationId: string;
    readonly projectId: string;
    readonly at: string;
    readonly costNanoUsd: bigint;
    readonly model?: string;
  }): Promise<void> {
    await this.sql(
      `INSERT INTO usage_rollups_hourly (organization_id, hour, project_id, key_id, model, provider, requests, failed_requests, estimated_requests,
         input, cached_input, cache_write_5m, cache_write_1h, output, reasoning, cost_nano_usd, duration_ms_sum)
       VALUES ($1, date_trunc('hour', $2::timestamptz, 'UTC'), $3, 'key_x', $4, 'openai', 1, 0, 0, 100, 20, 0, 0, 30, 10, $5, 900)`,
      [use.organizationId, use.at, use.projectId, use.model ?? 'openai/gpt-4o', use.costNanoUsd.toString()],
    );
    await this.sql(`INSERT INTO stripe_outbox (organization_id, hour) VALUES ($1, date_trunc('hour', $2::timestamptz, 'UTC')) ON CONFLICT DO NOTHING`, [
      use.organizationId,
      use.at,
    ]);
  }

  /** The router as this person, in this organization. */
  caller(person: Person, organizationId: string | null) {
    const user = { id: person.userId, email: person.email, name: person.email.split('@')[0] ?? null, emailVerified: new Date(0), hasPassword: true };
    return createCaller({
      services: this.services,
      requestId: 'req_test',
      ipAddress: '192.0.2.1',
      session: { id: person.sessionId, user },
      organizationId,
      signUpCookie: undefined,
      setCookie: () => {},
    });
  }

  /** What the worker works with. */
  get worker() {
    if (this.services.stripe === null) throw new Error('this world has no Stripe');
    return { pool: this.#worker, stripe: this.services.stripe, clock: this.clock };
  }

  /** Lets webhooks arrive and works them off until there are none. */
  async hearWebhooks(): Promise<void> {
    for (;;) {
      await this.standIn?.webhooksIdle();
      if ((await processStripeEvents(this.worker)).processed === 0) return;
    }
  }
}

function envFor(databaseUrl: string, stripeUrl: string | undefined, overrides: DashboardWorldOptions['env']): Services['env'] {
  return readEnv({
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: ORIGIN,
    NEXTAUTH_SECRET: 's'.repeat(32),
    API_KEY_PEPPER: 'p'.repeat(32),
    CREDENTIALS_KEY,
    GATEWAY_PUBLIC_URL: 'http://gateway.example',
    ...(stripeUrl === undefined ? {} : { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET, STRIPE_API_BASE: stripeUrl }),
    ...overrides,
  });
}

/** Node's HTTP in front of a handler of the web's kind, as Next.js does it. */
async function startReceiver(handler: (request: Request) => Promise<Response>): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
    const body = Readable.toWeb(incoming);
    handler(new Request('http://dashboard.example/api/stripe/webhook', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)).then(
      async (response) => outgoing.writeHead(response.status).end(await response.text()),
      () => outgoing.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
