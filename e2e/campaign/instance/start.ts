import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createStripe } from '@modelhub/billing/stripe-client';
import { systemClock } from '@modelhub/core/clock';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, freePort } from '@modelhub/testing/postgres';
import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import { startStripeStandIn, type StripeStandIn } from '@modelhub/testing/stripe-stand-in';
import { startUsageTap, type UsageTap } from '@modelhub/testing/usage-tap';
import pg from 'pg';
import type Stripe from 'stripe';
import { ManagedProcess } from './managed-process.ts';
import { createTenants, type Tenant } from './tenants.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

const APPS = path.join(import.meta.dirname, '..', '..', '..', 'apps');
const PEPPER = 'pepper of the campaign';
const WEBHOOK_SECRET = 'whsec_of_the_campaign';
/** Meter events count a moment after they were taken, as at Stripe. */
const METER_DELAY_MS = 2_000;

export interface Instance {
  readonly gatewayUrl: string;
  readonly gateway: ManagedProcess;
  readonly worker: ManagedProcess;
  readonly tap: UsageTap;
  readonly provider: ProviderStandIn;
  readonly stripe: Stripe;
  readonly stripeStandIn: StripeStandIn;
  readonly tenants: readonly Tenant[];
  /** As the owner of the database, past row-level security. */
  readonly owner: pg.Pool;
  /** As the dashboard. */
  readonly app: pg.Pool;
  readonly journalDirectory: string;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** A whole instance of its own: database, Stripe, providers behind the tap, worker and gateway as processes, and tenants with keys and cards. */
export async function startInstance(options: { readonly adminUrl: string; readonly tenants: number }): Promise<Instance> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'modelhub-campaign-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const database = await createTestDatabase(options.adminUrl);
    closers.push(() => database.drop());
    const pools = openPools(database.url);
    closers.push(() => Promise.all([pools.owner.end(), pools.app.end()]));
    const receiver = await startWebhookReceiver(pools.app, WEBHOOK_SECRET);
    closers.push(() => receiver.close());
    const stripeStandIn = await startStripeStandIn({
      webhookSecret: WEBHOOK_SECRET,
      webhookUrl: receiver.url,
      aggregationDelayMs: METER_DELAY_MS,
      webhookRetryDelaysMs: [200, 1_000],
    });
    closers.push(() => stripeStandIn.stop());
    const provider = await startProviderStandIn();
    closers.push(() => provider.close());
    const tap = await startUsageTap({ target: provider.url });
    closers.push(() => tap.close());

    const journalDirectory = path.join(folder, 'journal');
    const common = { DATABASE_URL: database.url, JOURNAL_DIR: journalDirectory, LOG_LEVEL: 'warn' };
    const worker = await startWorker({
      ...common,
      MAIL_DIR: path.join(folder, 'mail'),
      STRIPE_SECRET_KEY: 'sk_test_campaign',
      STRIPE_API_BASE: stripeStandIn.url,
    });
    closers.push(() => worker.stop());
    const stripe = createStripe({ secretKey: 'sk_test_campaign', apiBase: stripeStandIn.url });
    const tenants = await createTenants(pools.owner, { count: options.tenants, pepper: PEPPER, app: { pool: pools.app, stripe, clock: systemClock } });
    const gatewayPort = await freePort();
    const gateway = await startGateway(gatewayPort, { ...common, tapUrl: tap.url });
    closers.push(() => gateway.stop());
    return {
      gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
      gateway,
      worker,
      tap,
      provider,
      stripe,
      stripeStandIn,
      tenants,
      ...pools,
      journalDirectory,
      databaseUrl: database.url,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function openPools(databaseUrl: string): { owner: pg.Pool; app: pg.Pool } {
  return {
    owner: new pg.Pool({ connectionString: databaseUrl, max: 4 }),
    app: createPool({ databaseUrl, role: 'modelhub_app', max: 6, applicationName: 'campaign' }),
  };
}

async function startWorker(env: Readonly<Record<string, string>>): Promise<ManagedProcess> {
  const port = await freePort();
  const worker = new ManagedProcess({
    name: 'worker',
    file: path.join(APPS, 'worker', 'src', 'main.ts'),
    env: { ...env, WORKER_PORT: String(port), WORKER_ID: 'campaign' },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  });
  await worker.start();
  return worker;
}

async function startGateway(port: number, { tapUrl, ...env }: Readonly<Record<string, string>> & { tapUrl: string }): Promise<ManagedProcess> {
  const gateway = new ManagedProcess({
    name: 'gateway',
    file: path.join(APPS, 'gateway', 'src', 'server.ts'),
    env: {
      ...env,
      GATEWAY_PORT: String(port),
      GATEWAY_METRICS_PORT: String(await freePort()),
      GATEWAY_ID: 'campaign',
      API_KEY_PEPPER: PEPPER,
      OPENAI_API_KEY: 'sk-campaign',
      OPENAI_BASE_URL: `${tapUrl}/v1`,
      ANTHROPIC_API_KEY: 'sk-ant-campaign',
      ANTHROPIC_BASE_URL: tapUrl,
    },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  });
  await gateway.start();
  return gateway;
}
