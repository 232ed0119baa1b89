import type {} from '@modelhub/testing/vitest-setup';
import { providerResponse } from '@modelhub/providers/testing/responses-stream';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import {
  answerWith,
  chunk,
  completion,
  startScriptedUpstream,
  STREAM_END,
  streamOf,
  type ScriptedUpstream,
  type UpstreamScript,
} from './testing/scripted-upstream.ts';

const SHARED = 'Bearer upstream-openai-secret';
const OWN = 'sk-own-key-of-the-customer';
const BODY = { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 100 };

let world: GatewayWorld;
/** A server of the customer's that speaks OpenAI's dialect. */
let customers: ScriptedUpstream;
let key: TestKey;
beforeAll(async () => {
  customers = await startScriptedUpstream();
  world = await startGatewayWorld(inject('postgresAdminUrl'), { CUSTOM_BASE_URL_PRIVATE_ALLOWED: 'true' });
});
afterAll(async () => {
  await world?.close();
  await customers.close();
});
beforeEach(async () => {
  for (const upstream of [world.openai, world.anthropic, customers]) {
    upstream.requests.length = 0;
    upstream.script = answerWith(completion('Hello!'));
  }
  key = await world.addKey();
});

const own = (options: Partial<Parameters<GatewayWorld['addCredential']>[1]> = {}) =>
  world.addCredential(key.organizationId, { provider: 'openai', apiKey: OWN, name: 'Mine', ...options });
const refusing =
  (status: number, message: string, headers: Record<string, string> = {}): UpstreamScript =>
  (response, request) =>
    request.headers.authorization === SHARED
      ? answerWith(completion('From the shared key'))(response, request)
      : answerWith({ error: { message } }, status, headers)(response, request);
const sentAs = (upstream = world.openai) => upstream.requests.map(({ headers }) => headers.authorization);
const settledOf = (response: Response) => world.settled(response.headers.get('x-generation-id') ?? '');

describe('an organization with a key of its own', () => {
  test('is served on it, and pays nothing here', async () => {
    await own();
    const response = await world.post(key.secret, BODY);
    expect(response.status).toBe(200);
    expect(sentAs()).toEqual([`Bearer ${OWN}`]);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'x-modelhub-provider-key': 'own', 'x-modelhub-cost-usd': '0.00' });
    expect(await settledOf(response)).toMatchObject({
      priceId: 'own-key',
      costNanoUsd: 0n,
      reservedNanoUsd: 0n,
      provider: 'openai',
      usageSource: 'provider',
      usage: { input: 600, cachedInput: 400, output: 200 },
    });
  });

  test('reaches what is in its own account, which a shared one refuses', async () => {
    world.openai.script = answerWith(providerResponse());
    const request = { model: 'openai/gpt-5', input: 'Hi', tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] };
    expect((await world.post(key.secret, request, {}, '/v1/responses')).status).toBe(400);
    await own();
    const { secret } = key;
    await vi.waitFor(async () => expect((await world.post(secret, request, {}, '/v1/responses')).status).toBe(200));
    expect(sentAs()).toEqual([`Bearer ${OWN}`]);
  });

  test('is served on it in streams too', async () => {
    await own();
    world.openai.script = streamOf(chunk({ content: 'Hel' }), chunk({ content: 'lo' }), ...STREAM_END, 'end');
    const response = await world.post(key.secret, { ...BODY, stream: true });
    expect(await response.text()).toContain('Hel');
    expect(sentAs()).toEqual([`Bearer ${OWN}`]);
    expect(await settledOf(response)).toMatchObject({ priceId: 'own-key', costNanoUsd: 0n, usage: { output: 200 } });
  });

  test('is served by another address where it names one, which sees nothing of ours', async () => {
    await own({ baseUrl: `${customers.url}/v1` });
    const response = await world.post(key.secret, BODY, { cookie: 'session=1', 'x-secret': 'of the caller' });
    expect(response.status).toBe(200);
    expect(world.openai.requests).toEqual([]);
    const [request] = customers.requests;
    expect(request).toMatchObject({ path: '/v1/chat/completions', headers: { authorization: `Bearer ${OWN}` } });
    const seen = JSON.stringify(request);
    for (const secret of [key.secret, 'upstream-openai-secret', 'upstream-anthropic-secret', 'of the caller', 'session=1']) expect(seen).not.toContain(secret);
  });

  test('is served by a provider that we have no account with', async () => {
    await own({ provider: 'groq', baseUrl: `${customers.url}/v1` });
    const response = await world.post(key.secret, { ...BODY, model: 'meta-llama/llama-3.1-8b-instruct' });
    expect(response.status, await response.clone().text()).toBe(200);
    expect(sentAs(customers)).toEqual([`Bearer ${OWN}`]);
    expect(response.headers.get('x-modelhub-provider')).toBe('groq');
  });

  test('spends no budget on it', async () => {
    key = await world.addKey({ budget_nano_usd: 1, budget_window: 'total' });
    expect((await world.post(key.secret, BODY)).status).toBe(402);
    await own();
    await vi.waitFor(async () => expect((await world.post(key.secret, BODY)).status).toBe(200), { timeout: 10_000 });
  });

  test('has it for itself alone', async () => {
    await own();
    const stranger = await world.addKey();
    const response = await world.post(stranger.secret, BODY);
    expect(sentAs()).toEqual([SHARED]);
    expect(response.headers.has('x-modelhub-provider-key')).toBe(false);
    expect(await settledOf(response)).not.toMatchObject({ priceId: 'own-key' });
  });

  test('is served otherwise at once when it is switched off', async () => {
    const id = await own();
    await world.post(key.secret, BODY);
    await world.sql.query('UPDATE provider_credentials SET disabled_at = now() WHERE id = $1', [id]);
    await vi.waitFor(
      async () => {
        await world.post(key.secret, BODY);
        expect(sentAs().at(-1)).toBe(SHARED);
      },
      { timeout: 10_000 },
    );
  });
});

