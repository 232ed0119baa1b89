import type {} from '@modelhub/testing/vitest-setup';
import { decimalFromNanoUsd } from '@modelhub/core/money';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { appendToLedger } from '@modelhub/metering/ledger/append';
import { seedTenants } from '@modelhub/metering/testing/ledger-fixtures';
import { randomFrom } from '@modelhub/metering/testing/random';
import { settledEvent } from '@modelhub/metering/testing/usage-event-fixtures';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createLedgerWorld, type Caller, type LedgerWorld } from '#src/testing/ledger-world.ts';
import type { UsageInput } from '../usage-query.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 30);
const DAY = 86_400_000;
const ASK: UsageInput = { range: '30d', from: '', to: '', bucket: null, by: 'model', models: [], keys: [], projects: [] };

const random = randomFrom(20_261_124);
const events = Array.from({ length: 700 }, () => {
  const letter = random.pick(['a', 'a', 'a', 'b']);
  return settledEvent({
    organizationId: `org_${letter}`,
    projectId: random.pick([`prj_${letter}`, `prj_${letter}2`]),
    keyId: random.pick([`key_${letter}`, `key_${letter}2`]),
    model: random.pick(['openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-sonnet-4-5']),
    openedAtMs: NOW - random.below(70 * DAY),
    usage: { ...ZERO_USAGE, input: random.below(1_000_000), cachedInput: random.below(5_000), output: random.below(90_000), reasoning: random.below(100) },
    costNanoUsd: BigInt(random.below(2 ** 31)) * 1_000_003n,
  });
});
const costOf = (list: typeof events) => list.reduce((sum, event) => sum + event.costNanoUsd, 0n);
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const since = Date.UTC(2026, 10, 24) - 29 * DAY;
const mine = events.filter((event) => event.organizationId === 'org_a' && event.openedAtMs >= since);

let world: LedgerWorld;
let viewer: Caller;

beforeAll(async () => {
  world = await createLedgerWorld(inject('postgresAdminUrl'), new Date(NOW).toISOString());
  await seedTenants(world.databaseUrl, ['a', 'b', 'c']);
  for (const letter of ['a', 'b']) {
    await world.sql(`INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, '=Second')`, [`prj_${letter}2`, `org_${letter}`]);
    await world.sql(`INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ($1, $2, $3, 'second', $1, 'p', 'l')`, [
      `key_${letter}2`,
      `org_${letter}`,
      `prj_${letter}2`,
    ]);
  }
  await appendToLedger(world.worker, events);
  viewer = await world.signIn('org_a', 'viewer');
});
afterAll(() => world.end());

describe('usage.report', () => {
  test.each(['model', 'key', 'project'] as const)('by %s: groups, buckets and totals are one sum, to the nano-USD', async (by) => {
    const report = await viewer.usage.report({ ...ASK, by });
    expect(report.totals.cost).toBe(costOf(mine));
    expect(report.totals.requests).toBe(BigInt(mine.length));
    expect(report.totals.tokens).toBe(BigInt(mine.reduce((total, { usage }) => total + usage.input + usage.cachedInput + usage.output, 0)));
    expect(sum(report.groups.map((group) => group.cost))).toBe(costOf(mine));
    expect(sum(report.groups.flatMap((group) => group.series.cost))).toBe(costOf(mine));
    expect(sum(report.groups.flatMap((group) => group.series.tokens))).toBe(report.totals.tokens);
    expect(report.totals.cost).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });

  test('hours hold what their days hold', async () => {
    const byDay = await viewer.usage.report({ ...ASK, range: '7d', bucket: 'day' });
    const byHour = await viewer.usage.report({ ...ASK, range: '7d', bucket: 'hour' });
    expect(byDay.bucketsMs).toHaveLength(7);
    expect(byHour.bucketsMs).toHaveLength(6 * 24 + 11);
    expect(byHour.totals).toEqual(byDay.totals);
  });

  test('lays the period before under this one and stops it at the same moment', async () => {
    const report = await viewer.usage.report(ASK);
    const { fromMs, toMs } = report.period.previous;
    const before = events.filter((event) => event.organizationId === 'org_a' && event.openedAtMs >= fromMs && event.openedAtMs < toMs);
    expect(toMs - fromMs).toBe(report.period.toMs - report.period.fromMs);
    expect(report.previousTotals.cost).toBe(costOf(before));
    expect(sum(report.previous.cost)).toBe(costOf(before));
    expect(report.previous.cost).toHaveLength(report.bucketsMs.length);
  });

  test('narrows by model, key and project at once', async () => {
    const report = await viewer.usage.report({ ...ASK, models: ['openai/gpt-4o'], keys: ['key_a2'], projects: ['prj_a', 'prj_a2'] });
    const expected = mine.filter((event) => event.model === 'openai/gpt-4o' && event.keyId === 'key_a2');
    expect(expected.length).toBeGreaterThan(0);
    expect(report.totals.cost).toBe(costOf(expected));
  });

  test('has what was used a moment ago', async () => {
    const fresh = await world.signIn('org_c', 'developer');
    expect((await fresh.usage.report({ ...ASK, range: '24h' })).totals.cost).toBe(0n);
    await appendToLedger(world.worker, [
      settledEvent({ organizationId: 'org_c', projectId: 'prj_c', keyId: 'key_c', openedAtMs: NOW - 1_000, costNanoUsd: 7n }),
    ]);
    for (const range of ['24h', '7d', '30d', 'month'] as const) {
      const after = await fresh.usage.report({ ...ASK, range });
      expect(after.groups).toMatchObject([{ id: 'openai/gpt-4o', cost: 7n }]);
      expect(after.groups[0]?.series.cost.at(-1)).toBe(7n);
    }
  });
});

