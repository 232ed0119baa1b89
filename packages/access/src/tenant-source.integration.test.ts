import type {} from '@modelhub/testing/vitest-setup';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { postgresSpentReader } from './spent-reader.ts';
import { CredentialCipher } from './credential-cipher.ts';
import { postgresTenantSource } from './tenant-source.ts';

let database: TestDatabase;
let owner: pg.Pool;
/** As the gateway connects. */
let gateway: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  owner = new pg.Pool({ connectionString: database.url, max: 2 });
  gateway = new pg.Pool({ connectionString: database.urlAs('modelhub_gateway'), max: 2 });
  // Dropping the database ends connections that are still closing.
  gateway.on('error', () => {});
});
afterAll(async () => {
  await gateway.end();
  await owner.end();
  await database.drop();
});

beforeEach(async () => {
  await owner.query('TRUNCATE organizations, users, budgets, usage_rollups_hourly CASCADE');
  await owner.query(`
    INSERT INTO users (id, email, updated_at) VALUES ('usr_1', 'ada@example.com', now()), ('usr_2', 'bob@example.com', now());
    INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org_1', 'Acme', 'acme', now()), ('org_2', 'Other', 'other', now());
    INSERT INTO projects (id, organization_id, name) VALUES ('prj_1', 'org_1', 'Default'), ('prj_2', 'org_2', 'Default');
    INSERT INTO api_keys (id, organization_id, project_id, created_by_user_id, name, hash, prefix, last_four)
      VALUES ('key_1', 'org_1', 'prj_1', 'usr_1', 'first', 'hash_1', 'mh_live_aaaa', '0001'),
             ('key_2', 'org_1', 'prj_1', 'usr_2', 'second', 'hash_2', 'mh_live_bbbb', '0002'),
             ('key_3', 'org_2', 'prj_2', 'usr_1', 'other', 'hash_3', 'mh_live_cccc', '0003')`);
});

const find = (keyHash: string) => postgresTenantSource(gateway).findPrincipal(keyHash);

