import type {} from '@modelhub/testing/vitest-setup';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@modelhub/observability/logger';
import { createTestDatabase, freePort, type TestDatabase } from '@modelhub/testing/postgres';
import { startStripeStandIn, type StripeStandIn } from '@modelhub/testing/stripe-stand-in';
import pg from 'pg';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { readEnv } from './env.ts';
import { startWorker, type RunningWorker } from './worker.ts';

let database: TestDatabase;
let owner: pg.Client;
let standIn: StripeStandIn;
let directory: string;
let worker: RunningWorker | undefined;

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  await owner.connect();
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-worker-'));
  standIn = await startStripeStandIn({ webhookSecret: 'whsec_unused' });
});
afterEach(async () => {
  await worker?.close();
  await standIn.stop();
  await owner.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

test('a worker sends usage to Stripe, counts its minutes, and works off webhooks', { timeout: 60_000 }, async () => {
  const stripe = new Stripe('sk_test_x', { host: '127.0.0.1', port: Number(new URL(standIn.url).port), protocol: 'http' });
  const customer = await stripe.customers.create({ name: 'A' });
  await owner.query(`INSERT INTO organizations (id, name, slug, stripe_customer_id, updated_at) VALUES ('org_a', 'A', 'a', $1, now())`, [customer.id]);
  await owner.query(
    `INSERT INTO usage_events (organization_id, event_id, occurred_at, project_id, key_id, request_id, surface, requested_model, model, provider,
       endpoint_id, price_id, markup_basis_points, outcome, usage_source, status_code, stream, input, cached_input, cache_write_5m,
       cache_write_1h, output, reasoning, cost_nano_usd, duration_ms, gateway_id)
     SELECT 'org_a', uuidv7(), now(), 'p', 'k', 'r', 'chat.completions', 'm', 'm', 'openai', 'e', 'price', 1000, 'completed', 'provider', 200, false,
       1, 0, 0, 0, 1, 0, 2500000, 100, 'g'`,
  );
  await owner.query(
    `INSERT INTO usage_rollups_hourly (organization_id, hour, project_id, key_id, model, provider, requests, failed_requests, estimated_requests,
       input, cached_input, cache_write_5m, cache_write_1h, output, reasoning, cost_nano_usd, duration_ms_sum)
     VALUES ('org_a', date_trunc('hour', now()), 'p', 'k', 'm', 'openai', 1, 0, 0, 1, 0, 0, 0, 1, 0, 2500000, 100)`,
  );
  await owner.query(`INSERT INTO stripe_outbox (organization_id, hour) VALUES ('org_a', date_trunc('hour', now()))`);
  await owner.query(`INSERT INTO stripe_events (id, type, object_id, payload) VALUES ('evt_1', 'customer.updated', $1, $2)`, [
    customer.id,
    JSON.stringify({ id: 'evt_1', type: 'customer.updated', data: { object: { id: customer.id, object: 'customer' } } }),
  ]);
  const env = readEnv({
    DATABASE_URL: database.url,
    JOURNAL_DIR: path.join(directory, 'journal'),
    MAIL_DIR: path.join(directory, 'mail'),
    WORKER_PORT: String(await freePort()),
    WORKER_ID: `billing-${process.pid}`,
    STRIPE_SECRET_KEY: 'sk_test_worker',
    STRIPE_API_BASE: standIn.url,
  });
  worker = await startWorker({ env, logger: createLogger({ name: 'worker-test', level: 'silent' }) });
  const first = async (sql: string): Promise<unknown> => (await owner.query<Record<string, unknown>>(sql)).rows[0];
  await vi.waitFor(
    async () => {
      expect(await first('SELECT pushed_micro_usd FROM stripe_outbox')).toEqual({ pushed_micro_usd: '2500' });
      expect(await first('SELECT processed_at IS NOT NULL AS done FROM stripe_events')).toEqual({ done: true });
    },
    { timeout: 30_000, interval: 100 },
  );
  const sent = standIn.requests.filter((request) => request.path === '/v1/billing/meter_events');
  expect(sent.map((request) => [request.status, new URLSearchParams(request.body).get('payload[value]')])).toEqual([[200, '2500']]);
});