describe('a key that its provider refuses', () => {
  test.each([
    [401, 'Incorrect API key provided: sk-own-key-of-the-customer', 403, 'provider_key_rejected'],
    [403, 'Country not supported', 403, 'provider_key_rejected'],
    [404, 'You have no access to the model', 403, 'provider_key_rejected'],
    [429, 'Rate limit reached', 429, 'rate_limit_exceeded'],
  ])('with %i fails the request in the provider’s words, and never costs money instead', async (status, words, answered, code) => {
    await own();
    world.openai.script = refusing(status, words, { 'retry-after': '7' });
    const response = await world.post(key.secret, BODY);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect({ status: response.status, code: error.code }).toEqual({ status: answered, code });
    expect(error.message).toContain('"Mine"');
    expect(error.message).toContain(words.replace('sk-own-key-of-the-customer', '[removed]'));
    expect(sentAs()).toEqual([`Bearer ${OWN}`]);
    expect(await settledOf(response)).toMatchObject({ outcome: 'failed', costNanoUsd: 0n, priceId: 'own-key' });
  });

  test('that its provider told to wait is not asked before, also when the customer was looked up anew', async () => {
    await own({ fallbackToShared: true });
    world.openai.script = refusing(429, 'Rate limit reached', { 'retry-after': '30' });
    expect((await world.post(key.secret, BODY)).status).toBe(200);
    expect(sentAs()).toEqual([`Bearer ${OWN}`, SHARED]);
    for (const change of ['credit_nano_usd = 1', 'credit_nano_usd = 2']) {
      await world.sql.query(`UPDATE organizations SET ${change} WHERE id = $1`, [key.organizationId]);
      // Gateways hear of it, and make the account anew with the next request.
      await new Promise((resolve) => setTimeout(resolve, 300));
      world.openai.requests.length = 0;
      expect((await world.post(key.secret, BODY)).status).toBe(200);
      expect(sentAs()).toEqual([SHARED]);
    }
  });

  test.each([401, 403, 429])('with %i goes on with the shared key where it may, at list price', async (status) => {
    await own({ fallbackToShared: true });
    world.openai.script = refusing(status, 'no');
    const response = await world.post(key.secret, BODY);
    expect(response.status).toBe(200);
    expect(sentAs()).toEqual([`Bearer ${OWN}`, SHARED]);
    const settled = await settledOf(response);
    expect(settled).toMatchObject({ attempts: 2, outcome: 'completed' });
    expect(settled.priceId).toMatch(/^openai\/gpt-4o/);
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
    expect(settled.reservedNanoUsd).toBeGreaterThan(0n);
  });

  test('makes room for another key of the organization’s own', async () => {
    await own();
    await world.addCredential(key.organizationId, { provider: 'openai', apiKey: 'sk-second-own-key', name: 'Second' });
    world.openai.script = (response, request) =>
      request.headers.authorization === `Bearer ${OWN}`
        ? answerWith({ error: { message: 'no' } }, 401)(response, request)
        : answerWith(completion('ok'))(response, request);
    const response = await world.post(key.secret, BODY);
    expect(response.status).toBe(200);
    expect(sentAs()).toEqual([`Bearer ${OWN}`, 'Bearer sk-second-own-key']);
    expect(await settledOf(response)).toMatchObject({ priceId: 'own-key', costNanoUsd: 0n });
  });

  test('is not what a failing provider is: the shared key is no answer to that', async () => {
    await own({ fallbackToShared: true });
    world.openai.script = refusing(500, 'down');
    const response = await world.post(key.secret, { ...BODY, provider: { only: ['openai'] } });
    expect(response.status).toBe(502);
    expect(new Set(sentAs())).toEqual(new Set([`Bearer ${OWN}`]));
  });

  test('opens no circuit for others', async () => {
    await own({ baseUrl: `${customers.url}/v1` });
    customers.script = answerWith({ error: { message: 'down' } }, 500);
    for (let i = 0; i < 10; i += 1) await world.post(key.secret, BODY);
    const stranger = await world.addKey();
    const response = await world.post(stranger.secret, { ...BODY, models: ['anthropic/claude-3.5-sonnet'] });
    expect(response.headers.get('x-modelhub-provider')).toBe('openai');
    expect(sentAs()).toEqual([SHARED]);
  });
});

test('a key that was moved here from another tenant is not opened, and ours is not used in its stead', async () => {
  await own({ sealedFor: 'org_of_somebody_else' });
  const response = await world.post(key.secret, BODY);
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { code: 'provider_key_rejected', message: expect.stringContaining('cannot be used') as string } });
  expect(world.openai.requests).toEqual([]);
});

test('an address of this network is not called where the installation does not say so', async () => {
  const strict = await startGatewayWorld(inject('postgresAdminUrl'));
  try {
    const tenant = await strict.addKey();
    for (const baseUrl of [
      `${customers.url}/v1`,
      `${customers.url.replace('http:', 'https:')}/v1`,
      `${customers.url.replace('http://127.0.0.1', 'https://localhost')}/v1`,
    ]) {
      await strict.sql.query('DELETE FROM provider_credentials');
      await strict.addCredential(tenant.organizationId, { provider: 'openai', apiKey: OWN, baseUrl });
      await vi.waitFor(async () => expect((await strict.post(tenant.secret, BODY)).status).toBe(503), { timeout: 10_000 });
    }
    expect(customers.requests).toEqual([]);
  } finally {
    await strict.close();
  }
});
