import Anthropic from '@anthropic-ai/sdk';
import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;
let client: Anthropic;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'));
  key = await world.addKey();
  client = new Anthropic({ apiKey: key.secret, baseURL: world.url, maxRetries: 0 });
});
afterAll(() => world.close());
beforeEach(() => {
  world.openai.requests.length = 0;
  world.anthropic.requests.length = 0;
  world.openai.script = answerWith(completion('Hello!'));
});

const HI = { max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };
const WEATHER = { name: 'weather', description: 'd', input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } } };
const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'Bonjour', citations: null }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, cache_read_input_tokens: 5, cache_creation_input_tokens: 0, output_tokens: 7, service_tier: 'standard' },
};
const event = (data: { readonly type: string; readonly [field: string]: unknown }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const STREAM = [
  event({ type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...MESSAGE.usage, output_tokens: 1 } } }),
  event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  event({ type: 'ping' }),
  event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Bon' } }),
  event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'jour' } }),
  event({ type: 'content_block_stop', index: 0 }),
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 7 } }),
  event({ type: 'message_stop' }),
];

async function settledOf(response: Response): Promise<unknown> {
  return world.settled(response.headers.get('x-generation-id') ?? '');
}

describe('messages to one of Anthropic’s models', () => {
  it('go through untouched, both ways, under our own credentials', async () => {
    world.anthropic.script = answerWith(MESSAGE);
    const asked = { ...HI, model: 'claude-sonnet-4-5-20250929', system: [{ type: 'text' as const, text: 'S', cache_control: { type: 'ephemeral' as const } }] };
    const { data, response } = await client.messages.create(asked, { headers: { 'anthropic-beta': 'some-beta' } }).withResponse();
    expect(data).toMatchObject(MESSAGE);
    const [seen] = world.anthropic.requests;
    expect(seen).toMatchObject({ path: '/v1/messages', body: { ...asked, model: 'claude-sonnet-4-5' } });
    expect(seen?.headers).toMatchObject({
      'x-api-key': 'upstream-anthropic-secret',
      'anthropic-version': expect.stringMatching(/^20\d\d-/),
      'anthropic-beta': 'some-beta',
    });
    expect(await settledOf(response)).toMatchObject({
      surface: 'messages',
      outcome: 'completed',
      usageSource: 'provider',
      usage: { input: 10, cachedInput: 5, output: 7 },
      finishReason: 'stop',
    });
  });

  it('stream as they were sent, and cost the same', async () => {
    world.anthropic.script = streamOf(...STREAM, 'end');
    const stream = client.messages.stream({ ...HI, model: 'claude-sonnet-4-5' });
    expect((await stream.finalMessage()).content).toMatchObject([{ type: 'text', text: 'Bonjour' }]);
    const raw = await world.post(key.secret, { ...HI, model: 'claude-sonnet-4-5', stream: true }, {}, '/v1/messages');
    expect(await raw.text()).toBe(STREAM.join(''));
    expect(await settledOf(raw)).toMatchObject({ usage: { input: 10, cachedInput: 5, output: 7 }, usageSource: 'provider', surface: 'messages' });
  });

  it('that are cut end in an error, and never in message_stop', async () => {
    world.anthropic.script = streamOf(...STREAM.slice(0, 5), 30, 'end');
    const raw = await world.post(key.secret, { ...HI, model: 'claude-sonnet-4-5', stream: true }, {}, '/v1/messages');
    const text = await raw.text();
    expect(text).not.toContain('message_stop');
    expect(text).toMatch(/event: error\ndata: {"type":"error","error":{"type":"api_error"[^\n]*\n\n$/);
    expect(await settledOf(raw)).toMatchObject({ outcome: 'truncated', costNanoUsd: 0n });
  });

  it('may not use what has no price here', async () => {
    const refused = client.messages.create({ ...HI, model: 'claude-sonnet-4-5', tools: [{ type: 'web_search_20250305', name: 'web_search' }] });
    await expect(refused).rejects.toMatchObject({ status: 400, error: { type: 'error', error: { type: 'invalid_request_error', param: 'tools[0].type' } } });
    expect(world.anthropic.requests).toEqual([]);
  });
});

describe('messages to another lab’s model', () => {
  it('are translated: text, tools and what it cost', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };
    const answer = completion('Let me see.') as { choices: { message: Record<string, unknown>; finish_reason: string }[] };
    Object.assign(answer.choices[0]?.message ?? {}, { tool_calls: [call] });
    Object.assign(answer.choices[0] ?? {}, { finish_reason: 'tool_calls' });
    world.openai.script = answerWith(answer);
    const { data, response } = await client.messages.create({ ...HI, model: 'gpt-4o', tools: [WEATHER], tool_choice: { type: 'any' } }).withResponse();
    expect(data).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'gpt-4o',
      content: [
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Oslo' } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 600, cache_read_input_tokens: 400, output_tokens: 200 },
    });
    expect(world.openai.requests[0]).toMatchObject({ path: '/v1/chat/completions', body: { model: 'gpt-4o', max_tokens: 100, tool_choice: 'required' } });
    expect(await settledOf(response)).toMatchObject({ surface: 'messages', usage: { input: 600, cachedInput: 400, output: 200 }, finishReason: 'tool_calls' });
  });

  it('stream to the SDK’s helper, arguments of parallel calls byte for byte', async () => {
    const piece = (index: number, fields: object): string => chunk({ tool_calls: [{ index, ...fields }] });
    world.openai.script = streamOf(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Two.' }),
      piece(0, { id: 'a', type: 'function', function: { name: 'weather', arguments: '' } }),
      piece(0, { function: { arguments: '{"city": ' } }),
      piece(0, { function: { arguments: '"Bergen"}' } }),
      piece(1, { id: 'b', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }),
      chunk({}, 'tool_calls'),
      ...STREAM_END.slice(1),
      'end',
    );
    const stream = client.messages.stream({ ...HI, model: 'gpt-4o', tools: [WEATHER] });
    const pieces: string[] = [];
    stream.on('inputJson', (json) => pieces.push(json));
    const message = await stream.finalMessage();
    expect(message).toMatchObject({
      content: [
        { type: 'text', text: 'Two.' },
        { type: 'tool_use', id: 'a', input: { city: 'Bergen' } },
        { type: 'tool_use', id: 'b', input: { city: 'Oslo' } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 600, cache_read_input_tokens: 400, output_tokens: 200 },
    });
    expect(pieces.join('')).toBe('{"city": "Bergen"}{"city":"Oslo"}');
  });

  it('end in an error event when the provider breaks off', async () => {
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hel' }), 30, 'reset');
    const stream = client.messages.stream({ ...HI, model: 'gpt-4o' });
    await expect(stream.finalMessage()).rejects.toThrow(/broke off/);
  });
});