describe('principals in PostgreSQL', () => {
  test('a bare key has no limits of its own', async () => {
    expect(await find('hash_1')).toEqual({
      keyId: 'key_1',
      organizationId: 'org_1',
      projectId: 'prj_1',
      createdByUserId: 'usr_1',
      expiresAtMs: null,
      accessLists: [],
      policies: [],
      defaultPolicy: null,
      markupBasisPoints: 1_000,
      limits: [],
      organizationStatus: 'active',
      hardCap: false,
      ownCredentials: [],
    });
    expect(await find('hash_9')).toBeNull();
  });

  test('everything that a key is limited by is found: its own columns, budgets of all scopes, and nobody else’s', async () => {
    await owner.query(`
      UPDATE api_keys SET requests_per_minute = 60, tokens_per_minute = 90000, max_concurrency = 4, budget_nano_usd = 9007199254740993,
        budget_window = 'week', allowed_models = '{openai/gpt-4o}', expires_at = '2027-01-01T00:00:00Z' WHERE id = 'key_1';
      INSERT INTO budgets (id, organization_id, scope, scope_id, kind, "window", cap, updated_at) VALUES
        ('b1', 'org_1', 'organization', 'org_1', 'money', 'month', 9223372036854775807, now()),
        ('b2', 'org_1', 'project', 'prj_1', 'tokens', 'day', 5, now()),
        ('b3', 'org_1', 'member', 'usr_1', 'money', 'day', 7, now()),
        ('b4', 'org_1', 'key', 'key_1', 'requests', 'minute', 8, now()),
        ('b5', 'org_1', 'key', 'key_2', 'requests', 'minute', 1, now()),
        ('b6', 'org_1', 'member', 'usr_2', 'money', 'day', 1, now()),
        ('b7', 'org_2', 'organization', 'org_1', 'money', 'day', 1, now())`);
    const principal = await find('hash_1');
    expect(principal).toMatchObject({
      accessLists: [{ scope: 'key', allowedModels: new Set(['openai/gpt-4o']) }],
      expiresAtMs: Date.parse('2027-01-01'),
      hardCap: false,
    });
    expect(principal?.limits.map(({ scope, scopeId, kind, window, cap }) => `${scope} ${scopeId} ${kind} ${window} ${cap}`).toSorted()).toEqual([
      'key key_1 concurrency instant 4',
      'key key_1 money week 9007199254740993',
      'key key_1 requests minute 60',
      'key key_1 requests minute 8',
      'key key_1 tokens minute 90000',
      'member usr_1 money day 7',
      'organization org_1 money month 9223372036854775807',
      'project prj_1 tokens day 5',
    ]);
    expect(new Set(principal?.limits.map(({ id }) => id)).size).toBe(8);
    expect(new Set(principal?.limits.map(({ organizationId }) => organizationId))).toEqual(new Set(['org_1']));
  });

  test('the lists of its organization and of itself, and the policies that it can name, are found', async () => {
    await owner.query(`
      INSERT INTO routing_policies (id, organization_id, name, published_version, archived_at) VALUES
        ('pol_1', 'org_1', 'support', 2, NULL), ('pol_2', 'org_1', 'draft', NULL, NULL), ('pol_3', 'org_1', 'old', 1, now()), ('pol_4', 'org_2', 'theirs', 1, NULL);
      INSERT INTO routing_policy_versions (policy_id, version, organization_id, document) VALUES
        ('pol_1', 1, 'org_1', '{"steps": 1}'), ('pol_1', 2, 'org_1', '{"steps": 2}'), ('pol_2', 1, 'org_1', '{}'), ('pol_3', 1, 'org_1', '{"steps": 3}'),
        ('pol_4', 1, 'org_2', '{}');
      UPDATE organizations SET denied_providers = '{openai}' WHERE id = 'org_1';
      UPDATE api_keys SET denied_models = '{openai/gpt-4o}', allowed_providers = '{azure}' WHERE id = 'key_1';
      UPDATE projects SET default_policy_id = 'pol_3' WHERE id = 'prj_1';
      UPDATE api_keys SET default_policy_id = 'pol_1' WHERE id = 'key_2'`);
    const none = new Set();
    const [first, second] = [await find('hash_1'), await find('hash_2')];
    expect(first?.accessLists).toEqual([
      { scope: 'organization', allowedModels: none, deniedModels: none, allowedProviders: none, deniedProviders: new Set(['openai']) },
      { scope: 'key', allowedModels: none, deniedModels: new Set(['openai/gpt-4o']), allowedProviders: new Set(['azure']), deniedProviders: none },
    ]);
    expect(first?.policies).toEqual([
      { id: 'pol_2', name: 'draft', isArchived: false, published: null },
      { id: 'pol_3', name: 'old', isArchived: true, published: { version: 1, document: { steps: 3 } } },
      { id: 'pol_1', name: 'support', isArchived: false, published: { version: 2, document: { steps: 2 } } },
    ]);
    expect(first?.defaultPolicy).toBe(first?.policies[1]);
    expect(second?.defaultPolicy).toMatchObject({ name: 'support' });
    await expect(owner.query(`UPDATE api_keys SET default_policy_id = 'pol_4' WHERE id = 'key_2'`)).rejects.toThrow('default_policy_id_fkey');
    await owner.query(`UPDATE api_keys SET default_policy_id = NULL WHERE id = 'key_2'`);
    expect((await find('hash_2'))?.defaultPolicy).toMatchObject({ name: 'old' });
  });

  test('what was paid in advance is a hard cap on everything', async () => {
    await owner.query(`UPDATE organizations SET billing_mode = 'prepaid', credit_nano_usd = 25000000000 WHERE id = 'org_1'`);
    expect(await find('hash_1')).toMatchObject({
      hardCap: true,
      limits: [{ scope: 'organization', scopeId: 'org_1', kind: 'money', window: 'total', cap: 25_000_000_000n }],
    });
  });

  test.each([
    ['revoked', `UPDATE api_keys SET revoked_at = now() WHERE id = 'key_1'`],
    ['deleted', `DELETE FROM api_keys WHERE id = 'key_1'`],
    ['of an archived project', `UPDATE projects SET archived_at = now() WHERE id = 'prj_1'`],
    ['of a deleted organization', `DELETE FROM organizations WHERE id = 'org_1'`],
  ])('a key that is %s is nobody’s', async (_what, sql) => {
    await owner.query(sql);
    expect(await find('hash_1')).toBeNull();
    expect(await find('hash_3')).toMatchObject({ keyId: 'key_3' });
  });

  test('an expired key and a suspended organization are found, and say so', async () => {
    await owner.query(`UPDATE api_keys SET expires_at = '2020-01-01T00:00:00Z' WHERE id = 'key_1'`);
    await owner.query(`UPDATE organizations SET status = 'suspended', markup_basis_points = 250 WHERE id = 'org_1'`);
    expect(await find('hash_1')).toMatchObject({ expiresAtMs: Date.parse('2020-01-01'), organizationStatus: 'suspended', markupBasisPoints: 250 });
  });

  test('a source that is gone throws instead of calling the key unknown', async () => {
    const gone = new pg.Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/nothing', connectionTimeoutMillis: 1_000 });
    await expect(postgresTenantSource(gone).findPrincipal('hash_1')).rejects.toThrow();
    await gone.end();
  });
});

