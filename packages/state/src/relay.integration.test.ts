import type {} from '@modelhub/testing/vitest-setup';
import { startFaultProxy } from '@modelhub/testing/fault-proxy';
import { createTestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { Announcer } from './announcer.ts';
import { createRedisState } from './redis.ts';
import { startInvalidationRelay } from './relay.ts';
import type { Invalidation } from './shared-state.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gateway() {
  const state = await createRedisState({ redisUrl: inject('redisUrl'), gatewayId: 'gateway-0' });
  closers.push(() => state.close());
  const heard: Invalidation[] = [];
  state.invalidations.subscribe((event) => heard.push(event));
  await vi.waitUntil(() => state.invalidations.isConnected, { timeout: 10_000 });
  return heard;
}

describe.skipIf(inject('redisUrl') === '')('gateways that listen to Redis', () => {
  test('hear of a change that was made by SQL alone', async () => {
    const database = await createTestDatabase(inject('postgresAdminUrl'));
    const owner = new pg.Client(database.url);
    await owner.connect();
    closers.push(
      () => database.drop(),
      () => owner.end(),
    );
    const heard = await gateway();
    const relay = startInvalidationRelay({ databaseUrl: database.urlAs('modelhub_worker'), redisUrl: inject('redisUrl') });
    closers.push(() => relay.close());
    await owner.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_relay', 'Acme', 'acme-relay', now())`);
    // Nobody knows when the relay has begun to listen: the change is made until it was heard.
    await vi.waitFor(
      async () => {
        await owner.query(`UPDATE organizations SET status = 'suspended' WHERE id = 'org_relay'`);
        expect(heard).toContainEqual({ kind: 'organization', id: 'org_relay' });
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test('hear what was announced while Redis could not be reached', async () => {
    const proxy = await startFaultProxy(inject('redisUrl'));
    const announcer = new Announcer(proxy.url);
    closers.push(
      () => proxy.close(),
      () => announcer.close(),
    );
    const heard = await gateway();
    await vi.waitFor(
      async () => {
        await announcer.announce({ kind: 'api-key', id: 'before' });
        expect(heard.length).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 50 },
    );
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await announcer.announce({ kind: 'organization', id: 'org_1' });
    await announcer.announce({ kind: 'organization', id: 'org_1' });
    await announcer.announce({ kind: 'api-key', id: 'ab' });
    const later = () => heard.filter(({ id }) => id !== 'before');
    expect(later()).toEqual([]);
    proxy.restore();
    await vi.waitUntil(() => later().length >= 2, { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(later()).toEqual([
      { kind: 'organization', id: 'org_1' },
      { kind: 'api-key', id: 'ab' },
    ]);
  });
});
