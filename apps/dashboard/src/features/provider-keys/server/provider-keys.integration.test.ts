import type {} from '@modelhub/testing/vitest-setup';
import { CredentialCipher } from '@modelhub/access/credential-cipher';
import { ROLES } from '@modelhub/access/roles';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { CREDENTIALS_KEY, DashboardWorld, type Person, type Tenant } from '#src/testing/dashboard-world.ts';

const SECRET = 'sk-proj-secret-of-acme-0123456789abcd';
const NOBODYS_PORT_URL = 'http://127.0.0.1:1/v1';

let world: DashboardWorld;
let acme: Tenant;
let other: Tenant;

/** A provider that answers as a test says. */
let provider: Server;
let baseUrl: string;
let answer: { status: number; body: string; headers?: Record<string, string> };
const asked: { readonly request: IncomingMessage; readonly body: string }[] = [];

beforeAll(async () => {
  provider = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ request, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  world = await DashboardWorld.start(inject('postgresAdminUrl'), {
    now: '2026-11-24T10:30:00Z',
    billing: false,
    env: { CUSTOM_BASE_URL_PRIVATE_ALLOWED: 'true' },
  });
});
afterAll(async () => {
  await world?.stop();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

beforeEach(async () => {
  asked.length = 0;
  answer = { status: 200, body: '{}' };
  acme = await world.addTenant('Acme');
  other = await world.addTenant('Other');
  world.invalidations.length = 0;
});

const as = (person: Person, tenant: Tenant = acme) => world.caller(person, tenant.id).providerKeys;
const mine = () => as(acme.owner);
const add = (overrides: Partial<Parameters<ReturnType<typeof mine>['add']>[0]> = {}, tenant = acme) =>
  as(tenant.owner, tenant).add({ provider: 'openai', name: 'Production', values: { apiKey: SECRET }, ...overrides });

async function stored(id: string) {
  const [row] = await world.sql<Record<string, unknown> & { ciphertext: Buffer; key_version: number; base_url: string | null; provider: string }>(
    'SELECT * FROM provider_credentials WHERE id = $1',
    [id],
  );
  if (row === undefined) return undefined;
  const place = { organizationId: acme.id, credentialId: id, provider: row.provider, baseUrl: row.base_url };
  const cipher = new CredentialCipher({ current: CREDENTIALS_KEY });
  return { row, values: cipher.open({ ciphertext: row.ciphertext, keyVersion: row.key_version }, place) };
}

describe('a provider key', () => {
  test('is stored sealed, and is in no answer, list or audit entry', async () => {
    const created = await add({ fallbackToShared: true });
    const saved = await stored(created.id);
    expect(saved?.values).toEqual({ apiKey: SECRET });
    const list = await mine().list();
    expect(list).toMatchObject([{ id: created.id, providerName: 'OpenAI', lastFour: 'abcd', baseUrl: null, fallbackToShared: true, isDisabled: false }]);
    const audit = await world.sql('SELECT * FROM audit_events WHERE organization_id = $1', [acme.id]);
    expect(audit).toMatchObject([{ action: 'provider_key.added', target_id: created.id }]);
    const everything = JSON.stringify([created, list, audit, { ...saved?.row, ciphertext: saved?.row.ciphertext.toString('latin1') }]);
    expect(everything).not.toContain(SECRET.slice(0, 20));
    expect(Object.keys(list[0] ?? {}).toSorted()).toEqual([
      'baseUrl',
      'createdAt',
      'fallbackToShared',
      'id',
      'isDisabled',
      'lastFour',
      'name',
      'provider',
      'providerName',
      'rotatedAt',
    ]);
  });

  test('is announced to the gateways with every change', async () => {
    const { id } = await add();
    await mine().update({ id, name: 'Renamed', fallbackToShared: true });
    await mine().setDisabled({ id, disabled: true });
    await mine().rotate({ id, values: { apiKey: 'sk-another-secret-00000000' } });
    await mine().remove({ id });
    expect(world.invalidations).toEqual(Array.from({ length: 5 }, () => ({ kind: 'organization', id: acme.id })));
    const actions = await world.sql<{ action: string }>('SELECT action FROM audit_events WHERE organization_id = $1 ORDER BY id', [acme.id]);
    expect(actions.map(({ action }) => action)).toEqual(['added', 'updated', 'disabled', 'rotated', 'deleted'].map((what) => `provider_key.${what}`));
    expect(await mine().list()).toEqual([]);
  });

  test('is replaced together with its address, and no address without it', async () => {
    const { id } = await add({ baseUrl });
    await mine().rotate({ id, values: { apiKey: 'sk-another-secret-0000wxyz' }, baseUrl: `${baseUrl}/` });
    const saved = await stored(id);
    expect(saved).toMatchObject({ values: { apiKey: 'sk-another-secret-0000wxyz' }, row: { last_four: 'wxyz', base_url: baseUrl } });
    await expect(mine().rotate({ id, values: {}, baseUrl: NOBODYS_PORT_URL })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await stored(id))?.row.base_url).toBe(baseUrl);
  });

  test('has what its provider asks for, and nothing else', async () => {
    await expect(add({ provider: 'nobody' })).rejects.toMatchObject({ cause: { field: 'provider' } });
    await expect(add({ provider: '__proto__' })).rejects.toMatchObject({ cause: { field: 'provider' } });
    await expect(add({ values: {} })).rejects.toMatchObject({ cause: { field: 'values.apiKey' } });
    await expect(add({ values: { apiKey: 'two words' } })).rejects.toMatchObject({ cause: { field: 'values.apiKey' } });
    await expect(add({ values: { apiKey: 'line\nbreak' } })).rejects.toMatchObject({ cause: { field: 'values.apiKey' } });
    await expect(add({ values: { apiKey: SECRET, region: 'eu' } })).rejects.toMatchObject({ cause: { field: 'values' } });
    await expect(add({ provider: 'databricks' })).rejects.toMatchObject({ cause: { field: 'baseUrl' } });
    await expect(add({ name: ' ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await add();
    await expect(add()).rejects.toMatchObject({ cause: { field: 'name' } });
    await expect(add({ provider: 'groq' })).resolves.toMatchObject({ name: 'Production' });
  });

  test.each(['http://169.254.169.254/latest', 'https://user:pass@example.com', 'ftp://example.com', 'nonsense'])('does not go to %s', async (address) => {
    await expect(add({ baseUrl: address })).rejects.toMatchObject({ cause: { field: 'baseUrl' } });
  });

  test('stays within this network’s walls where the installation does not say otherwise', async () => {
    const strict = await DashboardWorld.start(inject('postgresAdminUrl'), { now: '2026-11-24T10:30:00Z', billing: false });
    try {
      const tenant = await strict.addTenant('Strict');
      const keys = strict.caller(tenant.owner, tenant.id).providerKeys;
      for (const address of [baseUrl, baseUrl.replace('http:', 'https:'), 'https://localhost/v1', 'https://10.0.0.1/v1']) {
        const input = { provider: 'openai', name: 'Inner', values: { apiKey: SECRET }, baseUrl: address };
        await expect(keys.add(input)).rejects.toMatchObject({ cause: { field: 'baseUrl' } });
        await expect(keys.check(input)).rejects.toMatchObject({ cause: { field: 'baseUrl' } });
      }
      expect(asked).toEqual([]);
    } finally {
      await strict.stop();
    }
  });
});

describe('who', () => {
  test('does not manage providers sees and does nothing', async () => {
    const { id } = await add();
    for (const role of ROLES.filter((one) => one !== 'owner' && one !== 'admin')) {
      const keys = as(await world.addMember(acme, role));
      for (const call of [
        () => keys.list(),
        () => keys.check({ provider: 'openai', values: { apiKey: SECRET } }),
        () => keys.checkStored({ id }),
        () => keys.add({ provider: 'openai', name: 'x', values: { apiKey: SECRET } }),
        () => keys.update({ id, name: 'x', fallbackToShared: true }),
        () => keys.rotate({ id, values: { apiKey: SECRET } }),
        () => keys.setDisabled({ id, disabled: true }),
        () => keys.remove({ id }),
      ]) {
        await expect(call(), role).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
    }
    const admin = as(await world.addMember(acme, 'admin'));
    expect(await admin.list()).toHaveLength(1);
  });

  test('belongs to another organization finds nothing', async () => {
    const { id } = await add({ baseUrl }, other);
    const keys = mine();
    for (const call of [
      () => keys.checkStored({ id }),
      () => keys.update({ id, name: 'Mine', fallbackToShared: true }),
      () => keys.rotate({ id, values: { apiKey: SECRET }, baseUrl }),
      () => keys.setDisabled({ id, disabled: true }),
      () => keys.remove({ id }),
      () => as(acme.owner, other).list(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(asked).toEqual([]);
    expect(await mine().list()).toEqual([]);
    expect(await as(other.owner, other).list()).toMatchObject([{ id, name: 'Production', isDisabled: false, fallbackToShared: false }]);
  });
});

describe('a test of a key', () => {
  const check = () => mine().check({ provider: 'openai', values: { apiKey: SECRET }, baseUrl });

  test('asks the provider for an answer, with that key', async () => {
    expect(await check()).toMatchObject({ kind: 'works', tookMs: expect.any(Number) as number });
    expect(asked).toHaveLength(1);
    const [{ request, body } = { request: null, body: '' }] = asked;
    expect(request).toMatchObject({ method: 'POST', url: '/v1/chat/completions', headers: { authorization: `Bearer ${SECRET}` } });
    expect(JSON.parse(body)).toMatchObject({ messages: [{ role: 'user' }] });
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith('x-modelhub') || name === 'cookie')).toEqual([]);
  });

  test.each([
    [401, '{"error":{"message":"Incorrect API key provided: sk-proj-secret-of-acme."}}', 'refused', /OpenAI says: Incorrect API key provided: \[removed\]/],
    [403, '{"error":{"message":"Country not supported"}}', 'refused', /Country not supported/],
    [429, '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}', 'limited', /exceeded your current quota/],
    [404, '{"error":{"message":"The model does not exist"}}', 'accepted', /does not exist/],
    [400, '{"error":{"message":"max_tokens is too small"}}', 'accepted', /too small/],
    [500, 'not json', 'unreachable', /status 500/],
    [302, '', 'unreachable', /redirect/],
  ] as const)('says what a %i means, in the provider’s words', async (status, body, kind, message) => {
    answer = { status, body, headers: { location: `${baseUrl}/elsewhere` } };
    expect(await check()).toEqual({ kind, message: expect.stringMatching(message) as string });
    expect(asked).toHaveLength(1);
  });

  test('of a stored key uses what is stored', async () => {
    const { id } = await add({ baseUrl });
    expect(await mine().checkStored({ id })).toMatchObject({ kind: 'works' });
    expect(asked[0]?.request.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  test('of a key that was moved here from another tenant does not open it', async () => {
    const { id } = await add({ baseUrl }, other);
    await world.sql('UPDATE provider_credentials SET organization_id = $2 WHERE id = $1', [id, acme.id]);
    await expect(mine().checkStored({ id })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(asked).toEqual([]);
  });

  test('of a host that does not listen says so', async () => {
    const result = await mine().check({ provider: 'openai', values: { apiKey: SECRET }, baseUrl: NOBODYS_PORT_URL });
    expect(result).toEqual({ kind: 'unreachable', message: expect.stringMatching(/cannot be reached/) as string });
  });

  test('can be made a few times only', async () => {
    for (let i = 0; i < 30; i += 1) await check();
    await expect(check()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });
});
