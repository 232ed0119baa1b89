import type {} from '@modelhub/testing/vitest-setup';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createPrismaClient, type PrismaClient } from './client.ts';
import { createPool } from './pool.ts';
import { withTenant, withTenantConnection } from './tenant.ts';

let database: TestDatabase;
let owner: pg.Client;
let app: PrismaClient;
let pool: pg.Pool;

async function insertTenant(letter: string): Promise<void> {
  await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_${letter}', 'Org', '${letter}', now())`);
  await owner.query(`INSERT INTO users (id, email, updated_at) VALUES ('usr_${letter}', '${letter}@example.com', now())`);
  await owner.query(`INSERT INTO memberships (id, organization_id, user_id, role) VALUES ('mem_${letter}', 'org_${letter}', 'usr_${letter}', 'owner')`);
  await owner.query(`INSERT INTO projects (id, organization_id, name) VALUES ('prj_${letter}', 'org_${letter}', 'Default')`);
  await owner.query(
    `INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four)
     VALUES ('key_${letter}', 'org_${letter}', 'prj_${letter}', 'k', 'hash_${letter}', 'p', 'l')`,
  );
}

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Client(database.url);
  await owner.connect();
  await insertTenant('a');
  await insertTenant('b');
  app = createPrismaClient({ databaseUrl: database.url, role: 'modelhub_app', max: 2 });
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'tenant test' });
});
afterAll(async () => {
  await app.$disconnect();
  await pool.end();
  await owner.end();
  await database.drop();
});

describe('withTenant on Prisma', () => {
  test('shows one tenant, and the next user of the connection sees nothing', async () => {
    const seen = await withTenant(app, { organizationId: 'org_a', userId: 'usr_a' }, async (tx) => ({
      organizations: await tx.organization.findMany({ select: { id: true } }),
      keys: await tx.apiKey.findMany({ select: { id: true } }),
    }));
    expect(seen).toEqual({ organizations: [{ id: 'org_a' }], keys: [{ id: 'key_a' }] });
    for (let connection = 0; connection < 4; connection += 1) {
      expect(await app.apiKey.findMany()).toEqual([]);
      expect(await app.organization.findMany()).toEqual([]);
    }
  });

  test('a person without an organization sees their memberships and nothing else', async () => {
    const seen = await withTenant(app, { organizationId: null, userId: 'usr_b' }, async (tx) => ({
      memberships: await tx.membership.findMany({ select: { id: true } }),
      organizations: await tx.organization.findMany({ select: { id: true } }),
      keys: await tx.apiKey.findMany(),
    }));
    expect(seen).toEqual({ memberships: [{ id: 'mem_b' }], organizations: [{ id: 'org_b' }], keys: [] });
  });

  test('a row of another tenant can be neither read by id, changed nor written', async () => {
    await withTenant(app, { organizationId: 'org_a', userId: 'usr_a' }, async (tx) => {
      expect(await tx.apiKey.findUnique({ where: { id: 'key_b' } })).toBeNull();
      expect((await tx.apiKey.updateMany({ where: { id: 'key_b' }, data: { name: 'stolen' } })).count).toBe(0);
    });
    const write = withTenant(app, { organizationId: 'org_a', userId: 'usr_a' }, (tx) =>
      tx.project.create({ data: { id: 'prj_x', organizationId: 'org_b', name: 'x' } }),
    );
    await expect(write).rejects.toThrow(/row-level security/);
  });

  test('a failing function leaves nothing behind', async () => {
    const failing = withTenant(app, { organizationId: 'org_a', userId: 'usr_a' }, async (tx) => {
      await tx.project.create({ data: { id: 'prj_lost', organizationId: 'org_a', name: 'lost' } });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await owner.query(`SELECT FROM projects WHERE id = 'prj_lost'`)).rowCount).toBe(0);
  });
});

describe('withTenantConnection on pg', () => {
  test('shows one tenant, then nothing', async () => {
    const read = (client: { query: pg.Pool['query'] }) => client.query('SELECT id FROM api_keys');
    const { rows } = await withTenantConnection(pool, { organizationId: 'org_b', userId: null }, read);
    expect(rows).toEqual([{ id: 'key_b' }]);
    expect((await pool.query('SELECT id FROM api_keys')).rows).toEqual([]);
    expect((await pool.query('SELECT count(*) AS n FROM api_keys')).rows).toEqual([{ n: 0n }]);
  });
});

// Shows that the tests above can fail: without the policy the same reads leak.
test('without row-level security the same read would leak', async () => {
  await owner.query('ALTER TABLE api_keys DISABLE ROW LEVEL SECURITY');
  try {
    const keys = await withTenant(app, { organizationId: 'org_a', userId: 'usr_a' }, (tx) => tx.apiKey.findMany());
    expect(keys).toHaveLength(2);
  } finally {
    await owner.query('ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY');
  }
});

describe('the default policy of a key and of a project', () => {
  const pointTo = (table: string, letter: string) => owner.query(`UPDATE ${table} SET default_policy_id = 'pol_${letter}' WHERE organization_id = 'org_a'`);
  const columns = async (table: string): Promise<unknown[]> =>
    (await owner.query(`SELECT organization_id, default_policy_id FROM ${table} WHERE organization_id = 'org_a'`)).rows;

  test.each(['api_keys', 'projects'])('is one of the same organization in %s, and is taken out with it', async (table) => {
    await owner.query(`INSERT INTO routing_policies (id, organization_id, name) VALUES ('pol_a', 'org_a', 'mine'), ('pol_b', 'org_b', 'theirs')`);
    try {
      await expect(pointTo(table, 'b')).rejects.toThrow(`${table}_organization_id_default_policy_id_fkey`);
      await expect(pointTo(table, 'nobody')).rejects.toThrow(`${table}_organization_id_default_policy_id_fkey`);
      await pointTo(table, 'a');
      expect(await columns(table)).toEqual([{ organization_id: 'org_a', default_policy_id: 'pol_a' }]);
    } finally {
      await owner.query('DELETE FROM routing_policies');
    }
    expect(await columns(table)).toEqual([{ organization_id: 'org_a', default_policy_id: null }]);
  });
});

test('every table with an organization id has row-level security', async () => {
  const { rows } = await owner.query(`
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT c.relrowsecurity
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id')`);
  // The webhook inbox is read by the worker alone; the dashboard may only insert.
  expect(rows).toEqual([{ relname: 'stripe_events' }]);
});
