import type {} from '@modelhub/testing/vitest-setup';
import { startFaultProxy } from '@modelhub/testing/fault-proxy';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { invalidationsContract } from './invalidations.contract.ts';
import { PostgresInvalidations } from './postgres-invalidations.ts';
import type { Invalidation } from './shared-state.ts';

let database: TestDatabase;
let elsewhere: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  elsewhere = new pg.Pool({ connectionString: database.url, max: 1 });
});
afterAll(async () => {
  await elsewhere.end();
  await database.drop();
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function open() {
  const proxy = await startFaultProxy(database.urlAs('modelhub_gateway'));
  const bus = new PostgresInvalidations(proxy.url);
  closers.push(
    () => bus.close(),
    () => proxy.close(),
  );
  const publishNonsense = async (text: string): Promise<void> => void (await elsewhere.query("SELECT pg_notify('modelhub_invalidation', $1)", [text]));
  const publishElsewhere = (event: Invalidation): Promise<void> => publishNonsense(JSON.stringify(event));
  return { bus, proxy, publishElsewhere, publishNonsense };
}

describe('announcements by NOTIFY', () => {
  invalidationsContract(open);

  test('a change made by SQL alone is heard', async () => {
    const { bus } = await open();
    const heard: Invalidation[] = [];
    bus.subscribe((event) => heard.push(event));
    await vi.waitUntil(() => bus.isConnected);
    await elsewhere.query(`
      INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_sql', 'Acme', 'acme-sql', now());
      UPDATE organizations SET status = 'suspended' WHERE id = 'org_sql'`);
    await vi.waitUntil(() => heard.length > 0, { timeout: 5_000 });
    expect(heard).toEqual([{ kind: 'organization', id: 'org_sql' }]);
  });
});
