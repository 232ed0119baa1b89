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

  it('lists what can be called', async () => {
    const { data } = await world.client(key.secret).models.list();
    expect(data.length).toBeGreaterThan(350);
  });
});
