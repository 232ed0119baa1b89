import type {} from '@modelhub/testing/vitest-setup';
import { FixedClock } from '@modelhub/core/clock';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { readEnv } from '../env.ts';
import { clearDecisionsHandler } from './clear-decisions.ts';

let database: TestDatabase;
let owner: pg.Client;
let pool: pg.Pool;

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

test('what is older than it is kept goes, in slices, of whatever organization', async () => {
  const now = Date.UTC(2026, 10, 24);
  await owner.query(
    `INSERT INTO request_decisions (organization_id, event_id, occurred_at, document)
     SELECT 'org_' || n % 3, gen_random_uuid(), $1::timestamptz - interval '7 days 1 second' - n * interval '1 second', '{}'::jsonb FROM generate_series(1, 2500) n
     UNION ALL SELECT 'org_young', gen_random_uuid(), $1::timestamptz - interval '6 days 23 hours', '{}'`,
    [new Date(now)],
  );
  const context = {
    pool,
    env: readEnv({ DATABASE_URL: database.url, JOURNAL_DIR: 'none', DECISIONS_KEPT_DAYS: '7' }),
    clock: new FixedClock(now),
  } as unknown as WorkerContext;
  await clearDecisionsHandler(context)();
  expect((await owner.query('SELECT organization_id FROM request_decisions')).rows).toEqual([{ organization_id: 'org_young' }]);
});
