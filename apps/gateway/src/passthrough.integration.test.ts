import type {} from '@modelhub/testing/vitest-setup';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { chunk, completion, STREAM_END } from './testing/scripted-upstream.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  body: Buffer;
  wasAborted: boolean;
}

const OWN = 'sk-own-key-of-the-customer';
const CALLERS = 'sk-key-that-the-caller-sends';
const CHAT = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

/** A provider with all of its paths. */
let server: Server;
let url: string;
let seen: Seen[] = [];
let answer: (response: ServerResponse, request: Seen) => void;

let world: GatewayWorld;
let key: TestKey;
beforeAll(async () => {
  server = createServer((request, response) => {
    const one: Seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.alloc(0), wasAborted: false };
    const chunks: Buffer[] = [];
    response.on('close', () => (one.wasAborted = !response.writableFinished));
    request.on('error', () => {});
    request.on('data', (data: Buffer) => chunks.push(data));
    request.on('end', () => {
      // The gateway warms its connections up.
      if (one.method === 'HEAD') {
        response.end();
        return;
      }
      one.body = Buffer.concat(chunks);
      seen.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await startGatewayWorld(inject('postgresAdminUrl'), {
    CUSTOM_BASE_URL_PRIVATE_ALLOWED: 'true',
    OPENAI_BASE_URL: `${url}/v1`,
    ANTHROPIC_BASE_URL: url,
    GOOGLE_BASE_URL: `${url}/v1beta`,
  });
});
afterAll(async () => {
  await world?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(async () => {
  seen = [];
  answer = (response) => void response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'up_1' }).end(JSON.stringify(completion('Hello!')));
  key = await world.addKey();
});

const bring = (provider: string, baseUrl: string | null = null) => world.addCredential(key.organizationId, { provider, apiKey: OWN, name: 'Mine', baseUrl });
const post = (path: string, headers: Record<string, string> = {}, body: unknown = CHAT) =>
  fetch(world.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const bearer = () => ({ authorization: `Bearer ${key.secret}` });
const settledOf = (response: Response) => world.settled(response.headers.get('x-generation-id') ?? '');

describe('with a stored key', () => {
  test('a request goes on as it is, and what it used is written down at no cost', async () => {
    await bring('openai');
    const body = ' { "model": "gpt-4o",  "messages": [] , "unknown": 1e400 }';
    const response = await post(
      '/openai/v1/chat/completions?a=1&b=%20',
      { ...bearer(), 'openai-beta': 'x=1', cookie: 'c=1', 'x-forwarded-for': '1.2.3.4' },
      body,
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(completion('Hello!'));
    const [request] = seen;
    expect(request).toMatchObject({ method: 'POST', url: '/v1/chat/completions?a=1&b=%20', headers: { authorization: `Bearer ${OWN}`, 'openai-beta': 'x=1' } });
    expect(request?.body.toString()).toBe(body);
    for (const name of ['cookie', 'x-forwarded-for', 'x-modelhub-key', 'x-api-key']) expect(request?.headers).not.toHaveProperty(name);
    expect(JSON.stringify(request?.headers)).not.toContain(key.secret);
    expect(response.headers.get('x-request-id')).toBe('up_1');
    expect(await settledOf(response)).toMatchObject({
      surface: 'passthrough',
      model: 'openai/gpt-4o-2024-08-06',
      provider: 'openai',
      priceId: 'own-key',
      costNanoUsd: 0n,
      outcome: 'completed',
      usageSource: 'provider',
      usage: { input: 600, cachedInput: 400, output: 200 },
      providerRequestId: 'up_1',
    });
  });

  test('the SDK of the provider works with the address changed, in streams too', async () => {
    await bring('openai');
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'tracking=1' });
      response.end(chunk({ content: 'Hel' }) + chunk({ content: 'lo' }) + STREAM_END.join(''));
    };
    const client = new OpenAI({ apiKey: key.secret, baseURL: `${world.url}/openai/v1`, maxRetries: 0 });
    const { data, response } = await client.chat.completions.create({ ...CHAT, messages: [], stream: true }).withResponse();
    let text = '';
    for await (const part of data) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe('Hello');
    expect(response.headers.has('set-cookie')).toBe(false);
    expect(await settledOf(response)).toMatchObject({ stream: true, usage: { input: 600, output: 200 } });
  });

  test('Anthropic and Google get their keys in their own headers', async () => {
    await bring('anthropic');
    await bring('google');
    answer = (response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ type: 'message', model: 'claude-sonnet-4-5', usage: { input_tokens: 9, output_tokens: 2 } }));
    const message = await post('/anthropic/v1/messages', { 'x-api-key': key.secret, 'anthropic-version': '2023-06-01' });
    expect(seen[0]).toMatchObject({ url: '/v1/messages', headers: { 'x-api-key': OWN, 'anthropic-version': '2023-06-01' } });
    expect(await settledOf(message)).toMatchObject({ provider: 'anthropic', usage: { input: 9, output: 2 } });
    answer = (response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 10 } }));
    const path = '/google/v1beta/models/gemini-2.5-flash:generateContent';
    for (const response of [await post(path, { 'x-goog-api-key': key.secret }), await post(`${path}?key=${key.secret}&alt=json`)]) {
      expect(response.status).toBe(200);
      const settled = await settledOf(response);
      expect(settled).toMatchObject({ provider: 'google', usage: { input: 4, output: 6 } });
      expect(settled.model).toContain('gemini-2.5-flash');
    }
    expect(seen.slice(1).map(({ url: asked, headers }) => [asked, headers['x-goog-api-key']])).toEqual([
      ['/v1beta/models/gemini-2.5-flash:generateContent', OWN],
      ['/v1beta/models/gemini-2.5-flash:generateContent?alt=json', OWN],
    ]);
  });

  test('any method, path and kind of body goes', async () => {
    await bring('openai');
    answer = (response) => void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.from([0, 255, 10]));
    const file = await fetch(`${world.url}/openai/v1/files/file_1/content`, { headers: bearer() });
    expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.from([0, 255, 10]));
    const form = new FormData();
    form.set('file', new Blob([Buffer.alloc(3_000_000, 7)]), 'a.bin');
    await fetch(`${world.url}/openai/v1/files`, { method: 'POST', headers: bearer(), body: form });
    await fetch(`${world.url}/openai/v1/files/file_1`, { method: 'DELETE', headers: bearer() });
    expect(seen.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual(['GET /v1/files/file_1/content', 'POST /v1/files', 'DELETE /v1/files/file_1']);
    expect(seen[1]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen[1]?.body.length).toBeGreaterThan(3_000_000);
    expect(await settledOf(file)).toMatchObject({ model: 'openai/other', usageSource: 'none' });
  });

  test('what the provider refuses comes back in its own words and with its own status', async () => {
    await bring('openai');
    answer = (response) => void response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '3' }).end('{"error":{"message":"slow down"}}');
    const response = await post('/openai/v1/chat/completions', bearer());
    expect({ status: response.status, retry: response.headers.get('retry-after'), body: await response.text() }).toEqual({
      status: 429,
      retry: '3',
      body: '{"error":{"message":"slow down"}}',
    });
    expect(await settledOf(response)).toMatchObject({ outcome: 'failed', statusCode: 429, usageSource: 'none' });
  });
});

