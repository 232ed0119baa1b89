import type {} from '@modelhub/testing/vitest-setup';
import { createPool } from '@modelhub/db/pool';
import { createLogger } from '@modelhub/observability/logger';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { WorkerContext } from '../context.ts';
import { clearResponsesHandler } from './clear-responses.ts';

let database: TestDatabase;
let owner: pg.Client;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  await owner.connect();
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 2, applicationName: 'test' });
  await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_a', 'A', 'a', now())`);
});
afterAll(async () => {
  await pool.end();
  await owner.end();
  await database.drop();
});

test('old responses go, in slices, and what a gateway left open is ended', async () => {
  await owner.query(`
    INSERT INTO responses (organization_id, id, project_id, status, background, input, body, item_ids, gateway_id, lease_until, created_at)
    SELECT 'org_a', 'resp_old_' || n, 'prj_a', 'completed', false, '[]', '{}', '{}'::text[], 'g', NULL::timestamptz, now() - interval '31 days' FROM generate_series(1, 1201) n
    UNION ALL SELECT 'org_a', 'resp_young', 'prj_a', 'completed', false, '[]', '{}', '{}', 'g', NULL, now() - interval '29 days'
    UNION ALL SELECT 'org_a', 'resp_left', 'prj_a', 'in_progress', true, '[]', '{}', '{}', 'g', now() - interval '1 second', now()
    UNION ALL SELECT 'org_a', 'resp_made', 'prj_a', 'in_progress', true, '[]', '{}', '{}', 'g', now() + interval '1 minute', now()`);
  await clearResponsesHandler({ pool, logger: createLogger({ name: 'test', level: 'silent' }) } as WorkerContext)();
  const { rows } = await owner.query('SELECT id, status, error_code, lease_until IS NULL AS is_over FROM responses ORDER BY id');
  expect(rows).toEqual([
    { id: 'resp_left', status: 'failed', error_code: 'server_error', is_over: true },
    { id: 'resp_made', status: 'in_progress', error_code: null, is_over: false },
    { id: 'resp_young', status: 'completed', error_code: null, is_over: true },
  ]);
});
