import net from 'node:net';
import type {} from '@modelhub/testing/vitest-setup';
import { generateApiKey } from '@modelhub/access/api-key';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, completion } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'));
  key = await world.addKey();
});
afterAll(() => world.close());

const HI = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

interface ErrorAnswer {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string };
}

async function errorOf(response: Response): Promise<ErrorAnswer['error'] & { status: number }> {
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  const { error } = (await response.json()) as ErrorAnswer;
  expect(Object.keys(error).toSorted()).toEqual(['code', 'message', 'param', 'type']);
  return { ...error, status: response.status };
}

describe('keys', () => {
  it.each([
    ['none', {}],
    ['a malformed one', { authorization: 'Bearer sk-123' }],
    ['one of another scheme', { authorization: 'Basic abc' }],
    ['one that does not exist', { authorization: `Bearer ${generateApiKey()}` }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('%s is a 401 that does not echo it', async (_name, headers: Record<string, string>) => {
    const response = await fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(HI),
    });
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'authentication_error' });
    const sent = headers['authorization']?.split(' ')[1];
    if (sent) expect(error.message).not.toContain(sent);
  });

  it('is taken from x-api-key as well', async () => {
    const response = await fetch(`${world.url}/v1/models`, { headers: { 'x-api-key': key.secret } });
    expect(response.status).toBe(200);
  });

  it('expired is a 401, suspended a 403', async () => {
    const expired = await world.addKey({ expires_at: new Date(Date.now() - 1_000) });
    expect(await errorOf(await world.post(expired.secret, HI))).toMatchObject({ status: 401, code: 'invalid_api_key' });
    const suspended = await world.addKey({}, { status: 'suspended' });
    expect(await errorOf(await world.post(suspended.secret, HI))).toMatchObject({ status: 403, code: 'organization_suspended' });
  });

  it('revoked by SQL alone is refused within a second', async () => {
    const doomed = await world.addKey();
    expect((await world.post(doomed.secret, HI)).status).toBe(200);
    await world.sql.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [doomed.keyId]);
    await expect.poll(async () => (await world.post(doomed.secret, HI)).status, { timeout: 1_000, interval: 20 }).toBe(401);
  });

  it('is known before its body is read', async () => {
    const socket = net.connect(world.env.GATEWAY_PORT, '127.0.0.1');
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.write(
      'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-1\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n{',
    );
    expect(await answer).toContain('401');
    socket.destroy();
  });
});

