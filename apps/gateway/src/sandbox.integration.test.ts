import type {} from '@modelhub/testing/vitest-setup';
import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';

let standIn: ProviderStandIn;
let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  standIn = await startProviderStandIn();
  world = await startGatewayWorld(inject('postgresAdminUrl'), { OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', PROVIDER_SANDBOX_URL: standIn.url });
  key = await world.addKey();
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});

describe('the sandbox', () => {
  it.each([
    // What the announcement names, by the names that people type.
    ['gpt-4o', 'openai/gpt-4o'],
    ['claude-3-5-sonnet-20241022', 'anthropic/claude-3-5-sonnet-20241022'],
    ['llama-3.1-405b-instruct', 'meta-llama/llama-3.1-405b-instruct'],
    ['llama-3.1-8b-instruct', 'meta-llama/llama-3.1-8b-instruct'],
    ['deepseek-chat', 'deepseek/deepseek-chat'],
    ['mistral-large-latest', 'mistralai/mistral-large-latest'],
    ['grok-4.3', 'x-ai/grok-4.3'],
    ['claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5'],
    // What Bedrock and Azure alone serve.
    ['nova-pro', 'amazon/nova-pro'],
    ['phi-4', 'microsoft/phi-4'],
  ])('answers as %s, streamed and not, with a price', async (model, canonical) => {
    const client = world.client(key.secret);
    const request = { model, messages: [{ role: 'user' as const, content: 'Hi there' }], max_completion_tokens: 200 };
    const { data, response } = await client.chat.completions.create(request).withResponse();
    expect(data.choices[0]?.message.content).toMatch(/\S/);
    const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
    expect(settled).toMatchObject({ model: canonical, outcome: 'completed', usageSource: 'provider' });
    expect(settled.costNanoUsd).toBeGreaterThan(0n);

    const stream = await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } }).withResponse();
    let text = '';
    for await (const part of stream.data) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe(data.choices[0]?.message.content);
    const streamed = await world.settled(stream.response.headers.get('x-generation-id') ?? '');
    expect(streamed).toMatchObject({ outcome: 'completed', usageSource: 'provider' });
  });

  it.each(['gpt-5', 'claude-sonnet-4-5', 'deepseek-chat', 'gemini-2.5-flash', 'command-a-03-2025', 'nova-pro'])(
    'answers responses as %s, with a tool loop by id',
    async (model) => {
      const { responses } = world.client(key.secret);
      const whole = await responses.create({ model, input: 'Hi there', max_output_tokens: 2_000 });
      const streamed = await responses.stream({ model, input: 'Hi there', max_output_tokens: 2_000 }).finalResponse();
      expect(whole.output_text).toMatch(/\S/);
      expect(streamed.output_text).toBe(whole.output_text);
      expect(await world.settled(whole.id.replace('resp_', 'gen_'))).toMatchObject({ surface: 'responses', outcome: 'completed', usageSource: 'provider' });

      const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
      const tools = [{ type: 'function' as const, name: 'get_weather', description: 'The weather of a city.', parameters, strict: false }];
      const request = { model, tools, max_output_tokens: 2_000 };
      const asked = await responses.create({ ...request, input: 'What is the weather in Berlin?', tool_choice: 'required' });
      const calls = asked.output.filter((item) => item.type === 'function_call');
      expect(calls.length).toBeGreaterThan(0);
      const results = calls.map(({ call_id }) => ({ type: 'function_call_output' as const, call_id, output: '{"degrees":21}' }));
      const told = await responses.create({ ...request, input: results, previous_response_id: asked.id });
      expect(told.output_text).toMatch(/\S/);
      const last = await responses.create({ ...request, input: 'Thank you.', previous_response_id: told.id });
      expect(last).toMatchObject({ status: 'completed', previous_response_id: told.id });
    },
  );

  it.each([
    ['google', 'gemini-2.5-flash'],
    ['google', 'gemini-3-pro-preview'],
    ['google-vertex', 'gemini-2.5-pro'],
    ['google-vertex', 'claude-sonnet-4-5'],
    ['google-vertex', 'gpt-oss-120b'],
  ])('answers at %s as %s, streamed and not, and knows its own thoughts again in a tool loop', async (provider, model) => {
    const ask = async (fields: object): Promise<Record<string, unknown>> => {
      const response = await world.post(key.secret, { model, max_tokens: 2_000, provider: { only: [provider] }, ...fields });
      expect(response.headers.get('x-modelhub-provider')).toBe(provider);
      if ('stream' in fields) return { text: await response.text() };
      const { choices } = (await response.json()) as { readonly choices: readonly { readonly message: Record<string, unknown> }[] };
      return choices[0]?.message ?? {};
    };
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools = [{ type: 'function', function: { name: 'get_weather', description: 'The weather of a city.', parameters } }];
    const question = { role: 'user', content: 'What is the weather in Berlin?' };
    const called = await ask({ messages: [question], tools, tool_choice: 'required' });
    const calls = called['tool_calls'] as readonly { readonly id: string }[];
    expect(calls.length).toBeGreaterThan(0);
    const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '{"degrees":21}' }));
    const told = await ask({ messages: [question, called, ...results], tools });
    expect(told['content']).toMatch(/\S/);
    const streamed = await ask({ messages: [question, called, ...results, told, { role: 'user', content: 'Thanks' }], tools, stream: true });
    expect(streamed['text']).toMatch(/data: \[DONE\]\n\n$/);
  });

  it.each(['google', 'google-vertex'])('embeds at %s', async (provider) => {
    const client = world.client(key.secret);
    const request = { model: 'gemini-embedding-001', input: 'one text', dimensions: 64, provider: { only: [provider] } };
    const { data, response } = await client.embeddings.create(request).withResponse();
    expect(response.headers.get('x-modelhub-provider')).toBe(provider);
    expect(data.data[0]?.embedding).toHaveLength(64);
    expect(await world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({ outcome: 'completed', usageSource: 'provider' });
  });

  it('lists what can be called', async () => {
    const { data } = await world.client(key.secret).models.list();
    expect(data.length).toBeGreaterThan(350);
  });
});
