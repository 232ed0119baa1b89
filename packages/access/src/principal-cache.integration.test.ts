import type {} from '@modelhub/testing/vitest-setup';
import { createSharedState } from '@modelhub/state/connect';
import { startInvalidationRelay } from '@modelhub/state/relay';
import type { SharedState } from '@modelhub/state/shared-state';
import { startFaultProxy, type FaultProxy } from '@modelhub/testing/fault-proxy';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { generateApiKey, hashApiKey } from './api-key.ts';
import { PrincipalCache } from './principal-cache.ts';
import { postgresTenantSource } from './tenant-source.ts';

const PEPPER = 'pepper of the tests';

let database: TestDatabase;
let owner: pg.Pool;
let gateway: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Pool({ connectionString: database.url, max: 2 });
  gateway = new pg.Pool({ connectionString: database.urlAs('modelhub_gateway'), max: 2 });
  await owner.query(`
    INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_1', 'Acme', 'acme', now());
    INSERT INTO projects (id, organization_id, name) VALUES ('prj_1', 'org_1', 'Default')`);
});
afterAll(async () => {
  await gateway.end();
  await owner.end();
  await database.drop();
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A gateway's cache, which hears of changes through a proxy, and looks keys up without one. */
async function openCache(kind: 'postgres' | 'redis'): Promise<{ cache: PrincipalCache; state: SharedState; proxy: FaultProxy }> {
  const proxy = await startFaultProxy(kind === 'redis' ? inject('redisUrl') : database.urlAs('modelhub_gateway'));
  closers.push(() => proxy.close());
  const state = await createSharedState({ gatewayId: 'gateway-0', ...(kind === 'redis' ? { redisUrl: proxy.url } : { databaseUrl: proxy.url }) });
  closers.push(() => state.close());
  if (kind === 'redis') {
    const relay = startInvalidationRelay({ databaseUrl: database.urlAs('modelhub_worker'), redisUrl: inject('redisUrl') });
    closers.push(() => relay.close());
    const probe: string[] = [];
    state.invalidations.subscribe(({ id }) => probe.push(id));
    // The relay listens when it passes something on.
    await vi.waitFor(
      async () => {
        await owner.query(`UPDATE organizations SET markup_basis_points = 1000 WHERE id = 'org_1'`);
        expect(probe).toContain('org_1');
      },
      { timeout: 10_000, interval: 50 },
    );
  }
  await vi.waitUntil(() => state.invalidations.isConnected, { timeout: 10_000 });
  const cache = new PrincipalCache({ source: postgresTenantSource(gateway), invalidations: state.invalidations, pepper: PEPPER });
  return { cache, state, proxy };
}

async function storeKey(): Promise<{ readonly key: string; readonly id: string }> {
  const key = generateApiKey();
  const id = `key_${key.slice(-6)}`;
  await owner.query(
    `INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ($1, 'org_1', 'prj_1', 'k', $2, 'mh_live_aaaa', '0001')`,
    [id, hashApiKey(key, PEPPER)],
  );
  return { key, id };
}

/** How long the key is still let in, in ms. */
async function letInFor(cache: PrincipalCache, key: string): Promise<number> {
  const startedAtMs = performance.now();
  await vi.waitUntil(async () => (await cache.authenticate(key)).kind === 'refused', { timeout: 10_000, interval: 5 });
  return performance.now() - startedAtMs;
}

describe.each(['postgres', 'redis'] as const)('a key that is revoked by SQL alone, heard of through %s', (kind) => {
  test.skipIf(kind === 'redis' && inject('redisUrl') === '')('is refused within a second', async () => {
    const { cache } = await openCache(kind);
    const { key, id } = await storeKey();
    expect(await cache.authenticate(key)).toMatchObject({ kind: 'principal' });
    expect(cache.authenticate(key)).not.toBeInstanceOf(Promise);
    await owner.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
    // Without the announcement it would be half a minute; the promise is a second, and the rest is for a busy machine.
    expect(await letInFor(cache, key)).toBeLessThan(3_000);
  });

  test.skipIf(kind === 'redis' && inject('redisUrl') === '')('is refused within a second although the connection has silently gone', async () => {
    const { cache, proxy } = await openCache(kind);
    const { key, id } = await storeKey();
    expect(await cache.authenticate(key)).toMatchObject({ kind: 'principal' });
    proxy.stall();
    await owner.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
    expect(await letInFor(cache, key)).toBeLessThan(3_000);
  });
});

test('archiving a project is heard of', async () => {
  const { cache } = await openCache('postgres');
  const { key } = await storeKey();
  expect(await cache.authenticate(key)).toMatchObject({ kind: 'principal' });
  await owner.query(`UPDATE projects SET archived_at = now() WHERE id = 'prj_1'`);
  expect(await letInFor(cache, key)).toBeLessThan(3_000);
});

const POLLED = { timeout: 10_000, interval: 5 };

test('a provider key that the organization brings, changes or takes away is heard of', async () => {
  const { cache } = await openCache('postgres');
  const { key } = await storeKey();
  await owner.query(`UPDATE projects SET archived_at = NULL WHERE id = 'prj_1'`);
  const names = async (): Promise<string[]> => {
    const answer = await cache.authenticate(key);
    return answer.kind === 'principal' ? answer.principal.ownCredentials.map(({ name }) => name) : ['refused'];
  };
  await expect.poll(names, POLLED).toEqual([]);
  await owner.query(`
    INSERT INTO provider_credentials (id, organization_id, provider, name, ciphertext, key_version, last_four)
    VALUES ('crd_1', 'org_1', 'openai', 'first', '', 1, '0001')`);
  await expect.poll(names, POLLED).toEqual(['first']);
  await owner.query(`UPDATE provider_credentials SET name = 'second' WHERE id = 'crd_1'`);
  await expect.poll(names, POLLED).toEqual(['second']);
  await owner.query(`DELETE FROM provider_credentials`);
  await expect.poll(names, POLLED).toEqual([]);
});
