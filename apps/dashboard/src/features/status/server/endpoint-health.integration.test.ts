import type {} from '@modelhub/testing/vitest-setup';
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

const COUNTS = [
  'requests',
  'errors',
  'rate_limited',
  'keys_refused',
  'probes',
  'probe_errors',
  'ttft_ms_p50',
  'ttft_ms_p95',
  'output_tokens',
  'output_ms',
] as const;
type Sample = Partial<Record<(typeof COUNTS)[number], number | null>> & { gateway: string; atMs: number; endpoint?: string };

async function addSample({ gateway, atMs, endpoint = OURS, ...counts }: Sample): Promise<void> {
  const values = COUNTS.map((name) => counts[name] ?? (name.startsWith('ttft') ? null : 0));
  await admin.query(
    `INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, ${COUNTS.join(', ')})
     VALUES ($1, $2, $3, ${COUNTS.map((_, index) => `$${index + 4}`).join(', ')})`,
    [endpoint, new Date(atMs), gateway, ...values],
  );
}

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
  app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'test' });
  const speed = { output_tokens: 600, output_ms: 10_000 };
  await addSample({ gateway: 'a', atMs: THIS_HOUR_MS, requests: 30, errors: 1, ttft_ms_p50: 200, ttft_ms_p95: 400, ...speed });
  await addSample({ gateway: 'b', atMs: THIS_HOUR_MS, requests: 10, ttft_ms_p50: 600, ttft_ms_p95: 2_000, ...speed, output_tokens: 200 });
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
      timeToFirstMsP50: 300,
      timeToFirstMsP95: 800,
      outputTokensPerSecond: 40,
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

  it('says nothing about other endpoints, and of a quiet one that it was quiet', async () => {
    const health = await readEndpointHealth(app, [OURS, QUIET], NOW_MS);
    expect([...health.keys()]).toEqual([OURS, QUIET]);
    expect(health.get(QUIET)).toMatchObject({ requests: 0, availabilityPpm: null, timeToFirstMsP50: null, outputTokensPerSecond: null });
    expect(health.get(QUIET)?.hours.every(({ availabilityPpm }) => availabilityPpm === null)).toBe(true);
  });
});
