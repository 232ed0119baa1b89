import type {} from '@modelhub/testing/vitest-setup';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { appendToLedger } from '@modelhub/metering/ledger/append';
import { recordCorrection } from '@modelhub/metering/ledger/corrections';
import { seedTenants } from '@modelhub/metering/testing/ledger-fixtures';
import { randomFrom } from '@modelhub/metering/testing/random';
import { requestDecision, settledEvent } from '@modelhub/metering/testing/usage-event-fixtures';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createLedgerWorld, type Caller, type LedgerWorld } from '#src/testing/ledger-world.ts';
import { generationIdOf } from '../generation-id.ts';
import { requestsInputSchema, type RequestsInput } from '../requests-query.ts';
import { pageSql, type RequestRow } from './request-log.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 30);
const HOUR = 3_600_000;
const ASK = requestsInputSchema.parse({});

const random = randomFrom(7);
const events = Array.from({ length: 180 }, (_, index) => {
  const letter = random.pick(['a', 'a', 'a', 'b']);
  const outcome = random.pick(['completed', 'completed', 'completed', 'cancelled', 'failed'] as const);
  return settledEvent({
    organizationId: `org_${letter}`,
    projectId: `prj_${letter}`,
    keyId: `key_${letter}`,
    requestId: `req_${index}`,
    model: random.pick(['openai/gpt-4o', 'openai/gpt-4o-mini']),
    openedAtMs: NOW - index * HOUR - random.below(HOUR),
    outcome,
    statusCode: outcome === 'failed' ? random.pick([429, 502]) : 200,
    usageSource: outcome === 'cancelled' ? 'estimated' : 'provider',
    stream: random.next() < 0.5,
    usage: { ...ZERO_USAGE, input: 900, cachedInput: 100, output: 200, units: 75 },
    costNanoUsd: BigInt(index) * 1_000_000_007n,
    attempts: index % 5 === 0 ? 2 : 1,
    decision:
      index % 3 === 0 ? null : requestDecision({ policy: index % 3 === 1 ? null : { name: 'support', version: 1, step: index % 2 === 0 ? 'short' : 'long' } }),
  });
});
const mine = events.filter((event) => event.organizationId === 'org_a');
const foreign = events.find((event) => event.organizationId === 'org_b')!;
const ids = (rows: readonly RequestRow[]) => rows.map((row) => row.id);
const idsOf = (list: typeof events) => list.map((event) => generationIdOf(event.eventId));

let world: LedgerWorld;
let viewer: Caller;

beforeAll(async () => {
  world = await createLedgerWorld(inject('postgresAdminUrl'), new Date(NOW).toISOString());
  await seedTenants(world.databaseUrl, ['a', 'b']);
  await appendToLedger(world.worker, events);
  viewer = await world.signIn('org_a', 'viewer');
});
afterAll(() => world.end());

async function allPages(input: RequestsInput): Promise<RequestRow[]> {
  const rows: RequestRow[] = [];
  for (let before: string | null = null; ;) {
    const page: Awaited<ReturnType<Caller['requests']['list']>> = await viewer.requests.list({ ...input, before });
    rows.push(...page.rows);
    if (page.olderThan === null) return rows;
    before = page.olderThan;
  }
}

