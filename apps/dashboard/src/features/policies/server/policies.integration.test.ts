import { keptDecision } from '@modelhub/metering/kept-decision';
import { requestDecision } from '@modelhub/metering/testing/usage-event-fixtures';
import type {} from '@modelhub/testing/vitest-setup';
import { ROLES, type Role } from '@modelhub/access/roles';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { DashboardWorld, type Person, type Tenant } from '#src/testing/dashboard-world.ts';
import { POLICY_TEMPLATES } from '../policy-templates.ts';

const SMALL = { steps: [{ name: 'Everything', models: ['openai/gpt-4o-mini'] }] };
const STRONG = { steps: [{ name: 'Everything', models: ['anthropic/claude-sonnet-4-6'] }] };

let world: DashboardWorld;
let acme: Tenant;
let other: Tenant;

beforeAll(async () => {
  world = await DashboardWorld.start(inject('postgresAdminUrl'), { now: '2026-11-24T10:30:00Z', billing: false });
});
afterAll(() => world?.stop());

beforeEach(async () => {
  acme = await world.addTenant('Acme');
  other = await world.addTenant('Other');
  world.invalidations.length = 0;
});

const as = (person: Person, tenant: Tenant = acme) => world.caller(person, tenant.id).policies;
const mine = () => as(acme.owner);
const create = (name = 'support', document: unknown = SMALL) => mine().create({ name, document: document as never });

