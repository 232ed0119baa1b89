import { FixedClock } from '@modelhub/core/clock';
import { ModelHubError } from '@modelhub/core/errors';
import { createPool } from '@modelhub/db/pool';
import { createLogger } from '@modelhub/observability/logger';
import { PROVIDERS } from '@modelhub/providers/registry';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type {} from '@modelhub/testing/vitest-setup';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { HealthTracker } from './health-tracker.ts';
import { Presence } from './presence.ts';

const START = '2026-11-24T10:00:30.000Z';
const minute = (name: string) => new Date(`2026-11-24T${name}:00Z`);
const ours: ProviderAccount = { adapter: PROVIDERS.openai.adapter, connection: null, own: null, needsSignIn: false, isCustomAddress: false };
const theirs: ProviderAccount = {
  ...ours,
  own: { id: 'crd_1', provider: 'openai', name: 'n', lastFour: '', baseUrl: null, fallbackToShared: false, values: {} },
};

let database: TestDatabase;
let owner: pg.Client;
let pool: pg.Pool;
let presence: Presence;
let tracker: HealthTracker;
const clock = new FixedClock(START);

function start(gatewayId = 'gateway-0'): Presence {
  const logger = createLogger({ name: 'test', level: 'silent' });
  return new Presence({ pool, tracker, gatewayId, version: '1.2.3', providers: ['openai'], clock, logger });
}

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  await owner.connect();
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_gateway', max: 1, applicationName: 'test' });
});
afterAll(async () => {
  await pool.end();
  await owner.end();
  await database.drop();
});
beforeEach(async () => {
  clock.set(START);
  tracker = new HealthTracker(clock);
  await owner.query('TRUNCATE gateways, gateway_minutes');
  presence = start();
});
afterEach(() => presence.close());

const minutes = async (): Promise<Date[]> =>
  (await owner.query<{ minute: Date }>('SELECT minute FROM gateway_minutes ORDER BY minute')).rows.map((row) => row.minute);

test('a gateway is there, and each minute of it is written once', async () => {
  await presence.tell();
  clock.advanceMs(10_000);
  await presence.tell();
  clock.advanceMs(20_000);
  await presence.tell();
  const again = start();
  await again.tell();
  again.close();
  expect(await minutes()).toEqual([minute('10:00'), minute('10:01')]);
  const { rows } = await owner.query('SELECT id, version, providers, failing, seen_at FROM gateways');
  expect(rows).toEqual([{ id: 'gateway-0', version: '1.2.3', providers: ['openai'], failing: [], seen_at: minute('10:01') }]);
});

test('minutes without the database are told later, and those in which the process did nothing are none', async () => {
  await presence.tell();
  await owner.query('REVOKE INSERT ON gateway_minutes FROM modelhub_gateway');
  clock.advanceMs(60_000);
  await presence.tell();
  clock.advanceMs(60_000);
  await presence.tell();
  expect(await minutes()).toEqual([minute('10:00')]);
  await owner.query('GRANT INSERT ON gateway_minutes TO modelhub_gateway');
  clock.advanceMs(180_000);
  await presence.tell();
  expect(await minutes()).toEqual(['10:00', '10:01', '10:02', '10:05'].map(minute));
});

test('says which endpoints it has seen fail on our account, and nothing of customers’ own', async () => {
  const failure = { error: new ModelHubError('timeout', { message: 'no' }), blame: 'provider', retryAfterMs: null } as const;
  for (let i = 0; i < 5; i += 1) {
    tracker.begin({ account: ours, endpoint: { id: 'openai/gpt-4o' } }).failed(failure);
    tracker.begin({ account: theirs, endpoint: { id: 'openai/o3' } }).failed(failure);
  }
  tracker.seenOf(ours, 'openai/o1').breaker.doubt(clock.nowMs() + 10_000, clock.nowMs());
  await presence.tell();
  expect((await owner.query('SELECT failing FROM gateways')).rows).toEqual([{ failing: ['openai/gpt-4o'] }]);
});
