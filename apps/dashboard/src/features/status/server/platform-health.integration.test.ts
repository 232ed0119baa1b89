import type {} from '@modelhub/testing/vitest-setup';
import { bucketOf, middleOf } from '@modelhub/core/histogram';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { platformHealthReader, type PlatformHealth } from './platform-health.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const THIS_HOUR_MS = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let admin: pg.Pool;
let app: pg.Pool;

interface Seen {
  readonly requests?: number;
  readonly errors?: number;
  readonly probes?: number;
  readonly firstMs?: Readonly<Record<number, number>>;
}

async function add(table: 'samples' | 'hours', endpoint: string, atMs: number, { requests = 0, errors = 0, probes = 0, firstMs = {} }: Seen): Promise<void> {
  const histogram = Object.entries(firstMs);
  const values = [endpoint, new Date(atMs), requests, errors, probes, histogram.map(([ms]) => bucketOf(Number(ms))), histogram.map(([, count]) => count)];
  await admin.query(
    table === 'hours'
      ? `INSERT INTO endpoint_health_hours (endpoint_id, hour, requests, errors, probes, ttft_ms_buckets, ttft_ms_counts, rate_limited) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`
      : `INSERT INTO endpoint_health_samples (endpoint_id, minute, requests, errors, probes, ttft_ms_buckets, ttft_ms_counts, rate_limited, gateway_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'g')`,
    values,
  );
}

async function addGateway(id: string, seenAgoMs: number, failing: readonly string[] = []): Promise<void> {
  const seenAt = new Date(NOW_MS - seenAgoMs);
  await admin.query(`INSERT INTO gateways (id, version, started_at, seen_at, failing) VALUES ($1, '9.9.9', $2, $2, $3)`, [id, seenAt, failing]);
}

const seen = (ms: number): number => Math.round(middleOf(bucketOf(ms)));
const read = (): Promise<PlatformHealth> => platformHealthReader()(app, NOW_MS);
const provider = async (name: string) => (await read()).providers.find((one) => one.provider === name);

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
  app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'test' });
});
afterAll(async () => {
  await app?.end();
  await admin?.end();
  await database?.drop();
});
beforeEach(() => admin.query('TRUNCATE endpoint_health_samples, endpoint_health_hours, gateways, gateway_minutes, fleet_minutes'));

describe('providers', () => {
  it('are the sums of their endpoints over the last hour, day and week, each with the percentiles of all values', async () => {
    await add('samples', 'openai/gpt-4o', NOW_MS - 5 * MINUTE_MS, { requests: 60, errors: 3, firstMs: { 100: 57 } });
    await add('samples', 'openai/o3', NOW_MS - 20 * MINUTE_MS, { requests: 40, firstMs: { 4_000: 40 } });
    await add('hours', 'openai/gpt-4o', THIS_HOUR_MS - HOUR_MS, { requests: 900, errors: 97, firstMs: { 100: 803 } });
    await add('hours', 'openai/gpt-4o', THIS_HOUR_MS - 3 * DAY_MS, { requests: 9_000, firstMs: { 1_000: 9_000 } });
    await add('hours', 'openai/gpt-4o', THIS_HOUR_MS - 7 * DAY_MS, { requests: 1_000_000, errors: 1_000_000 });
    expect(await provider('openai')).toMatchObject({
      windows: {
        hour: { traffic: 'enough', availabilityPpm: 970_000, timeToFirstMsP50: seen(100), timeToFirstMsP95: seen(4_000), latencyMsP50: null },
        day: { availabilityPpm: 900_000, timeToFirstMsP50: seen(100), timeToFirstMsP95: seen(100) },
        week: { availabilityPpm: 990_000, timeToFirstMsP50: seen(1_000) },
      },
      endpoints: [
        { endpointId: 'openai/gpt-4o', windows: { hour: { availabilityPpm: 950_000 } } },
        { endpointId: 'openai/o3', windows: { hour: { availabilityPpm: 1_000_000 }, week: { availabilityPpm: 1_000_000 } } },
      ],
    });
  });

  it('that were hardly asked are not told of, nor are their endpoints, nor a window of those that are', async () => {
    await add('samples', 'groq/llama', NOW_MS - 5 * MINUTE_MS, { requests: 12, errors: 6, probes: 7 });
    await add('samples', 'mistral/large', NOW_MS - 5 * MINUTE_MS, { requests: 19, errors: 19, firstMs: { 100: 19 } });
    await add('samples', 'mistral/small', NOW_MS - 90 * MINUTE_MS, { probes: 20 });
    const { providers } = await read();
    const nothing = { availabilityPpm: null, timeToFirstMsP50: null, timeToFirstMsP95: null, latencyMsP50: null };
    expect(providers).toEqual([
      expect.objectContaining({
        provider: 'mistral',
        windows: {
          hour: { traffic: 'thin', ...nothing },
          day: expect.objectContaining({ traffic: 'enough' }),
          week: expect.objectContaining({ traffic: 'enough' }),
        },
        endpoints: [expect.objectContaining({ endpointId: 'mistral/small', windows: expect.objectContaining({ hour: { traffic: 'none', ...nothing } }) })],
      }),
    ]);
    expect(providers[0]?.windows.day.availabilityPpm).toBe(Math.floor((20 / 39) * 1_000_000));
  });

  it('are read from the same days once an hour, and anew when these are others', async () => {
    const again = platformHealthReader();
    const week = async (nowMs: number) => (await again(app, nowMs)).providers[0]?.windows.week.availabilityPpm;
    await add('hours', 'openai/gpt-4o', THIS_HOUR_MS - 3 * DAY_MS, { requests: 100 });
    expect(await week(NOW_MS)).toBe(1_000_000);
    await add('hours', 'openai/gpt-4o', THIS_HOUR_MS - 4 * DAY_MS, { requests: 100, errors: 100 });
    await add('samples', 'openai/gpt-4o', NOW_MS - MINUTE_MS, { requests: 100, errors: 50 });
    expect(await week(NOW_MS)).toBe(750_000);
    expect(await week(NOW_MS + HOUR_MS)).toBe(500_000);
  });

  it('are none without traffic', async () => {
    expect(await read()).toMatchObject({ providers: [], failing: [], fleet: { alive: 0, lastSeenAtMs: null } });
  });
});

