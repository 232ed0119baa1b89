import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
});
afterAll(async () => {
  await database.drop();
});

test('a fresh database is migrated, and the application role cannot see another tenant', async () => {
  const owner = new pg.Client(database.url);
  await owner.connect();
  await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_a', 'A', 'a', now()), ('org_b', 'B', 'b', now())`);
  await owner.end();

  const app = new pg.Client(database.urlAs('modelhub_app'));
  await app.connect();
  expect((await app.query('SELECT id FROM organizations')).rows).toEqual([]);
  await app.query(`SET app.organization_id = 'org_a'`);
  expect((await app.query('SELECT id FROM organizations')).rows).toEqual([{ id: 'org_a' }]);
  await app.end();
});