describe('keys of providers that an organization brought', () => {
  const cipher = new CredentialCipher({ current: Buffer.alloc(32, 1).toString('base64') });
  const failures: string[] = [];
  const source = () => postgresTenantSource(gateway, { cipher, onSealed: (id) => failures.push(id) });

  async function store(
    id: string,
    columns: { readonly organizationId?: string; readonly disabled?: boolean; readonly sealedFor?: string } = {},
  ): Promise<void> {
    const { organizationId = 'org_1', disabled = false, sealedFor = organizationId } = columns;
    const sealed = cipher.seal({ apiKey: `sk-of-${id}` }, { organizationId: sealedFor, credentialId: id, provider: 'openai', baseUrl: null });
    await owner.query(
      `INSERT INTO provider_credentials (id, organization_id, provider, name, ciphertext, key_version, last_four, disabled_at, created_at)
       VALUES ($1, $2, 'openai', $1, $3, $4, '0001', $5, now() + ($6 || ' seconds')::interval)`,
      [id, organizationId, sealed.ciphertext, sealed.keyVersion, disabled ? new Date() : null, id.slice(-1)],
    );
  }

  beforeEach(async () => {
    failures.length = 0;
    await owner.query('DELETE FROM provider_credentials');
  });

  test('come with the principal, opened, the oldest first, and only its own that are switched on', async () => {
    await store('crd_2');
    await store('crd_1');
    await store('crd_3', { disabled: true });
    await store('crd_4', { organizationId: 'org_2' });
    const principal = await source().findPrincipal('hash_1');
    expect(principal?.ownCredentials).toEqual([
      { id: 'crd_1', provider: 'openai', name: 'crd_1', lastFour: '0001', baseUrl: null, fallbackToShared: false, values: { apiKey: 'sk-of-crd_1' } },
      { id: 'crd_2', provider: 'openai', name: 'crd_2', lastFour: '0001', baseUrl: null, fallbackToShared: false, values: { apiKey: 'sk-of-crd_2' } },
    ]);
    expect(failures).toEqual([]);
  });

  test('that were moved here from another tenant stay shut, and are there all the same', async () => {
    await store('crd_1', { sealedFor: 'org_2' });
    const principal = await source().findPrincipal('hash_1');
    expect(principal?.ownCredentials).toMatchObject([{ id: 'crd_1', values: null }]);
    expect(failures).toEqual(['crd_1']);
  });

  test('stay shut where the instance has no key', async () => {
    await store('crd_1');
    expect((await postgresTenantSource(gateway).findPrincipal('hash_1'))?.ownCredentials).toMatchObject([{ id: 'crd_1', values: null }]);
  });
});

describe('what was spent, from the rollup', () => {
  beforeEach(async () => {
    const row = (organization: string, hour: string, project: string, key: string, cost: bigint): string =>
      `('${organization}', '${hour}', '${project}', '${key}', 'm', 'p', 1, 0, 0, 0, 0, 0, 0, 0, 0, ${cost}, 0)`;
    await owner.query(`
      INSERT INTO usage_rollups_hourly (organization_id, hour, project_id, key_id, model, provider, requests, failed_requests, estimated_requests,
        input, cached_input, cache_write_5m, cache_write_1h, output, reasoning, cost_nano_usd, duration_ms_sum) VALUES
      ${[
        row('org_1', '2026-11-23T23:00:00Z', 'prj_1', 'key_1', 1n),
        row('org_1', '2026-11-24T00:00:00Z', 'prj_1', 'key_1', 20n),
        row('org_1', '2026-11-24T05:00:00Z', 'prj_1', 'key_2', 300n),
        row('org_1', '2026-11-24T05:00:00Z', 'prj_x', 'key_1', 9_007_199_254_740_993n),
        row('org_2', '2026-11-24T05:00:00Z', 'prj_2', 'key_3', 50_000n),
      ].join(',\n')}`);
  });

  const DAY = Date.parse('2026-11-24');
  const BIG = 9_007_199_254_740_993n;
  test.each([
    ['organization', 'org_1', null, 321n + BIG],
    ['organization', 'org_1', DAY, 320n + BIG],
    ['project', 'prj_1', DAY, 320n],
    ['key', 'key_1', DAY, 20n + BIG],
    ['key', 'key_1', null, 21n + BIG],
    ['member', 'usr_1', DAY, 20n + BIG],
    ['member', 'usr_2', DAY, 300n],
    ['key', 'key_3', null, 0n],
    ['project', 'prj_none', DAY, 0n],
  ] as const)('%s %s since %s', async (scope, scopeId, startMs, spent) => {
    const rule = { id: 'rule', organizationId: 'org_1', scope, scopeId, kind: 'money', window: 'day', cap: 1n } as const;
    expect(await postgresSpentReader(gateway)(rule, startMs)).toBe(spent);
  });
});

test.each([
  `UPDATE api_keys SET revoked_at = NULL`,
  `INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ('k', 'org_1', 'prj_1', 'k', 'h', 'p', 'l')`,
  `DELETE FROM api_keys`,
  `UPDATE organizations SET credit_nano_usd = 1`,
  `DELETE FROM budgets`,
  `UPDATE usage_rollups_hourly SET cost_nano_usd = 0`,
  `SELECT email FROM users`,
  `SELECT * FROM invitations`,
])('the role of the gateway may not: %s', async (sql) => {
  await expect(gateway.query(sql)).rejects.toThrow(/permission denied/);
});