describe('what fails right now', () => {
  it('is what gateways that are there leave alone, and what answered too little in ten minutes', async () => {
    await addGateway('here', 5_000, ['openai/gpt-4o', 'openai/o3']);
    await addGateway('gone', 120_000, ['groq/llama']);
    await add('samples', 'openai/o3', NOW_MS - 5 * MINUTE_MS, { requests: 20, errors: 10 });
    await add('samples', 'openai/o1', NOW_MS - 9 * MINUTE_MS, { requests: 100, errors: 6 });
    await add('samples', 'openai/gpt-4o-mini', NOW_MS - 9 * MINUTE_MS, { requests: 100, errors: 5 });
    await add('samples', 'mistral/large', NOW_MS - 5 * MINUTE_MS, { requests: 19, errors: 19 });
    await add('samples', 'mistral/small', NOW_MS - 11 * MINUTE_MS, { requests: 100, errors: 100 });
    expect((await read()).failing).toEqual([
      { endpointId: 'openai/gpt-4o', isAvoided: true, availabilityPpm: null },
      { endpointId: 'openai/o1', isAvoided: false, availabilityPpm: 940_000 },
      { endpointId: 'openai/o3', isAvoided: true, availabilityPpm: 500_000 },
    ]);
  });
});

describe('the fleet', () => {
  it('is the gateways that told lately', async () => {
    await addGateway('a', 5_000);
    await addGateway('b', 34_000);
    await addGateway('c', 36_000);
    const { fleet } = await read();
    expect(fleet).toMatchObject({ alive: 2, lastSeenAtMs: NOW_MS - 5_000 });
    expect(JSON.stringify(fleet), 'nothing of versions').not.toContain('9.9.9');
  });

  it('has by day how many minutes had no gateway, since the first that told', async () => {
    const first = THIS_HOUR_MS - 12 * HOUR_MS - DAY_MS + 600 * MINUTE_MS;
    await admin.query(`INSERT INTO fleet_minutes SELECT minute, 2 FROM generate_series($1::timestamptz, $2::timestamptz, '1 minute') minute`, [
      new Date(first),
      new Date(first + 99 * MINUTE_MS),
    ]);
    await admin.query(
      `INSERT INTO gateway_minutes SELECT minute, g FROM generate_series($1::timestamptz, $2::timestamptz, '1 minute') minute, unnest('{a,b}'::text[]) g`,
      [new Date(NOW_MS - 30 * MINUTE_MS), new Date(NOW_MS - MINUTE_MS)],
    );
    await admin.query(`INSERT INTO gateway_minutes VALUES ($1, 'late')`, [new Date(first)]);
    const { minutesWithout } = (await read()).fleet;
    const today = THIS_HOUR_MS - 12 * HOUR_MS;
    expect([...minutesWithout]).toEqual([
      [today - DAY_MS, 840 - 100],
      [today, 12 * 60 + 28 - 28],
    ]);
  });
});