describe('requests.list', () => {
  test('pages hold every request of the tenant once, the newest first', async () => {
    const first = await viewer.requests.list(ASK);
    expect(first.rows).toHaveLength(50);
    expect(first.newerThan).toBeNull();
    expect(ids(await allPages(ASK))).toEqual(idsOf(mine));
    expect(first.rows[0]).toMatchObject({ promptTokens: 1_000, completionTokens: 200, units: 75, unit: 'second' });
  });

  test('the way back is the way there', async () => {
    const first = await viewer.requests.list(ASK);
    const second = await viewer.requests.list({ ...ASK, before: first.olderThan });
    const third = await viewer.requests.list({ ...ASK, before: second.olderThan });
    expect(ids((await viewer.requests.list({ ...ASK, after: third.newerThan })).rows)).toEqual(ids(second.rows));
    const back = await viewer.requests.list({ ...ASK, after: second.newerThan });
    expect(ids(back.rows)).toEqual(ids(first.rows));
    expect(back.newerThan).toBeNull();
  });

  test('a page does not move when something new arrives above it', async () => {
    const first = await viewer.requests.list(ASK);
    const second = await viewer.requests.list({ ...ASK, before: first.olderThan });
    const late = settledEvent({ openedAtMs: NOW + 1_000 });
    await appendToLedger(world.worker, [late]);
    expect(ids((await viewer.requests.list({ ...ASK, before: first.olderThan })).rows)).toEqual(ids(second.rows));
    expect((await viewer.requests.list(ASK)).rows[0]?.id).toBe(generationIdOf(late.eventId));
    await world.sql(`DELETE FROM usage_events WHERE event_id = $1`, [late.eventId]);
  });

  test.each([
    [{ model: 'openai/gpt-4o-mini' }, (event: (typeof events)[number]) => event.model === 'openai/gpt-4o-mini'],
    [{ status: 'failed' }, (event: (typeof events)[number]) => event.outcome === 'failed'],
    [{ status: '4xx' }, (event: (typeof events)[number]) => event.statusCode === 429],
    [{ status: '5xx' }, (event: (typeof events)[number]) => event.statusCode === 502],
    [{ stream: false }, (event: (typeof events)[number]) => !event.stream],
    [{ keyId: 'key_a', projectId: 'prj_a' }, () => true],
    [{ fallback: true }, (event: (typeof events)[number]) => event.attempts > 1],
    [{ fallback: false }, (event: (typeof events)[number]) => event.attempts === 1],
    [{ policy: 'support' }, (event: (typeof events)[number]) => event.decision?.policy?.name === 'support'],
    [{ policy: 'support', step: 'long' }, (event: (typeof events)[number]) => event.decision?.policy?.step === 'long'],
    [{ since: '24h' }, (event: (typeof events)[number]) => event.openedAtMs >= Date.UTC(2026, 10, 23, 11)],
  ] as const)('filters by %o', async (filter, matches) => {
    const expected = mine.filter((event) => matches(event));
    expect(expected.length).toBeGreaterThan(0);
    expect(ids(await allPages({ ...ASK, ...filter }))).toEqual(idsOf(expected));
  });

  test('walks the primary key rather than sorting the ledger', async () => {
    const none = [null, null, null, null];
    const rows = await world.sql<{ 'QUERY PLAN': string }>(`EXPLAIN ${pageSql('older')}`, [
      'org_a',
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      51,
      ...none,
      0,
      999,
      null,
      51,
      null,
      null,
      null,
    ]);
    const scanned = rows
      .map((row) => row['QUERY PLAN'])
      .join('\n')
      .split('CTE matched')[0];
    expect(scanned).toContain('Index');
    expect(scanned).not.toMatch(/-> +Sort|Seq Scan on usage_events_2026_11/);
  });

  test('marks estimates and adds corrections to the cost', async () => {
    const event = mine.find((one) => one.costNanoUsd > 1_000n)!;
    const client = await world.worker.connect();
    try {
      await recordCorrection(client, { organizationId: 'org_a', eventId: event.eventId, reason: 'provider_usage', usageDelta: {}, costNanoUsd: -777n });
    } finally {
      client.release();
    }
    const rows = await allPages(ASK);
    expect(rows.reduce((sum, row) => sum + row.costNanoUsd, 0n)).toBe(mine.reduce((sum, one) => sum + one.costNanoUsd, 0n) - 777n);
    expect(rows.filter((row) => row.estimated).length).toBe(mine.filter((one) => one.usageSource === 'estimated').length);
    const detail = await viewer.requests.get({ id: generationIdOf(event.eventId) });
    expect(detail.costNanoUsd).toBe(event.costNanoUsd);
    expect(detail.corrections).toMatchObject([{ reason: 'provider_usage', costNanoUsd: -777n }]);
    await world.sql('DELETE FROM usage_corrections');
  });
});

