import type {} from '@modelhub/testing/vitest-setup';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { createPrismaClient, type PrismaClient } from '@modelhub/db/client';
import { createPool } from '@modelhub/db/pool';
import { rowsFromPg, rowsFromPrisma } from '@modelhub/db/query-rows';
import { withTenant, withTenantConnection } from '@modelhub/db/tenant';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { appendToLedger } from './ledger/append.ts';
import { seedTenants } from './testing/ledger-fixtures.ts';
import { randomFrom } from './testing/random.ts';
import { settledEvent } from './testing/usage-event-fixtures.ts';
import { bucketStarts, usageBreakdown, usageFilterValues, usageSeries, usageTotals, type UsageFilter } from './usage-queries.ts';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 10, 1);
const TO = FROM + 5 * DAY;

let database: TestDatabase;
let worker: pg.Pool;
let app: pg.Pool;
let prisma: PrismaClient;

const random = randomFrom(20_261_123);
const events = Array.from({ length: 500 }, () => {
  const letter = random.pick(['a', 'a', 'a', 'b']);
  return settledEvent({
    organizationId: `org_${letter}`,
    projectId: random.pick([`prj_${letter}`, `prj_${letter}2`]),
    keyId: random.pick([`key_${letter}`, `key_${letter}2`]),
    model: random.pick(['openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-sonnet-4-5']),
    openedAtMs: FROM + random.below(5 * DAY),
    usage: { ...ZERO_USAGE, input: random.below(1_000_000), cachedInput: random.below(5_000), output: random.below(90_000), units: random.below(300) },
    costNanoUsd: BigInt(random.below(2 ** 31)) * 1_000_003n,
    usageSource: random.pick(['provider', 'estimated']),
  });
});
const mine = (filter: Partial<UsageFilter> = {}) =>
  events.filter(
    (event) =>
      event.organizationId === 'org_a' &&
      (filter.models === undefined || filter.models.includes(event.model)) &&
      (filter.keyIds === undefined || filter.keyIds.includes(event.keyId)) &&
      (filter.projectIds === undefined || filter.projectIds.includes(event.projectId)),
  );
const costOf = (list: typeof events) => list.reduce((sum, event) => sum + event.costNanoUsd, 0n);
const range: UsageFilter = { organizationId: 'org_a', fromMs: FROM, toMs: TO };

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a', 'b']);
  worker = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 2, applicationName: 'test' });
  app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'test' });
  prisma = createPrismaClient({ databaseUrl: database.url, role: 'modelhub_app', max: 2 });
  await appendToLedger(worker, events);
});
afterAll(async () => {
  await Promise.all([worker.end(), app.end(), prisma.$disconnect()]);
  await database.drop();
});

const asTenant = <T>(fn: (query: ReturnType<typeof rowsFromPg>) => Promise<T>, organizationId = 'org_a') =>
  withTenantConnection(app, { organizationId, userId: null }, (client) => fn(rowsFromPg(client)));

describe('usage queries', () => {
  test('totals equal the sum of the events, to the nano-USD', async () => {
    const totals = await asTenant((query) => usageTotals(query, range));
    expect(totals).toMatchObject({
      requests: BigInt(mine().length),
      estimatedRequests: BigInt(mine().filter((event) => event.usageSource === 'estimated').length),
      costNanoUsd: costOf(mine()),
    });
    expect(totals.usage.input).toBe(BigInt(mine().reduce((sum, event) => sum + event.usage.input, 0)));
    expect(totals.costNanoUsd).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });

  test.each([
    { models: ['openai/gpt-4o'] },
    { keyIds: ['key_a2'], models: ['openai/gpt-4o', 'openai/gpt-4o-mini'] },
    { projectIds: ['prj_a2'] },
    { keyIds: ['key_b'] },
  ])('filters by %o', async (filter) => {
    const totals = await asTenant((query) => usageTotals(query, { ...range, ...filter }));
    expect(totals.costNanoUsd).toBe(costOf(mine(filter)));
  });

  test.each(['hour', 'day'] as const)('the series by %s has every event in its bucket', async (bucket) => {
    const size = bucket === 'hour' ? 3_600_000 : DAY;
    const series = await asTenant((query) => usageSeries(query, range, { bucket, groupBy: 'model' }));
    const expected = new Map<string, bigint>();
    for (const event of mine()) {
      const id = `${Math.floor(event.openedAtMs / size) * size} ${event.model}`;
      expected.set(id, (expected.get(id) ?? 0n) + event.costNanoUsd);
    }
    expect(new Map(series.map((point) => [`${point.bucketStartMs} ${point.group}`, point.costNanoUsd]))).toEqual(expected);
    expect(series.map((point) => point.bucketStartMs)).toEqual(series.map((point) => point.bucketStartMs).sort((a, b) => a - b));
    expect(bucketStarts(range, bucket)).toHaveLength(bucket === 'hour' ? 120 : 5);
  });

  test('a breakdown adds up to the total, the dearest first', async () => {
    for (const group of ['model', 'key', 'project', 'provider'] as const) {
      const rows = await asTenant((query) => usageBreakdown(query, range, group));
      expect(rows.reduce((sum, row) => sum + row.costNanoUsd, 0n)).toBe(costOf(mine()));
      const costs = rows.map((row) => row.costNanoUsd);
      expect(costs).toEqual([...costs].sort((a, b) => (a > b ? -1 : 1)));
    }
  });

  test('filter values are what the tenant used', async () => {
    expect(await asTenant((query) => usageFilterValues(query, range))).toEqual({
      projectIds: ['prj_a', 'prj_a2'],
      keyIds: ['key_a', 'key_a2'],
      models: ['anthropic/claude-sonnet-4-5', 'openai/gpt-4o', 'openai/gpt-4o-mini'],
    });
    expect(await asTenant((query) => usageFilterValues(query, { ...range, fromMs: TO, toMs: TO + DAY }))).toEqual({
      projectIds: [],
      keyIds: [],
      models: [],
    });
  });

  test('another tenant sees nothing, even when asking for this one by name', async () => {
    expect((await asTenant((query) => usageTotals(query, range), 'org_b')).costNanoUsd).toBe(0n);
    expect((await usageTotals(rowsFromPg(app), range)).costNanoUsd).toBe(0n);
  });

  test('gives the same through Prisma', async () => {
    const [series, values] = await withTenant(prisma, { organizationId: 'org_a', userId: null }, async (tx) => {
      const query = rowsFromPrisma(tx);
      return [await usageSeries(query, { ...range, models: ['openai/gpt-4o'] }, { bucket: 'day' }), await usageFilterValues(query, range)];
    });
    expect(series).toEqual(await asTenant((query) => usageSeries(query, { ...range, models: ['openai/gpt-4o'] }, { bucket: 'day' })));
    expect(values.models).toHaveLength(3);
  });

  test('a range inside an hour counts that whole hour', async () => {
    const hour = Math.floor((mine()[0]?.openedAtMs ?? 0) / 3_600_000) * 3_600_000;
    const inHour = mine().filter((event) => event.openedAtMs >= hour && event.openedAtMs < hour + 3_600_000);
    const totals = await asTenant((query) => usageTotals(query, { ...range, fromMs: hour + 60_000, toMs: hour + 120_000 }));
    expect(totals.requests).toBe(BigInt(inHour.length));
  });
});
