import { FixedClock } from '@modelhub/core/clock';
import { ModelHubError } from '@modelhub/core/errors';
import { percentileOf } from '@modelhub/core/histogram';
import { createPool } from '@modelhub/db/pool';
import { createLogger } from '@modelhub/observability/logger';
import { PROVIDERS } from '@modelhub/providers/registry';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type {} from '@modelhub/testing/vitest-setup';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { HealthSamples } from './health-samples.ts';
import { HealthTracker } from './health-tracker.ts';

const ID = 'openai/gpt-4o';
const MINUTE = '2026-11-24T10:00:00.000Z';
const failure = (blame: 'provider' | 'credential', code: 'provider_error' | 'timeout' | 'rate_limit_exceeded') =>
  ({ error: new ModelHubError(code, { message: 'no' }), blame, retryAfterMs: 1 }) as const;
const account: ProviderAccount = { adapter: PROVIDERS.openai.adapter, connection: null, own: null, needsSignIn: false, isCustomAddress: false };
const theirs: ProviderAccount = {
  ...account,
  own: { id: 'crd_1', provider: 'openai', name: 'n', lastFour: '', baseUrl: null, fallbackToShared: false, values: {} },
};

let database: TestDatabase;
let owner: pg.Client;
let pool: pg.Pool;
const clock = new FixedClock(MINUTE);
const open: HealthSamples[] = [];

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  await owner.connect();
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_gateway', max: 2, applicationName: 'test' });
});
afterAll(async () => {
  for (const samples of open) await samples.close();
  await pool.end();
  await owner.end();
  await database.drop();
});
beforeEach(async () => {
  clock.set(MINUTE);
  await owner.query('DELETE FROM endpoint_health_samples');
});

/** A life of a gateway. */
function start(at = pool) {
  const tracker = new HealthTracker(clock);
  const seenOf = (id: string) => tracker.seenOf(account, id);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const samples = new HealthSamples({ pool: at, tracker, gatewayId: 'gateway-0', seenOf, clock, logger });
  open.push(samples);
  const answer = (firstMs: number, totalMs = firstMs + 1_000): void => {
    const trial = tracker.begin({ account, endpoint: { id: ID } });
    clock.advanceMs(firstMs);
    trial.answering();
    clock.advanceMs(totalMs - firstMs);
    trial.succeeded(50);
  };
  return { tracker, samples, answer };
}

const rows = async (): Promise<Record<string, unknown>[]> => (await owner.query('SELECT * FROM endpoint_health_samples ORDER BY minute')).rows;
const near = (value: unknown, wanted: number): boolean => typeof value === 'number' && Math.abs(value / wanted - 1) <= 0.06;

describe('samples', () => {
  it('are one row for each endpoint and minute, also across a restart, with nothing of customers’ own accounts', async () => {
    const { tracker, samples, answer } = start();
    for (let i = 0; i < 3; i += 1) answer(200);
    for (const failed of [failure('provider', 'timeout'), failure('provider', 'provider_error'), failure('credential', 'rate_limit_exceeded')])
      tracker.begin({ account, endpoint: { id: ID } }).failed(failed);
    tracker.begin({ account, endpoint: { id: ID } }, 'probe').succeeded(1);
    tracker.begin({ account: theirs, endpoint: { id: ID } }).succeeded(1);
    await samples.write();
    await samples.write();
    const second = start();
    second.answer(800);
    second.tracker.begin({ account, endpoint: { id: ID } }, 'probe').failed(failure('provider', 'timeout'));
    await second.samples.close();
    const [row, ...more] = await rows();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      endpoint_id: ID,
      gateway_id: 'gateway-0',
      minute: new Date(MINUTE),
      requests: 7,
      errors: 2,
      rate_limited: 1,
      timeouts: 1,
      server_errors: 1,
      unavailable: 0,
      probes: 2,
      probe_errors: 1,
      output_tokens: '200',
      output_ms: '4000',
    });
    expect(near(row?.['latency_ms_p50'], (1_200 * 7 + 1_800 * 2) / 9)).toBe(true);
    const whole = { buckets: row?.['latency_ms_buckets'] as number[], counts: row?.['latency_ms_counts'] as number[] };
    expect(whole.counts.reduce((sum, count) => sum + count)).toBe(4);
    expect(near(percentileOf(whole, 0.75), 1_200)).toBe(true);
    expect(near(percentileOf(whole, 1), 1_800)).toBe(true);
  });

  it('of the next minute are another row', async () => {
    const { samples, answer } = start();
    answer(200);
    clock.set(Date.parse(MINUTE) + 60_000);
    await samples.write();
    answer(400);
    await samples.write();
    expect((await rows()).map(({ minute, ttft_ms_p50: first }) => [minute, near(first, 200), near(first, 400)])).toEqual([
      [new Date(MINUTE), true, false],
      [new Date(Date.parse(MINUTE) + 60_000), false, true],
    ]);
  });

  it('are what a gateway remembers after a restart', async () => {
    const { tracker, samples, answer } = start();
    for (let i = 0; i < 9; i += 1) answer(200);
    tracker.begin({ account, endpoint: { id: ID } }).failed(failure('provider', 'timeout'));
    await samples.write();
    await owner.query(
      `INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, requests, errors, rate_limited, timeouts) VALUES ($1, $2, 'gateway-0', 10, 10, 0, 10), ($1, $2, 'gateway-1', 10, 10, 0, 10)`,
      [ID, new Date(Date.parse(MINUTE) - 3_600_000)],
    );
    clock.advanceMs(60_000);
    const next = start();
    await next.samples.recall();
    expect(near(next.tracker.latencyMs(account, ID), 200)).toBe(true);
    expect(near(next.tracker.throughput(account, ID), 50)).toBe(true);
    expect(next.tracker.view(account, ID)).toMatchObject({
      availability: { last_5_minutes: 90, last_30_minutes: 90, last_day: 45 },
      error_rates_last_30_minutes: { timeout: 10 },
    });
  });

  it('that the database does not take are lost, and counted', async () => {
    const gone = createPool({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', role: 'modelhub_gateway', max: 1, applicationName: 'test' });
    const { samples, answer } = start(gone);
    answer(100);
    await samples.recall();
    await samples.write();
    expect(samples.lost).toBe(1);
    await gone.end();
  });
});