describe('another tenant', () => {
  test.each([{ keys: ['key_b'] }, { projects: ['prj_b'] }, { keys: ['key_a', 'key_b2'] }, { keys: ['key_unknown'] }])('%o is not found', async (narrowed) => {
    for (const procedure of [viewer.usage.report, viewer.usage.csv]) {
      await expect(procedure({ ...ASK, ...narrowed })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('has choices, figures and files of its own alone', async () => {
    const other = await world.signIn('org_b', 'owner');
    const report = await other.usage.report(ASK);
    expect(report.totals.cost).toBe(costOf(events.filter((event) => event.organizationId === 'org_b' && event.openedAtMs >= since)));
    const choices = await other.usage.choices();
    expect(choices.keys.map((key) => key.id).sort()).toEqual(['key_b', 'key_b2']);
    expect(choices.projects.map((project) => project.id).sort()).toEqual(['prj_b', 'prj_b2']);
    expect((await other.usage.csv({ ...ASK, by: 'key' })).text).not.toContain('key_a');
  });

  test('cannot be looked at by somebody who is no member', async () => {
    const outsider = await world.signIn('org_b', 'admin');
    expect((await outsider.usage.report(ASK)).totals.requests).toBeGreaterThan(0n);
    await world.sql(`DELETE FROM memberships WHERE user_id = 'usr_org_b_admin'`);
    await expect(outsider.usage.report(ASK)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(outsider.usage.csv(ASK)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(outsider.usage.choices()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('usage.csv', () => {
  test('adds up to the chart and runs nothing in a spreadsheet', async () => {
    const file = await viewer.usage.csv({ ...ASK, by: 'project' });
    const [head, ...lines] = file.text.trimEnd().split('\r\n');
    expect(file.name).toBe('modelhub-usage-2026-10-26-to-2026-11-24-by-project.csv');
    const columns = head?.split(',') ?? [];
    expect(columns.slice(0, 3)).toEqual(['day_utc', 'project_id', 'project_name']);
    expect(columns).toContain('cached_input_tokens');
    expect(columns).toContain('cache_write_5m_tokens');
    const costs = lines.map((line) => line.split(',').at(-1) ?? '');
    const nano = costs.reduce((total, text) => total + BigInt(text.replace('.', '')) * 10n ** BigInt(9 - (text.split('.')[1]?.length ?? 0)), 0n);
    expect(decimalFromNanoUsd(nano)).toBe(decimalFromNanoUsd(costOf(mine)));
    expect(lines.filter((line) => line.includes('prj_a2')).every((line) => line.includes(`,'=Second,`))).toBe(true);
  });
});

test.each(['owner', 'admin', 'developer', 'billing', 'viewer'] as const)('a role of %s may see usage', async (role) => {
  const caller = await world.signIn('org_a', role);
  expect((await caller.usage.report(ASK)).totals.cost).toBe(costOf(mine));
});