/** A UUIDv7 of this moment: the ledger holds events to it. */
function eventIdAt(at: string, count: number): string {
  const time = Date.parse(at).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(count).padStart(12, '0')}`;
}

let events = 0;

/** A request of a thousand tokens read and five hundred written, for a cent; with its features where they were kept. */
async function insertEvent(
  at: string,
  requestedModel: string,
  organizationId: string,
  kept: { readonly features?: object; readonly provider?: object; readonly keyId?: string; readonly projectId?: string } = {},
): Promise<string> {
  events += 1;
  const eventId = eventIdAt(at, events);
  await world.sql(
    `INSERT INTO usage_events (organization_id, event_id, occurred_at, project_id, key_id, request_id, surface, requested_model, model, provider, endpoint_id,
       price_id, markup_basis_points, outcome, usage_source, status_code, stream, input, cached_input, cache_write_5m, cache_write_1h, output, reasoning,
       cost_nano_usd, duration_ms, gateway_id)
     VALUES ($1, $2::uuid, $3, $5, $6, 'req_x', 'chat.completions', $4, 'openai/gpt-4o', 'openai', 'openai/gpt-4o', 'p', 1000, 'completed', 'provider', 200, false,
       1000, 0, 0, 0, 500, 0, 10000000, 5, 'gw')`,
    [organizationId, eventId, at, requestedModel, kept.projectId ?? 'prj_x', kept.keyId ?? 'key_x'],
  );
  if (kept.features !== undefined) {
    await world.sql('INSERT INTO request_decisions (organization_id, event_id, occurred_at, document) VALUES ($1, $2::uuid, $3, $4)', [
      organizationId,
      eventId,
      at,
      JSON.stringify({ v: 1, features: kept.features, provider: kept.provider }),
    ]);
  }
  return eventId;
}

async function auditActions(): Promise<string[]> {
  const rows = await world.sql<{ action: string }>('SELECT action FROM audit_events WHERE organization_id = $1 ORDER BY id', [acme.id]);
  return rows.map(({ action }) => action);
}

describe('a policy', () => {
  test('is drafted, published, changed and gone back to, each under its own number', async () => {
    await create();
    expect(await mine().list()).toMatchObject([{ name: 'support', publishedVersion: null, latestVersion: 1, summary: 'Everything → gpt-4o-mini' }]);
    await mine().publish({ name: 'support', version: 1, insteadOf: null });
    expect(await mine().save({ name: 'support', document: STRONG, basedOn: 1 })).toEqual({ version: 2 });
    // The list tells what runs, not what is being written.
    expect(await mine().list()).toMatchObject([{ publishedVersion: 1, latestVersion: 2, summary: 'Everything → gpt-4o-mini' }]);
    await mine().publish({ name: 'support', version: 2, insteadOf: 1 });
    await mine().publish({ name: 'support', version: 1, insteadOf: 2 });
    const detail = await mine().get({ name: 'support' });
    expect(detail.publishedVersion).toBe(1);
    expect(detail.versions.map(({ version, document }) => [version, document])).toEqual([
      [2, STRONG],
      [1, SMALL],
    ]);
    expect(detail.publications.map(({ version }) => version)).toEqual([1, 2, 1]);
    expect(await auditActions()).toEqual(['created', 'published', 'drafted', 'published', 'published'].map((what) => `policy.${what}`));
  });

  test('is announced to the gateways by publishing and archiving, not by drafts', async () => {
    await create();
    await mine().save({ name: 'support', document: STRONG, basedOn: 1 });
    expect(world.invalidations).toEqual([]);
    await mine().publish({ name: 'support', version: 2, insteadOf: null });
    await mine().setArchived({ name: 'support', archived: true });
    expect(world.invalidations).toEqual([1, 2].map(() => ({ kind: 'organization', id: acme.id })));
  });

  test('is not saved over what somebody else has saved meanwhile', async () => {
    await create();
    const developer = await world.addMember(acme, 'developer');
    await as(developer).save({ name: 'support', document: STRONG, basedOn: 1 });
    await expect(mine().save({ name: 'support', document: SMALL, basedOn: 1 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('saved version 2'),
    });
    expect((await mine().get({ name: 'support' })).versions).toHaveLength(2);
  });

  test('two drafts at the same time get one number each or a conflict, never the same one', async () => {
    await create();
    const saved = await Promise.allSettled([1, 2, 3].map(() => mine().save({ name: 'support', document: STRONG, basedOn: 1 })));
    expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await mine().get({ name: 'support' })).versions.map(({ version }) => version)).toEqual([2, 1]);
  });

  test('is not published over a version that the publisher has not seen', async () => {
    await create();
    await mine().save({ name: 'support', document: STRONG, basedOn: 1 });
    await mine().publish({ name: 'support', version: 1, insteadOf: null });
    await expect(mine().publish({ name: 'support', version: 2, insteadOf: null })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Version 1 was published meanwhile'),
    });
    expect((await mine().get({ name: 'support' })).publishedVersion).toBe(1);
    await expect(mine().publish({ name: 'support', version: 9, insteadOf: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is taken out of use and brought back as it was', async () => {
    await create();
    await mine().publish({ name: 'support', version: 1, insteadOf: null });
    await mine().setArchived({ name: 'support', archived: true });
    await expect(mine().save({ name: 'support', document: STRONG, basedOn: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(mine().publish({ name: 'support', version: 1, insteadOf: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(create()).rejects.toMatchObject({ message: expect.stringContaining('Restore that one') });
    await mine().setArchived({ name: 'support', archived: false });
    expect(await mine().list()).toMatchObject([{ isArchived: false, publishedVersion: 1 }]);
  });

  test('that no gateway could read is not saved, and the field is named', async () => {
    const wrong = { steps: [{ name: 'FAQ', when: { prompt_tokens: { max: 'many' } }, models: ['openai/gpt-4o-mini'] }, SMALL.steps[0]] };
    await expect(create('support', wrong)).rejects.toMatchObject({ cause: { field: 'document.steps[0].when.prompt_tokens.max' } });
    expect(await mine().check({ document: wrong as never })).toMatchObject({ path: 'steps[0].when.prompt_tokens.max' });
    expect(await mine().check({ document: SMALL })).toBeNull();
    await expect(create('Not A Name')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await mine().list()).toEqual([]);
  });

  test.each(POLICY_TEMPLATES)('can start from the template "$title"', async ({ document }) => {
    expect(await mine().check({ document: document as never })).toBeNull();
  });

  test('counts the requests of the last seven days that named it', async () => {
    await create();
    await insertEvent('2026-11-20T00:00:00Z', 'policy/support', acme.id);
    await insertEvent('2026-11-24T00:00:00Z', 'policy/support', acme.id);
    await insertEvent('2026-11-10T00:00:00Z', 'policy/support', acme.id);
    await insertEvent('2026-11-24T00:00:00Z', 'openai/gpt-4o-mini', acme.id);
    await insertEvent('2026-11-24T00:00:00Z', 'policy/support', other.id);
    expect(await mine().list()).toMatchObject([{ name: 'support', requestsLastWeek: 2 }]);
  });
});

describe('a policy that is tried', () => {
  const FEATURES = {
    surface: 'chat.completions',
    prompt_tokens: 400,
    output_tokens_max: null,
    turns: 1,
    tools: 0,
    images: 0,
    audio: 0,
    files: 0,
    json_output: false,
    language: null,
    metadata: {},
  };
  // One provider each, so that the price is a matter of arithmetic.
  const SPLIT = {
    always: { only: ['openai', 'anthropic'] },
    steps: [
      { name: 'Short', when: { prompt_tokens: { max: 500 } }, models: ['openai/gpt-4o-mini'] },
      { name: 'Long', models: ['anthropic/claude-sonnet-4-6'] },
    ],
  };
  const NOW = '2026-11-24T10:00:00Z';
  const tryIt = (options: { period?: '24h' | '7d' | '30d'; keyId?: string; projectId?: string } = {}, document: unknown = SPLIT) =>
    mine().tryOnPast({ document: document as never, period: '7d', ...options });

  test('runs over the requests of this organization whose features were kept, and counts what they would have cost', async () => {
    await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: FEATURES });
    const long = await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: { ...FEATURES, prompt_tokens: 9_000 } });
    await insertEvent(NOW, 'openai/gpt-4o', acme.id);
    await insertEvent(NOW, 'openai/gpt-4o', other.id, { features: FEATURES });
    // A cent and a half, after a correction.
    await world.sql(
      `INSERT INTO usage_corrections (id, organization_id, event_id, occurred_at, project_id, key_id, model, provider, reason, usage_delta, cost_nano_usd)
       VALUES ($1, $2, $3::uuid, $4, 'prj_x', 'key_x', 'openai/gpt-4o', 'openai', 'later report', '{}', 5000000)`,
      [`cor_${events}`, acme.id, long, NOW],
    );
    // 1,000 read and 500 written: GPT-4o mini 0.000495, Claude Sonnet 4.6 0.01155 USD, with 10 % on top.
    expect(await tryIt()).toMatchObject({
      requests: 2,
      unserved: 0,
      costNowNanoUsd: 25_000_000n,
      costThenNanoUsd: 495_000n + 11_550_000n,
      steps: [
        { step: 'Short', requests: 1, costNowNanoUsd: 10_000_000n, costThenNanoUsd: 495_000n },
        { step: 'Long', requests: 1, costNowNanoUsd: 15_000_000n, costThenNanoUsd: 11_550_000n },
      ],
    });
  });

  test('is narrowed to a period, a key and a project', async () => {
    const sql = (text: string, values: unknown[]) => world.sql(text, values);
    await sql(`INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, 'Second')`, [`prj_${acme.id}`, acme.id]);
    await sql(`INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ($1, $2, $3, 'Key', $1, 'mh_live_', 'abcd')`, [
      `key_${acme.id}`,
      acme.id,
      acme.projectId,
    ]);
    await insertEvent('2026-11-20T10:00:00Z', 'openai/gpt-4o', acme.id, { features: FEATURES });
    await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: FEATURES, keyId: `key_${acme.id}` });
    await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: FEATURES, projectId: `prj_${acme.id}` });
    const counted = async (options: Parameters<typeof tryIt>[0]) => (await tryIt(options)).requests;
    expect(await counted({ period: '7d' })).toBe(3);
    expect(await counted({ period: '24h' })).toBe(2);
    expect(await counted({ keyId: `key_${acme.id}` })).toBe(1);
    expect(await counted({ projectId: `prj_${acme.id}` })).toBe(1);
    await expect(as(other.owner, other).tryOnPast({ document: SPLIT, period: '7d', keyId: `key_${acme.id}` })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('runs over requests as they are kept now as over those of before', async () => {
    const eventId = await insertEvent(NOW, 'openai/gpt-4o', acme.id);
    const decision = requestDecision({ features: FEATURES, asked: { ignore: ['anthropic'] } });
    await world.sql('INSERT INTO request_decisions (organization_id, event_id, occurred_at, document) VALUES ($1, $2::uuid, $3, $4)', [
      acme.id,
      eventId,
      NOW,
      keptDecision(decision),
    ]);
    await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: FEATURES });
    expect(await tryIt()).toMatchObject({ requests: 2, unserved: 0, steps: [{ step: 'Short', requests: 2 }, { requests: 0 }] });
  });

  test('runs over them under what they asked for themselves', async () => {
    await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: FEATURES, provider: { ignore: ['openai'] } });
    await insertEvent(NOW, 'openai/gpt-4o', acme.id, { features: FEATURES, provider: { ignore: ['anthropic'] } });
    expect(await tryIt()).toMatchObject({ requests: 2, unserved: 1, reasons: [{ step: 'Short', reason: expect.stringContaining('to be ignored') }] });
  });

  test('has to be one that gateways can read', async () => {
    await expect(tryIt({}, { steps: [] })).rejects.toMatchObject({ cause: { field: 'document.steps' } });
  });
});

describe('a default policy', () => {
  const router = (person: Person = acme.owner, tenant: Tenant = acme) => world.caller(person, tenant.id);
  const published = async (name = 'support') => {
    await create(name);
    await mine().publish({ name, version: 1, insteadOf: null });
    return (await mine().usable()).find((policy) => policy.name === name)?.id ?? '';
  };

  test('is one that is published, of the same organization', async () => {
    const id = await published();
    await create('draft');
    expect(await mine().usable()).toEqual([{ id, name: 'support' }]);
    const [draft] = await world.sql<{ id: string }>(`SELECT id FROM routing_policies WHERE name = 'draft' AND organization_id = $1`, [acme.id]);
    const key = (policyId: string, tenant: Tenant = acme) =>
      router(tenant.owner, tenant).keys.create({ name: 'Key', projectId: tenant.projectId, limits: { defaultPolicyId: policyId } });
    const refused = { cause: { field: 'limits.defaultPolicyId' } };
    await expect(key(draft?.id ?? '')).rejects.toMatchObject(refused);
    await expect(key(id, other)).rejects.toMatchObject(refused);
    await expect(router(other.owner, other).settings.projects.setDefaultPolicy({ id: other.projectId, policyId: id })).rejects.toMatchObject({
      cause: { field: 'policyId' },
    });
    await expect(router(other.owner, other).settings.projects.setDefaultPolicy({ id: acme.projectId, policyId: null })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await key(id);
    await router().settings.projects.setDefaultPolicy({ id: acme.projectId, policyId: id });
    expect(await router().keys.list()).toMatchObject([{ defaultPolicy: { id, name: 'support' } }]);
    expect(await router().settings.projects.list()).toMatchObject([{ defaultPolicy: { id, name: 'support' } }]);
    expect(await mine().list()).toMatchObject([{ name: 'draft' }, { name: 'support', defaultOf: { keys: 1, projects: 1 } }]);
  });

  test('of a key stays while it is archived, and another archived one cannot be chosen', async () => {
    const [id, gone] = [await published(), await published('gone')];
    const limits = { defaultPolicyId: id };
    const made = await router().keys.create({ name: 'Key', projectId: acme.projectId, limits });
    await mine().setArchived({ name: 'support', archived: true });
    await mine().setArchived({ name: 'gone', archived: true });
    await router().keys.update({ id: made.id, name: 'Renamed', limits });
    await expect(router().keys.update({ id: made.id, name: 'Renamed', limits: { defaultPolicyId: gone } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await router().keys.list()).toMatchObject([{ name: 'Renamed', defaultPolicy: { id } }]);
  });

  test('of a project is for those who manage projects, is announced, and is in the audit log', async () => {
    const id = await published();
    const developer = await world.addMember(acme, 'developer');
    await expect(router(developer).settings.projects.setDefaultPolicy({ id: acme.projectId, policyId: id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    world.invalidations.length = 0;
    await router().settings.projects.setDefaultPolicy({ id: acme.projectId, policyId: id });
    expect(world.invalidations).toEqual([{ kind: 'organization', id: acme.id }]);
    expect((await auditActions()).at(-1)).toBe('project.default_policy_changed');
  });
});

describe('what an organization may use', () => {
  const rulesOf = (person: Person, tenant: Tenant = acme) => world.caller(person, tenant.id).settings.accessRules;
  const RULES = { allowedModels: ['openai/gpt-4o'], deniedModels: [], allowedProviders: ['openai', 'azure'], deniedProviders: ['groq'] };

  test('is said by owners and admins, announced, and in the audit log', async () => {
    const developer = await world.addMember(acme, 'developer');
    await expect(rulesOf(developer).update(RULES)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await rulesOf(acme.owner).update(RULES);
    expect(await rulesOf(developer).get()).toEqual(RULES);
    expect(await rulesOf(other.owner, other).get()).toEqual({ allowedModels: [], deniedModels: [], allowedProviders: [], deniedProviders: [] });
    expect(world.invalidations).toEqual([{ kind: 'organization', id: acme.id }]);
    expect(await auditActions()).toEqual(['organization.access_rules_changed']);
  });

  test('names models of the catalog and providers that there are', async () => {
    await expect(rulesOf(acme.owner).update({ ...RULES, deniedModels: ['openai/gpt-0'] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(rulesOf(acme.owner).update({ ...RULES, deniedProviders: ['nobody'] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('who may do what', () => {
  const may = async (role: Role) => {
    const policies = as(await world.addMember(acme, role));
    const answer = async (asked: Promise<unknown>): Promise<boolean> =>
      asked.then(
        () => true,
        (error: { code?: string }) => {
          if (error.code !== 'FORBIDDEN') throw error;
          return false;
        },
      );
    const name = `of-${role}`;
    await create(name);
    return {
      read: (await answer(policies.list())) && (await answer(policies.get({ name }))),
      draft: await answer(policies.save({ name, document: STRONG, basedOn: 1 })),
      publish: await answer(policies.publish({ name, version: 1, insteadOf: null })),
      archive: await answer(policies.setArchived({ name, archived: true })),
    };
  };

  test('everybody reads, developers draft, owners and admins publish', async () => {
    const table = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await may(role)] as const)));
    expect(table).toEqual({
      owner: { read: true, draft: true, publish: true, archive: true },
      admin: { read: true, draft: true, publish: true, archive: true },
      developer: { read: true, draft: true, publish: false, archive: false },
      billing: { read: true, draft: false, publish: false, archive: false },
      viewer: { read: true, draft: false, publish: false, archive: false },
    });
  });

  test('nobody sees or changes a policy of another organization', async () => {
    await create();
    const theirs = as(other.owner, other);
    const missing = { code: 'NOT_FOUND' };
    expect(await theirs.list()).toEqual([]);
    await expect(theirs.get({ name: 'support' })).rejects.toMatchObject(missing);
    await expect(theirs.save({ name: 'support', document: STRONG, basedOn: 1 })).rejects.toMatchObject(missing);
    await expect(theirs.publish({ name: 'support', version: 1, insteadOf: null })).rejects.toMatchObject(missing);
    await expect(theirs.setArchived({ name: 'support', archived: true })).rejects.toMatchObject(missing);
    // The same name is free elsewhere.
    await theirs.create({ name: 'support', document: STRONG });
    expect((await mine().get({ name: 'support' })).versions).toMatchObject([{ version: 1, document: SMALL }]);
  });
});
