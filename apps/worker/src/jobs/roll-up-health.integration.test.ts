import type {} from '@modelhub/testing/vitest-setup';
import { FixedClock } from '@modelhub/core/clock';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { rollUpHealthHandler } from './roll-up-health.ts';

let database: TestDatabase;
let owner: pg.Client;
let pool: pg.Pool;
const clock = new FixedClock('2026-11-24T12:30:00Z');

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  await owner.connect();
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 2, applicationName: 'test' });
});
afterAll(async () => {
  await pool.end();
  await owner.end();
  await database.drop();
});

test('minutes become hours after two days, each once, and what is old goes', async () => {
  await owner.query(`
    INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, requests, errors, rate_limited, timeouts, probes, output_tokens, ttft_ms_p50, latency_ms_p95)
    VALUES ('a', '2026-11-22T10:00Z', 'g1', 30, 2, 1, 2, 0, 5000000000, 100, 900), ('a', '2026-11-22T10:00Z', 'g2', 10, 0, 0, 0, 0, 1, 500, NULL),
      ('a', '2026-11-22T10:59Z', 'g1', 10, 1, 0, 1, 0, 1, NULL, 100), ('a', '2026-11-22T11:59Z', 'g1', 1, 0, 0, 0, 3, 0, 7, 7),
      ('b', '2026-11-22T10:30Z', 'g1', 5, 0, 0, 0, 0, 0, NULL, NULL), ('a', '2026-11-22T12:00Z', 'g1', 9, 0, 0, 0, 0, 0, 9, 9)`);
  await owner.query(`
    INSERT INTO endpoint_health_hours (endpoint_id, hour, requests, errors, rate_limited) VALUES ('a', '2025-10-01T00:00Z', 1, 0, 0), ('a', '2025-11-01T00:00Z', 1, 0, 0)`);
  await owner.query(`
    INSERT INTO gateways (id, version, started_at, seen_at) VALUES ('gone', '1', now(), '2026-10-01Z'), ('there', '1', now(), '2026-11-24T12:00Z')`);
  const run = rollUpHealthHandler({ pool, clock } as unknown as WorkerContext);
  await run();
  await run();
  const { rows } = await owner.query(
    `SELECT endpoint_id AS id, hour, requests, errors, timeouts, probes, output_tokens AS tokens, ttft_ms_p50 AS first, latency_ms_p95 AS latency
     FROM endpoint_health_hours ORDER BY hour, endpoint_id`,
  );
  const at = (hour: string) => new Date(`${hour}:00:00Z`);
  expect(rows).toEqual([
    expect.objectContaining({ hour: at('2025-11-01T00') }),
    { id: 'a', hour: at('2026-11-22T10'), requests: 50, errors: 3, timeouts: 3, probes: 0, tokens: '5000000002', first: 200, latency: 700 },
    { id: 'b', hour: at('2026-11-22T10'), requests: 5, errors: 0, timeouts: 0, probes: 0, tokens: '0', first: null, latency: null },
    { id: 'a', hour: at('2026-11-22T11'), requests: 1, errors: 0, timeouts: 0, probes: 3, tokens: '0', first: 7, latency: 7 },
  ]);
  expect((await owner.query('SELECT minute FROM endpoint_health_samples')).rows).toEqual([{ minute: at('2026-11-22T12') }]);
  expect((await owner.query('SELECT id FROM gateways')).rows).toEqual([{ id: 'there' }]);
});