describe('with a key that the caller sends', () => {
  test('it goes to the provider, and ours stays here', async () => {
    const response = await post('/openai/v1/chat/completions', { 'x-modelhub-key': key.secret, authorization: `Bearer ${CALLERS}` });
    expect(response.status).toBe(200);
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${CALLERS}`);
    expect(JSON.stringify(seen[0]?.headers)).not.toContain(key.secret);
    expect(await settledOf(response)).toMatchObject({ keyId: key.keyId, costNanoUsd: 0n });
  });

  test('it goes to the provider and nowhere else, whatever address is stored', async () => {
    await bring('openai', 'http://127.0.0.1:1/v1');
    const response = await post('/openai/v1/chat/completions', { 'x-modelhub-key': key.secret, authorization: `Bearer ${CALLERS}` });
    expect(response.status).toBe(200);
    expect(seen).toHaveLength(1);
  });

  test('a ModelHub key in the place of the provider’s is none', async () => {
    const other = await world.addKey();
    const response = await post('/openai/v1/chat/completions', { 'x-modelhub-key': key.secret, authorization: `Bearer ${other.secret}` });
    expect(response.status).toBe(403);
    expect(seen).toEqual([]);
  });
});

describe('refused', () => {
  test('is a caller without a key of ours, with one that is no key, or with none of the provider', async () => {
    expect((await post('/openai/v1/chat/completions')).status).toBe(401);
    expect((await post('/openai/v1/chat/completions', { 'x-modelhub-key': 'mh_live_nonsense', authorization: `Bearer ${CALLERS}` })).status).toBe(401);
    const without = await post('/anthropic/v1/messages', { 'x-api-key': key.secret });
    expect(without.status).toBe(403);
    expect(await without.json()).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
    expect(seen).toEqual([]);
  });

  test('is a key that may use certain models only', async () => {
    key = await world.addKey({ allowed_models: ['openai/gpt-4o-mini'] });
    await bring('openai');
    const response = await post('/openai/v1/chat/completions', bearer());
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_allowed' } });
    expect(seen).toEqual([]);
  });

  test('is what goes beyond a limit on requests, and paths of nobody', async () => {
    key = await world.addKey({ requests_per_minute: 1 });
    await bring('openai');
    expect((await post('/openai/v1/chat/completions', bearer())).status).toBe(200);
    expect((await post('/openai/v1/chat/completions', bearer())).status).toBe(429);
    expect((await post('/groq/v1/chat/completions', bearer())).status).toBe(404);
    expect(seen).toHaveLength(1);
  });
});

describe('a connection', () => {
  test('that cannot be made is a 503, although a body was sent, and the next request goes through', async () => {
    const id = await bring('openai', 'http://127.0.0.1:1/v1');
    const response = await post('/openai/v1/chat/completions', bearer(), 'x'.repeat(500_000));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'provider_unavailable' } });
    await world.sql.query('DELETE FROM provider_credentials WHERE id = $1', [id]);
    await bring('openai');
    await vi.waitFor(async () => expect((await post('/openai/v1/chat/completions', bearer())).status).toBe(200), { timeout: 10_000 });
  });

  test('that breaks in the middle is no clean end', async () => {
    await bring('openai');
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Hel' }), () => setTimeout(() => response.destroy(), 20));
    };
    const response = await post('/openai/v1/chat/completions', bearer());
    await expect(response.text()).rejects.toThrow();
    expect(await settledOf(response)).toMatchObject({ outcome: 'truncated', usageSource: 'none' });
  });

  test('that the client gives up is given up at the provider', async () => {
    await bring('openai');
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Hel' }));
    };
    const abort = new AbortController();
    const response = await fetch(`${world.url}/openai/v1/chat/completions`, { method: 'POST', headers: bearer(), body: '{}', signal: abort.signal });
    abort.abort();
    await vi.waitFor(() => expect(seen[0]?.wasAborted).toBe(true), { timeout: 10_000 });
    expect(await settledOf(response)).toMatchObject({ outcome: 'cancelled' });
  });

  test('carries a body on while it comes', async () => {
    await bring('openai');
    const outgoing = httpRequest(`${world.url}/openai/v1/files`, { method: 'POST', headers: { ...bearer(), 'transfer-encoding': 'chunked' } });
    const arrived = once(server, 'request') as Promise<[IncomingMessage]>;
    outgoing.write('first');
    const [incoming] = await arrived;
    // The provider has the beginning before the client has sent the end.
    expect(incoming.headers['transfer-encoding']).toBe('chunked');
    outgoing.end('last');
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    expect(seen[0]?.body.toString()).toBe('firstlast');
  });
});
