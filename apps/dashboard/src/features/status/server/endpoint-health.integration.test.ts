import type {} from '@modelhub/testing/vitest-setup';
import { bucketOf, middleOf } from '@modelhub/core/histogram';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HEALTH_HOURS, readEndpointHealth } from './endpoint-health.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const THIS_HOUR_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const OURS = 'openai/gpt-4o';
const QUIET = 'azure/gpt-4o';

let database: TestDatabase;
let admin: pg.Pool;
let app: pg.Pool;

const COUNTS = ['requests', 'errors', 'rate_limited', 'keys_refused', 'probes', 'probe_errors', 'output_tokens', 'output_ms'] as const;
type Sample = Partial<Record<(typeof COUNTS)[number], number>> & { gateway: string; atMs: number; endpoint?: string; firstMs?: Record<number, number> };

async function addSample({ gateway, atMs, endpoint = OURS, firstMs = {}, ...counts }: Sample): Promise<void> {
  const histogram = Object.entries(firstMs).map(([ms, count]) => [bucketOf(Number(ms)), count] as const);
  await admin.query(
    `INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, ttft_ms_buckets, ttft_ms_counts, ${COUNTS.join(', ')})
     VALUES ($1, $2, $3, $4, $5, ${COUNTS.map((_, index) => `$${index + 6}`).join(', ')})`,
    [endpoint, new Date(atMs), gateway, histogram.map(([bucket]) => bucket), histogram.map(([, count]) => count), ...COUNTS.map((name) => counts[name] ?? 0)],
  );
}

const seen = (ms: number): number => Math.round(middleOf(bucketOf(ms)));

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
  app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'test' });
  const speed = { output_tokens: 600, output_ms: 10_000 };
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS, requests: 30, errors: 1, firstMs: { 200: 28, 400: 2 }, ...speed });
  await addSample({ gateway: 'b', atMs: THIS_HOUR_MS, requests: 10, firstMs: { 300: 9, 2000: 1 }, ...speed, output_tokens: 200 });
  await addSample({ gateway: 'b', atMs: THIS_HOUR_MS - HOUR_MS, probes: 4, probe_errors: 2 });
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS - 2 * HOUR_MS, requests: 7, rate_limited: 5, keys_refused: 2 });
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS - 23 * HOUR_MS, requests: 16 });
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS - 23 * HOUR_MS - 60_000, requests: 1_000, errors: 1_000 });
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS - 50 * HOUR_MS, requests: 1_000, errors: 1_000 });
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS, requests: 1_000, errors: 1_000, endpoint: 'openai/o3' });
});

afterAll(async () => {
  await app?.end();
  await admin?.end();
  await database?.drop();
});

describe('the health of endpoints', () => {
  it('adds the gateways up, by the hour and for the day', async () => {
    const { hours, ...day } = (await readEndpointHealth(app, [OURS, QUIET], NOW_MS)).get(OURS)!;
    expect(hours.at(-1)).toEqual({ hourMs: THIS_HOUR_MS, requests: 40, probes: 0, availabilityPpm: 975_000 });
    expect(day).toEqual({
      requests: 56,
      probes: 4,
      availabilityPpm: 950_000,
      timeToFirstMsP50: seen(200),
      timeToFirstMsP95: seen(400),
      outputTokensPerSecond: 40,
      // Both thousands of failures are older than a day.
      ninetyDaysPpm: Math.floor(((60 + 2_000 - 2_003) / 2_060) * 1_000_000),
    });
  });

  it('counts probes, and neither limits nor keys that are refused', async () => {
    const { hours } = (await readEndpointHealth(app, [OURS], NOW_MS)).get(OURS)!;
    expect(hours.at(-2)).toMatchObject({ requests: 0, probes: 4, availabilityPpm: 500_000 });
    expect(hours.at(-3)).toMatchObject({ requests: 0, probes: 0, availabilityPpm: null });
  });

  it('ends at twenty-four hours', async () => {
    const { hours } = (await readEndpointHealth(app, [OURS], NOW_MS)).get(OURS)!;
    expect(hours).toHaveLength(HEALTH_HOURS);
    expect(hours[0]).toEqual({ hourMs: THIS_HOUR_MS - 23 * HOUR_MS, requests: 16, probes: 0, availabilityPpm: 1_000_000 });
  });

  it('takes an hour from the worker once it has made it, and not from its minutes as well', async () => {
    await admin.query(
      `INSERT INTO endpoint_health_hours (endpoint_id, hour, requests, errors, rate_limited, ttft_ms_buckets, ttft_ms_counts)
       VALUES ($1, $2, 100, 50, 0, $3, '{1000}'), ($1, $4, 8, 0, 0, '{}', '{}')`,
      [OURS, new Date(THIS_HOUR_MS - 20 * HOUR_MS), [bucketOf(5_000)], new Date(THIS_HOUR_MS - HOUR_MS)],
    );
    const { hours, timeToFirstMsP50 } = (await readEndpointHealth(app, [OURS], NOW_MS)).get(OURS)!;
    expect(hours[3]).toMatchObject({ requests: 100, availabilityPpm: 500_000 });
    expect(hours.at(-2)).toMatchObject({ requests: 8, probes: 0, availabilityPpm: 1_000_000 });
    expect(hours.at(-3)).toMatchObject({ requests: 0 });
    expect(hours.at(-1)).toMatchObject({ requests: 40 });
    expect(timeToFirstMsP50).toBe(seen(5_000));
    await admin.query('DELETE FROM endpoint_health_hours');
  });

  it('says nothing about other endpoints, and of a quiet one that it was quiet', async () => {
    const health = await readEndpointHealth(app, [OURS, QUIET], NOW_MS);
    expect([...health.keys()]).toEqual([OURS, QUIET]);
    expect(health.get(QUIET)).toMatchObject({ requests: 0, availabilityPpm: null, timeToFirstMsP50: null, outputTokensPerSecond: null });
    expect(health.get(QUIET)?.hours.every(({ availabilityPpm }) => availabilityPpm === null)).toBe(true);
  });
});