describe('tokens of a prompt', () => {
  it('are counted by Anthropic for its own models, and with the nearest tokenizer for others or when it does not answer', async () => {
    world.anthropic.script = answerWith({ input_tokens: 4_711 });
    const asked = { messages: HI.messages, system: 'Be brief.' };
    expect(await client.messages.countTokens({ ...asked, model: 'claude-sonnet-4-5' })).toMatchObject({ input_tokens: 4_711 });
    expect(world.anthropic.requests[0]).toMatchObject({ path: '/v1/messages/count_tokens', body: { ...asked, model: 'claude-sonnet-4-5' } });
    world.anthropic.script = answerWith({ error: { message: 'no' } }, 500);
    const { input_tokens: near } = await client.messages.countTokens({ ...asked, model: 'claude-sonnet-4-5' });
    expect(near).toBeGreaterThan(10);
    expect(near).toBeLessThan(40);
    // Three for each message and the answer, one for each role, and the texts.
    expect(await client.messages.countTokens({ ...asked, model: 'gpt-4o' })).toMatchObject({ input_tokens: 3 + 2 * 3 + 2 + 3 + 1 });
    await expect(client.messages.countTokens({ ...asked, model: 'no-such-model' })).rejects.toMatchObject({ status: 404 });
    await expect(client.messages.countTokens({ model: 'gpt-4o', messages: [] })).rejects.toMatchObject({ status: 400 });
  });
});

describe('errors', () => {
  it('come in Anthropic’s envelope, whoever found them', async () => {
    const stranger = new Anthropic({ apiKey: 'mh_live_nobody', baseURL: world.url, maxRetries: 0 });
    await expect(stranger.messages.create({ ...HI, model: 'gpt-4o' })).rejects.toMatchObject({
      status: 401,
      error: { type: 'error', error: { type: 'authentication_error' } },
    });
    await expect(client.messages.create({ ...HI, model: 'no-such-model' })).rejects.toMatchObject({
      status: 404,
      error: { type: 'error', error: { type: 'not_found_error', code: 'model_not_found' } },
    });
    const wrong = await world.post(key.secret, { model: 'gpt-4o', messages: HI.messages }, {}, '/v1/messages');
    expect(await wrong.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error', param: 'max_tokens' } });
    world.openai.script = answerWith({ error: { message: 'slow down' } }, 429, { 'retry-after': '7' });
    await expect(client.messages.create({ ...HI, model: 'gpt-4o' })).rejects.toMatchObject({ status: 429, error: { error: { type: 'rate_limit_error' } } });
  });
});
