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

const run = () => rollUpHealthHandler({ pool, clock } as unknown as WorkerContext)();
const at = (time: string) => new Date(`${time}Z`);
const hours = async (): Promise<Record<string, unknown>[]> =>
  (
    await owner.query(
      'SELECT endpoint_id AS id, hour, requests, errors, timeouts, probes, output_tokens AS tokens FROM endpoint_health_hours ORDER BY hour, endpoint_id',
    )
  ).rows;

test('minutes become hours once they are over, the same however often, and go after two days', async () => {
  await owner.query(`
    INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, requests, errors, rate_limited, timeouts, probes, output_tokens)
    VALUES ('a', '2026-11-22T10:00Z', 'g1', 30, 2, 1, 2, 0, 5000000000), ('a', '2026-11-22T10:00Z', 'g2', 10, 0, 0, 0, 0, 1), ('a', '2026-11-22T10:59Z', 'g1', 10, 1, 0, 1, 0, 1),
      ('b', '2026-11-22T10:30Z', 'g1', 5, 0, 0, 0, 0, 0), ('a', '2026-11-22T12:00Z', 'g1', 9, 0, 0, 0, 0, 0), ('a', '2026-11-24T11:59Z', 'g1', 1, 0, 0, 0, 3, 0),
      ('a', '2026-11-24T12:00Z', 'g1', 1000, 0, 0, 0, 0, 0)`);
  await owner.query(`
    INSERT INTO endpoint_health_hours (endpoint_id, hour, requests, errors, rate_limited) VALUES ('a', '2025-10-01T00:00Z', 1, 0, 0), ('a', '2025-11-01T00:00Z', 1, 0, 0)`);
  await owner.query(`
    INSERT INTO gateways (id, version, started_at, seen_at) VALUES ('gone', '1', now(), '2026-10-01Z'), ('there', '1', now(), '2026-11-24T12:00Z')`);
  await run();
  // Written late, of the latest hour that is known.
  await owner.query(
    `INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, requests, errors, rate_limited) VALUES ('a', '2026-11-24T11:59Z', 'g2', 6, 0, 0)`,
  );
  await run();
  await run();
  expect(await hours()).toEqual([
    expect.objectContaining({ hour: at('2025-11-01T00:00') }),
    { id: 'a', hour: at('2026-11-22T10:00'), requests: 50, errors: 3, timeouts: 3, probes: 0, tokens: '5000000002' },
    { id: 'b', hour: at('2026-11-22T10:00'), requests: 5, errors: 0, timeouts: 0, probes: 0, tokens: '0' },
    { id: 'a', hour: at('2026-11-22T12:00'), requests: 9, errors: 0, timeouts: 0, probes: 0, tokens: '0' },
    { id: 'a', hour: at('2026-11-24T11:00'), requests: 7, errors: 0, timeouts: 0, probes: 3, tokens: '0' },
  ]);
  const left = await owner.query('SELECT DISTINCT minute FROM endpoint_health_samples ORDER BY 1');
  expect(left.rows.map(({ minute }) => minute)).toEqual(['2026-11-22T12:00', '2026-11-24T11:59', '2026-11-24T12:00'].map(at));
  expect((await owner.query('SELECT id FROM gateways')).rows).toEqual([{ id: 'there' }]);
});

test('histograms of an hour have each bucket once, of all minutes and gateways', async () => {
  await owner.query('TRUNCATE endpoint_health_samples, endpoint_health_hours');
  await owner.query(`
    INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, requests, errors, rate_limited, ttft_ms_buckets, ttft_ms_counts) VALUES
      ('a', '2026-11-24T10:00Z', 'g1', 9, 0, 0, '{70,72,70}', '{1,2,3}'), ('a', '2026-11-24T10:00Z', 'g2', 9, 0, 0, '{72}', '{40}'), ('a', '2026-11-24T10:59Z', 'g1', 9, 0, 0, '{3}', '{1}'),
      ('b', '2026-11-24T10:59Z', 'g1', 1, 0, 0, NULL, NULL)`);
  await run();
  const { rows } = await owner.query(
    'SELECT endpoint_id AS id, requests, ttft_ms_buckets AS buckets, ttft_ms_counts AS counts, latency_ms_counts AS whole FROM endpoint_health_hours ORDER BY 1',
  );
  expect(rows).toEqual([
    { id: 'a', requests: 27, buckets: [3, 70, 72], counts: [1, 4, 42], whole: [] },
    { id: 'b', requests: 1, buckets: [], counts: [], whole: [] },
  ]);
});

test('a provider was there in a minute in which anything was answered, requests and probes apart', async () => {
  await owner.query('TRUNCATE endpoint_health_samples, endpoint_health_hours, provider_health_hours');
  await owner.query(`
    INSERT INTO endpoint_health_samples (endpoint_id, minute, gateway_id, requests, errors, rate_limited, probes, probe_errors) VALUES
      ('p/a', '2026-11-24T10:00Z', 'g1', 3, 3, 0, 0, 0), ('p/b', '2026-11-24T10:00Z', 'g2', 1, 0, 0, 0, 0),
      ('p/a', '2026-11-24T10:01Z', 'g1', 2, 2, 0, 1, 0), ('p/b', '2026-11-24T10:01Z', 'g1', 1, 1, 0, 0, 0),
      ('p/a', '2026-11-24T10:02Z', 'g1', 1, 0, 1, 2, 2), ('q/a/with/slashes', '2026-11-24T10:02Z', 'g1', 0, 0, 0, 1, 1)`);
  await run();
  const { rows } = await owner.query('SELECT * FROM provider_health_hours ORDER BY provider');
  const hour = at('2026-11-24T10:00');
  const nothing = { requests: 0, errors: 0, minutes_asked: 0, minutes_answered: 0 };
  expect(rows).toEqual([
    {
      provider: 'p',
      hour,
      requests: 8,
      errors: 6,
      minutes_asked: 3,
      minutes_answered: 2,
      probes: 3,
      probe_errors: 2,
      minutes_probed: 2,
      minutes_probe_answered: 1,
    },
    { provider: 'q', hour, ...nothing, probes: 1, probe_errors: 1, minutes_probed: 1, minutes_probe_answered: 0 },
  ]);
});

test('gateways of a minute are counted after two days, those that are told late as well, and kept for thirteen months', async () => {
  await owner.query(`INSERT INTO fleet_minutes (minute, gateways) VALUES ('2025-10-01Z', 1), ('2025-10-25Z', 1)`);
  await owner.query(
    `INSERT INTO gateway_minutes (gateway_id, minute) VALUES ('a', '2026-11-22T10:00Z'), ('b', '2026-11-22T10:00Z'), ('a', '2026-11-24T10:00Z')`,
  );
  await run();
  await owner.query(`INSERT INTO gateway_minutes (gateway_id, minute) VALUES ('c', '2026-11-22T10:00Z')`);
  await run();
  expect((await owner.query('SELECT minute, gateways FROM fleet_minutes ORDER BY minute')).rows).toEqual([
    { minute: at('2025-10-25T00:00'), gateways: 1 },
    { minute: at('2026-11-22T10:00'), gateways: 3 },
  ]);
  expect((await owner.query('SELECT gateway_id FROM gateway_minutes')).rows).toEqual([{ gateway_id: 'a' }]);
});