describe('requests.get', () => {
  test('has the facts of the ledger', async () => {
    const event = mine.find((one) => one.outcome === 'cancelled')!;
    expect(await viewer.requests.get({ id: generationIdOf(event.eventId) })).toMatchObject({
      requestId: event.requestId,
      model: event.model,
      outcome: 'cancelled',
      usageSource: 'estimated',
      timeToFirstMs: 300,
      durationMs: 1_200,
      overheadUs: 900,
      costNanoUsd: event.costNanoUsd,
      key: { id: 'key_a', name: 'k' },
      project: { name: 'Default' },
      tokens: [
        { component: 'input', count: 900, priceNanoUsdPerMillionTokens: 2_500_000_000n },
        { component: 'cachedInput', count: 100, priceNanoUsdPerMillionTokens: 1_250_000_000n },
        { component: 'output', count: 200, priceNanoUsdPerMillionTokens: 10_000_000_000n },
        { component: 'units', count: 75, priceNanoUsdPerMillionTokens: 100_000_000_000n },
      ],
      unit: 'second',
    });
  });

  test('says why the request went where it went, where that is kept', async () => {
    const told = mine.find(({ decision }) => decision?.policy != null)!;
    const { decision } = await viewer.requests.get({ id: generationIdOf(told.eventId) });
    expect(decision).toMatchObject({
      policy: told.decision?.policy,
      attempts: [{ endpoint: 'azure/gpt-4o', error: 'provider_error' }, { provider_key: 'own' }, { hedge: true }],
      candidates_not_set_up: 2,
    });
    const untold = mine.find((event) => event.decision === null)!;
    expect((await viewer.requests.get({ id: generationIdOf(untold.eventId) })).decision).toBeNull();
  });

  test('offers the policies of the tenant with the steps of all their versions', async () => {
    await world.sql(
      `INSERT INTO routing_policies (id, organization_id, name) VALUES ('p1', 'org_a', 'support'), ('p2', 'org_a', 'bare'), ('p3', 'org_b', 'theirs')`,
    );
    await world.sql(`INSERT INTO routing_policy_versions (policy_id, version, organization_id, document) VALUES
      ('p1', 1, 'org_a', '{"steps":[{"name":"short"},{"name":"long"}]}'), ('p1', 2, 'org_a', '{"steps":[{"name":"all"}]}'), ('p2', 1, 'org_a', '{"steps":7}')`);
    expect(await viewer.requests.policies()).toEqual([
      { name: 'bare', steps: [] },
      { name: 'support', steps: ['all', 'long', 'short'] },
    ]);
  });

  test('of another tenant is not found, like one that never was', async () => {
    for (const id of [generationIdOf(foreign.eventId), `gen_${'0'.repeat(32)}`]) {
      await expect(viewer.requests.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('another tenant', () => {
  test.each([{ keyId: 'key_b' }, { projectId: 'prj_b' }, { keyId: 'key_unknown' }])('%o is not found, in list and file', async (filter) => {
    await expect(viewer.requests.list({ ...ASK, ...filter })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(viewer.requests.csv({ ...ASK, ...filter })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a cursor of another tenant shows nothing of theirs', async () => {
    const page = await viewer.requests.list({ ...ASK, before: generationIdOf(foreign.eventId) });
    expect(page.rows.every((row) => idsOf(mine).includes(row.id))).toBe(true);
    expect((await viewer.requests.csv(ASK)).text).not.toContain('key_b');
  });
});

test('the file has a line for every request', async () => {
  const { text } = await viewer.requests.csv({ ...ASK, model: 'openai/gpt-4o' });
  expect(
    text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[1]),
  ).toEqual(idsOf(mine.filter((event) => event.model === 'openai/gpt-4o')));
});

test('a filter that matches nothing recent says how far it has looked', async () => {
  const rows = Array.from({ length: 20_400 }, (_, index) => settledEvent({ openedAtMs: NOW - 200 * HOUR - index * 1_000, requestId: 'bulk' }));
  for (let at = 0; at < rows.length; at += 5_000) await appendToLedger(world.worker, rows.slice(at, at + 5_000));
  const needle = settledEvent({ openedAtMs: NOW - 200 * HOUR - 20_399_500, model: 'openai/o3' });
  await appendToLedger(world.worker, [needle]);
  const first = await viewer.requests.list({ ...ASK, model: 'openai/o3' });
  expect(first.rows).toEqual([]);
  expect(first.searchedBackTo?.getTime()).toBeLessThan(NOW - 200 * HOUR);
  const second = await viewer.requests.list({ ...ASK, model: 'openai/o3', before: first.olderThan });
  expect(ids(second.rows)).toEqual([generationIdOf(needle.eventId)]);
  expect(second.searchedBackTo).toBeNull();
});
