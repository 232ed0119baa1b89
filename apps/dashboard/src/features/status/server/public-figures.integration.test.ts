import type {} from '@modelhub/testing/vitest-setup';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readPublicFigures } from './public-figures.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let admin: pg.Pool;
let app: pg.Pool;

function uuidv7(atMs: number, index: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

async function addDay(row: { atMs: number; model: string; requests: number; failed: number }): Promise<void> {
  await admin.query(`INSERT INTO public_days (day, model, eligible, failed) VALUES (date_trunc('day', $1::timestamptz, 'UTC'), $2, $3, $4)`, [
    new Date(row.atMs),
    row.model,
    row.requests,
    row.failed,
  ]);
}

async function addEvent(row: { organization: string; index: number; overheadUs: number; price?: string }): Promise<void> {
  const atMs = NOW_MS - HOUR_MS;
  await admin.query(
    `INSERT INTO usage_events (organization_id, event_id, occurred_at, project_id, key_id, request_id, surface, requested_model, model, provider,
       endpoint_id, price_id, markup_basis_points, outcome, usage_source, status_code, stream, input, cached_input, cache_write_5m, cache_write_1h,
       output, reasoning, cost_nano_usd, duration_ms, time_to_first_ms, overhead_us, gateway_id)
     VALUES ($1, $2, $3, 'p', 'k', 'r', 'chat.completions', 'm', 'openai/gpt-4o', 'openai', 'openai/gpt-4o', $5, 1000, 'completed', 'provider', 200,
       true, 1, 0, 0, 0, 100, 0, 1, 1200, 200, $4, 'g')`,
    [row.organization, uuidv7(atMs, row.index), new Date(atMs), row.overheadUs, row.price ?? 'x'],
  );
}

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
  app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'test' });
  await addDay({ atMs: NOW_MS - HOUR_MS, model: 'openai/gpt-4o', requests: 100, failed: 2 });
  await addDay({ atMs: NOW_MS - 25 * HOUR_MS, model: 'openai/gpt-4o', requests: 19, failed: 19 });
  await addDay({ atMs: NOW_MS - 30 * 24 * HOUR_MS, model: 'openai/o3', requests: 20, failed: 0 });
  await addDay({ atMs: NOW_MS - 30 * 24 * HOUR_MS, model: 'openai/o1', requests: 19, failed: 19 });
  await addDay({ atMs: NOW_MS - 91 * 24 * HOUR_MS, model: 'openai/o4-mini', requests: 500, failed: 5 });
  await addEvent({ organization: 'org_a', index: 9, overheadUs: 1, price: 'own-key' });
  for (const [index, overheadUs] of [400, 500, 9_000].entries()) {
    await addEvent({ organization: index === 0 ? 'org_a' : 'org_b', index, overheadUs });
  }
});

afterAll(async () => {
  await app?.end();
  await admin?.end();
  await database?.drop();
});

describe('public figures', () => {
  it('are of each model and UTC day, ninety days back, and say nothing where few have asked', async () => {
    const figures = await readPublicFigures(app, NOW_MS);
    expect([...figures.byModel.keys()].sort()).toEqual(['openai/gpt-4o', 'openai/o3']);
    const gpt = figures.byModel.get('openai/gpt-4o')!;
    expect(gpt).toMatchObject({ requests: 119, failed: 21 });
    expect(gpt.days).toHaveLength(90);
    expect(gpt.days.at(-1)).toEqual({ dayMs: Date.UTC(2026, 10, 23), requests: 100, availabilityPpm: 980_000 });
    expect(gpt.days.at(-2)).toEqual({ dayMs: Date.UTC(2026, 10, 22), requests: 19, availabilityPpm: null });
    expect(gpt.days.at(-3)).toEqual({ dayMs: Date.UTC(2026, 10, 21), requests: 0, availabilityPpm: null });
    expect(figures.overall).toMatchObject({ requests: 158, failed: 40 });
  });

  it('takes the middle of the overhead over all tenants, without what ran on customers’ own keys', async () => {
    const figures = await readPublicFigures(app, NOW_MS);
    expect(figures.speed).toEqual({
      requests: 3,
      overheadMsP50: 0.5,
      timeToFirstMsP50: 200,
      timeToFirstMsP95: 200,
      durationMsP50: 1_200,
      outputTokensPerSecond: 100,
    });
    expect(figures.speedByEndpoint.get('openai/gpt-4o')?.requests).toBe(3);
  });

  it('opens no other way to the rows of a tenant', async () => {
    const { rows } = await app.query<{ count: bigint }>('SELECT count(*) FROM usage_events');
    expect(rows[0]?.count).toBe(0n);
  });

  it('is empty and honest without traffic', async () => {
    const figures = await readPublicFigures(app, NOW_MS + 400 * 24 * HOUR_MS);
    expect(figures.overall.availabilityPpm).toBeNull();
    expect(figures.speed).toBeNull();
  });
});
