import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

const WEATHER = { type: 'object' as const, properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city', 'days'] };
const TOOLS = [{ name: 'weather', description: 'The weather.', input_schema: WEATHER }];
const MODEL = 'claude-haiku-4-5';

let standIn: ProviderStandIn;
let client: Anthropic;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new Anthropic({ baseURL: standIn.url, apiKey: 'test', maxRetries: 0 });
});
afterAll(() => standIn.close());

it('says the same streamed and whole, thought and calls included, and knows its signature again', async () => {
  const ask = { role: 'user' as const, content: 'Weather? 🎉' };
  const request = { model: MODEL, max_tokens: 4_000, messages: [ask], tools: TOOLS, tool_choice: { type: 'any' as const } };
  const thinking = { type: 'enabled' as const, budget_tokens: 1_024 };
  const whole = await client.messages.create({ ...request, thinking });
  const streamed = await client.messages.stream({ ...request, thinking }).finalMessage();
  expect(streamed.content).toEqual(whole.content);
  expect(streamed.stop_reason).toBe('tool_use');
  expect(streamed.usage).toEqual(whole.usage);
  const results = whole.content.flatMap((block) => (block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: '21' }] : []));
  const again = (content: typeof whole.content): Promise<Anthropic.Message> =>
    client.messages.create({
      model: MODEL,
      max_tokens: 4_000,
      messages: [ask, { role: 'assistant', content }, { role: 'user', content: results }],
      tools: TOOLS,
      thinking,
    });
  expect((await again(whole.content)).stop_reason).toBe('end_turn');
  const forged = whole.content.map((block) => (block.type === 'thinking' ? { ...block, signature: 'QUFBQQ==' } : block));
  await expect(again(forged)).rejects.toThrow('messages.1.content.0: Invalid `signature`');
  await expect(again(whole.content.filter(({ type }) => type !== 'thinking'))).rejects.toThrow('Expected `thinking`');
});

it('ends where it is told to', async () => {
  const text = (await client.messages.create({ model: MODEL, max_tokens: 4_000, messages: [{ role: 'user', content: 'Hi' }] })).content[0];
  const stop = text?.type === 'text' ? text.text.slice(5, 9) : '';
  const request = { model: MODEL, max_tokens: 4_000, messages: [{ role: 'user' as const, content: 'Hi' }], stop_sequences: [stop] };
  const whole = await client.messages.create(request);
  expect(whole).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: stop });
  expect(await client.messages.stream(request).finalMessage()).toMatchObject({ content: whole.content, stop_reason: 'stop_sequence', stop_sequence: stop });
});

it('is at Vertex too, with the version in the body and the keys of Google', async () => {
  const ask = (body: object, verb = 'rawPredict', headers: object = { authorization: 'Bearer ya29.test' }): Promise<Response> =>
    fetch(`${standIn.url}/v1/projects/p/locations/global/publishers/anthropic/models/claude-sonnet-4-5:${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }], ...body }),
    });
  const version = { anthropic_version: 'vertex-2023-10-16' };
  expect(await (await ask(version)).json()).toMatchObject({ type: 'message', model: 'claude-sonnet-4-5' });
  expect(await (await ask({ ...version, stream: true }, 'streamRawPredict')).text()).toContain('event: message_stop');
  expect(await (await ask({})).json()).toMatchObject({ error: { message: 'anthropic_version: Field required' } });
  expect(await (await ask(version, 'rawPredict', {})).json()).toMatchObject({ error: { status: 'UNAUTHENTICATED' } });
});