describe('bodies', () => {
  it.each([
    ['nothing', '', 'invalid_json', null],
    ['broken JSON', '{"model": "gpt-4o", "messages": [', 'invalid_json', null],
    ['a list', '[]', 'invalid_json', null],
    ['null', 'null', 'invalid_json', null],
    ['no model', '{"messages":[{"role":"user","content":"x"}]}', 'missing_required_parameter', 'model'],
    ['a model that is no text', '{"model":5,"messages":[{"role":"user","content":"x"}]}', 'invalid_value', 'model'],
    ['no messages', '{"model":"gpt-4o"}', 'missing_required_parameter', 'messages'],
    ['empty messages', '{"model":"gpt-4o","messages":[]}', 'invalid_value', 'messages'],
    ['a message that is null', '{"model":"gpt-4o","messages":[null]}', 'invalid_value', 'messages[0]'],
    ['a message without a role', '{"model":"gpt-4o","messages":[{"content":"x"}]}', 'invalid_value', 'messages[0].role'],
    ['a stream that is no flag', '{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"stream":"yes"}', 'invalid_value', 'stream'],
    ['a negative max_tokens', '{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":-1}', 'invalid_value', 'max_tokens'],
    [
      'stream options that are a text',
      '{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"stream_options":"all"}',
      'invalid_value',
      'stream_options',
    ],
    ['a provider that is no object', '{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"provider":1}', 'invalid_value', 'provider'],
  ])('%s is a 400 that names the field', async (_name, body, code, param) => {
    expect(await errorOf(await world.post(key.secret, body))).toMatchObject({ status: 400, code, param });
  });

  it('that are not UTF-8 are a 400', async () => {
    const body = Buffer.concat([Buffer.from('{"model":"gpt-4o","messages":[{"role":"user","content":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}]}')]);
    expect(await errorOf(await world.post(key.secret, new Uint8Array(body)))).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  it.each([1_000, 100_000])('nested %i deep are never a 500', async (depth) => {
    const nested = '['.repeat(depth) + ']'.repeat(depth);
    for (const model of ['gpt-4o', 'claude-sonnet-4-5']) {
      const body = `{"model":"${model}","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":${nested}}}],"provider":{}}`;
      const response = await world.post(key.secret, body);
      expect([200, 400, 502]).toContain(response.status);
      await response.text();
      const asContent = `{"model":"${model}","messages":[{"role":"user","content":${nested}}]}`;
      const other = await world.post(key.secret, asContent);
      expect([200, 400, 502]).toContain(other.status);
      await other.text();
    }
    world.openai.script = answerWith(completion('still here'));
    expect((await world.post(key.secret, HI)).status).toBe(200);
  });

  it.each(['content-length', 'chunked'])('too large are a 413 while they still arrive (%s)', async (framing) => {
    const big = JSON.stringify({ ...HI, messages: [{ role: 'user', content: 'x'.repeat(20 * 1024 * 1024) }] });
    const body = framing === 'chunked' ? new Blob([big]).stream() : big;
    const response = await fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body,
      duplex: 'half',
    });
    expect(await errorOf(response)).toMatchObject({ status: 413, code: 'request_too_large' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json-patch', 'nonsense'])(
    'of type %s are a 415',
    async (type) => {
      expect(await errorOf(await world.post(key.secret, HI, { 'content-type': type }))).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  it('that are compressed are a 415', async () => {
    expect(await errorOf(await world.post(key.secret, HI, { 'content-encoding': 'gzip' }))).toMatchObject({ status: 415 });
  });
});

describe('paths and models', () => {
  it('that are not served say so, with a link', async () => {
    const response = await fetch(`${world.url}/v1/files`, { headers: { authorization: `Bearer ${key.secret}` } });
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 404, code: 'unsupported_endpoint' });
    expect(error.message).toContain('/docs');
    expect(await errorOf(await fetch(`${world.url}/v1/chat/completions`))).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  it('unknown get the nearest names', async () => {
    const error = await errorOf(await world.post(key.secret, { ...HI, model: 'gpt-4oo' }));
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(error.message).toContain('gpt-4o');
  });

  it('whose provider is not set up are a 503 that says so', async () => {
    const error = await errorOf(await world.post(key.secret, { ...HI, model: 'llama-3.1-8b-instruct' }));
    expect(error).toMatchObject({ status: 503, message: expect.stringContaining('No provider of llama-3.1-8b-instruct is set up here') });
  });

  it('that the key may not use are a 403', async () => {
    const narrow = await world.addKey({ allowed_models: ['openai/gpt-4o-mini'] });
    expect(await errorOf(await world.post(narrow.secret, HI))).toMatchObject({ status: 403, code: 'model_not_allowed' });
    expect((await world.post(narrow.secret, { ...HI, model: 'gpt-4o-mini' })).status).toBe(200);
    const models = await world.client(narrow.secret).models.list();
    expect(models.data.map(({ id }) => id)).toEqual(['openai/gpt-4o-mini', 'modelhub/auto']);
  });

  it('are listed with the prices that this caller pays', async () => {
    const model = (await world.client(key.secret).models.retrieve('gpt-4o')) as unknown as { id: string; endpoints: { pricing: object }[] };
    expect(model.id).toBe('openai/gpt-4o');
    expect(model.endpoints[0]?.pricing).toMatchObject({ input: '2.75', cached_input: '1.375', output: '11.00' });
    await expect(world.client(key.secret).models.retrieve('gpt-9')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('answers what is not HTTP with an error, not with silence', async () => {
    const socket = net.connect(world.env.GATEWAY_PORT, '127.0.0.1');
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.write('nonsense\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });
});

describe('limits', () => {
  it('of requests are a 429 with the time to wait, which the SDK obeys', async () => {
    const limited = await world.addKey({ requests_per_minute: 2 });
    const first = await world.post(limited.secret, HI);
    expect(first.headers.get('x-ratelimit-limit-requests')).toBe('2');
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    await world.post(limited.secret, HI);
    const refused = await world.post(limited.secret, HI);
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect(Number(refused.headers.get('retry-after-ms'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('of money are a 402 that says whose, how much, and not to retry', async () => {
    const poor = await world.addKey({ budget_nano_usd: 20_000_000n, budget_window: 'day' });
    const answer = await world.post(poor.secret, { ...HI, max_tokens: 1_000 });
    expect(answer.status).toBe(200);
    await answer.text();
    const refused = await world.post(poor.secret, { ...HI, max_tokens: 1_500 });
    const error = await errorOf(refused);
    expect(error).toMatchObject({ status: 402, code: 'budget_exceeded' });
    expect(error.message).toMatch(/budget of this API key.*\$0\.02 per day, \$0\.0156 left/);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    await expect(
      world.client(poor.secret).chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1_500 }),
    ).rejects.toMatchObject({ status: 402 });
  });

  it('of prepaid credit are a 402 of their own', async () => {
    const prepaid = await world.addKey({}, { billing_mode: 'prepaid', credit_nano_usd: 1_000n });
    expect(await errorOf(await world.post(prepaid.secret, HI))).toMatchObject({ status: 402, code: 'insufficient_quota' });
  });

  it('of concurrency give the slot back, whatever happened', async () => {
    const single = await world.addKey({ max_concurrency: 1 });
    let release = (): void => {};
    world.openai.requests.length = 0;
    world.openai.script = (response, request) => {
      release = () => void answerWith(completion('late'))(response, request);
    };
    const running = world.post(single.secret, HI);
    await expect.poll(() => world.openai.requests.length).toBe(1);
    expect((await world.post(single.secret, HI)).status).toBe(429);
    release();
    expect((await running).status).toBe(200);
    world.openai.script = answerWith({ error: { message: 'bad' } }, 400);
    for (let i = 0; i < 3; i += 1) expect((await world.post(single.secret, HI)).status).toBe(400);
    world.openai.script = answerWith(completion('ok'));
    expect((await world.post(single.secret, HI)).status).toBe(200);
  });
});
