import type {} from '@modelhub/testing/vitest-setup';
import { hashApiKey, isWellFormedApiKey } from '@modelhub/access/api-key';
import { appendToLedger } from '@modelhub/metering/ledger/append';
import { seedTenants } from '@modelhub/metering/testing/ledger-fixtures';
import { settledEvent } from '@modelhub/metering/testing/usage-event-fixtures';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createLedgerWorld, type Caller, type LedgerWorld } from '#src/testing/ledger-world.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 30);
const NO_LIMITS = { requestsPerMinute: null, tokensPerMinute: null, maxConcurrency: null, budget: null, allowedModels: [], expiresAt: null };

let world: LedgerWorld;
let developer: Caller;

beforeAll(async () => {
  world = await createLedgerWorld(inject('postgresAdminUrl'), new Date(NOW).toISOString());
  await seedTenants(world.databaseUrl, ['a', 'b']);
  developer = await world.signIn('org_a', 'developer');
});
beforeEach(() => void world.invalidations.splice(0));
afterAll(() => world.end());

async function stored(id: string) {
  const rows = await world.sql<Record<string, unknown>>('SELECT * FROM api_keys WHERE id = $1', [id]);
  return rows[0];
}

describe('keys.create', () => {
  test('answers with a key that is stored as its hash alone', async () => {
    const key = await developer.keys.create({ name: ' Backend ', projectId: 'prj_a' });
    expect(isWellFormedApiKey(key.secret)).toBe(true);
    const row = await stored(key.id);
    expect(row).toMatchObject({ name: 'Backend', hash: hashApiKey(key.secret, world.pepper), created_by_user_id: 'usr_org_a_developer' });
    expect(JSON.stringify(row)).not.toContain(key.secret);
    expect(key).not.toHaveProperty('hash');
    const listed = (await developer.keys.list()).find((one) => one.id === key.id);
    expect(listed).toMatchObject({ masked: `${key.secret.slice(0, 12)}…${key.secret.slice(-4)}`, createdBy: 'The developer', status: 'active' });
    const rows = await world.sql('SELECT before, after FROM audit_events WHERE target_id = $1', [key.id]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(key.secret);
  });

  test('keeps limits to the nano-dollar and refuses what is none', async () => {
    const limits = { ...NO_LIMITS, requestsPerMinute: 60, budget: { amountUsd: '12.500000001', window: 'day' as const }, allowedModels: ['openai/gpt-4o'] };
    const key = await developer.keys.create({ name: 'Limited', projectId: 'prj_a', limits });
    expect((await developer.keys.list()).find((one) => one.id === key.id)).toMatchObject({
      budgetNanoUsd: 12_500_000_001n,
      budgetWindow: 'day',
      requestsPerMinute: 60,
    });
    for (const wrong of [
      { budget: { amountUsd: '-1', window: 'day' as const } },
      { requestsPerMinute: 0 },
      { allowedModels: ['no/such-model'] },
      { expiresAt: new Date(NOW - 1) },
    ]) {
      await expect(developer.keys.create({ name: 'Wrong', projectId: 'prj_a', limits: { ...NO_LIMITS, ...wrong } })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
    }
  });

  test('waits for a confirmed address', async () => {
    const unconfirmed = await world.signIn('org_a', 'admin', { verified: false });
    await expect(unconfirmed.keys.create({ name: 'Early', projectId: 'prj_a' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('keys.list', () => {
  test('has this month’s spend, to the nano-dollar', async () => {
    const event = (iso: string, cost: bigint) => settledEvent({ openedAtMs: Date.parse(iso), costNanoUsd: cost });
    await appendToLedger(world.worker, [
      event('2026-11-01T00:00:00Z', 9_007_199_254_740_993n),
      event('2026-11-24T10:00:00Z', 1n),
      event('2026-10-31T23:59:59Z', 5n),
    ]);
    expect((await developer.keys.list()).find((key) => key.id === 'key_a')).toMatchObject({
      spendThisMonthNanoUsd: 9_007_199_254_740_994n,
      requestsThisMonth: 2,
    });
  });
});

describe('keys.recentUse', () => {
  test('counts the last hour by model, the busiest first', async () => {
    const { id } = await developer.keys.create({ name: 'Busy', projectId: 'prj_a' });
    const event = (minutesAgo: number, model: string) => settledEvent({ openedAtMs: NOW - minutesAgo * 60_000, keyId: id, model });
    await appendToLedger(world.worker, [event(5, 'openai/o3'), event(10, 'openai/gpt-4o'), event(59, 'openai/gpt-4o'), event(61, 'openai/gpt-4o')]);
    expect(await developer.keys.recentUse({ id })).toMatchObject({
      requestsLastHour: 3,
      models: [
        { model: 'openai/gpt-4o', requests: 2 },
        { model: 'openai/o3', requests: 1 },
      ],
    });
  });
});

describe('keys.revoke', () => {
  test('ends a key, tells the gateways, and leaves nothing to edit', async () => {
    const { id, secret } = await developer.keys.create({ name: 'Short-lived', projectId: 'prj_a' });
    await developer.keys.revoke({ id });
    expect((await stored(id))?.['revoked_at']).toEqual(new Date(NOW));
    expect(world.invalidations).toContainEqual({ kind: 'api-key', id: hashApiKey(secret, world.pepper) });
    await expect(developer.keys.update({ id, name: 'Back', limits: NO_LIMITS })).rejects.toMatchObject({ code: 'CONFLICT' });
    world.clock.advanceMs(60_000);
    await developer.keys.revoke({ id });
    expect((await stored(id))?.['revoked_at']).toEqual(new Date(NOW));
    world.clock.set(NOW);
  });
});

describe('another tenant', () => {
  test('finds none of this one’s keys and cannot put one here', async () => {
    const other = await world.signIn('org_b', 'owner');
    for (const call of [
      () => other.keys.update({ id: 'key_a', name: 'Mine', limits: NO_LIMITS }),
      () => other.keys.revoke({ id: 'key_a' }),
      () => other.keys.recentUse({ id: 'key_a' }),
      () => other.keys.create({ name: 'Spy', projectId: 'prj_a' }),
      () => other.keys.list({ projectId: 'prj_a' }),
      () => other.onboarding.firstRequest({ keyId: 'key_a' }),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect((await other.keys.list()).map((key) => key.id)).toEqual(['key_b']);
    expect(await stored('key_a')).toMatchObject({ name: 'k', revoked_at: null });
  });
});

describe('roles', () => {
  test.each(['viewer', 'billing'] as const)('%s sees keys and changes none', async (role) => {
    const caller = await world.signIn('org_a', role);
    expect((await caller.keys.list()).length).toBeGreaterThan(0);
    expect(await caller.keys.recentUse({ id: 'key_a' })).toMatchObject({ requestsLastHour: expect.any(Number) });
    for (const call of [
      () => caller.keys.create({ name: 'Mine', projectId: 'prj_a' }),
      () => caller.keys.update({ id: 'key_a', name: 'Mine', limits: NO_LIMITS }),
      () => caller.keys.revoke({ id: 'key_a' }),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await stored('key_a')).toMatchObject({ name: 'k', revoked_at: null });
  });

  test.each(['owner', 'admin', 'developer'] as const)('%s creates, changes and revokes', async (role) => {
    const caller = await world.signIn('org_a', role);
    const { id } = await caller.keys.create({ name: 'Mine', projectId: 'prj_a' });
    await caller.keys.update({ id, name: 'Renamed', limits: { ...NO_LIMITS, maxConcurrency: 3 } });
    expect(await stored(id)).toMatchObject({ name: 'Renamed', max_concurrency: 3 });
    await caller.keys.revoke({ id });
    expect((await caller.keys.list()).find((key) => key.id === id)?.status).toBe('revoked');
  });
});
