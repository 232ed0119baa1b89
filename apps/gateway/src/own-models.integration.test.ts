import type {} from '@modelhub/testing/vitest-setup';
import { offerOwnModels } from '@modelhub/catalog/catalog';
import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';

let standIn: ProviderStandIn;
let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  standIn = await startProviderStandIn();
  world = await startGatewayWorld(inject('postgresAdminUrl'), {
    ANTHROPIC_API_KEY: '',
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: `${standIn.url}/v1`,
    COHERE_API_KEY: 'k',
    COHERE_BASE_URL: standIn.url,
    CUSTOM_API_KEY: 'k',
    CUSTOM_BASE_URL: `${standIn.url}/v1`,
    CUSTOM_MODELS: '[{"name":"house/model","usd":{"input":"0.1","output":"0.4"},"contextTokens":32000}]',
    OLLAMA_BASE_URL: standIn.url,
    OLLAMA_MODELS: '[{"name":"qwen3:8b"},{"name":"nomic-embed-text","kind":"embedding","input":["text"]}]',
  });
  key = await world.addKey();
});
afterAll(async () => {
  await world.close();
  await standIn.close();
  offerOwnModels([]);
});

it.each([
  ['custom/house/model', 'custom', true],
  ['ollama/qwen3:8b', 'ollama', false],
  ['command-a-03-2025', 'cohere', true],
  ['gpt-5-codex', 'openai', true],
] as const)('%s answers from %s, streamed and not, in two dialects', async (model, provider, isPaid) => {
  const client = world.client(key.secret);
  const request = { model, messages: [{ role: 'user' as const, content: 'Hi there' }], max_completion_tokens: 200 };
  const { data, response } = await client.chat.completions.create(request).withResponse();
  expect(data.choices[0]?.message.content).toMatch(/\S/);
  const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
  expect(settled).toMatchObject({ provider, outcome: 'completed', usageSource: 'provider' });
  expect(settled.costNanoUsd > 0n).toBe(isPaid);

  const stream = await client.chat.completions.create({ ...request, stream: true }).withResponse();
  let text = '';
  for await (const part of stream.data) text += part.choices[0]?.delta.content ?? '';
  expect(text).toBe(data.choices[0]?.message.content);
  const streamed = await world.settled(stream.response.headers.get('x-generation-id') ?? '');
  expect(streamed).toMatchObject({ provider, outcome: 'completed', usageSource: 'provider', costNanoUsd: settled.costNanoUsd });

  const answered = await client.responses.create({ model, input: 'Hi there', max_output_tokens: 200 });
  expect(answered.status).toBe('completed');
  expect(answered.output_text).toMatch(/\S/);
});

it('hands thoughts of OpenAI’s out to a client of Anthropic’s dialect, and takes them back', async () => {
  const post = async (messages: readonly unknown[]) => {
    const response = await fetch(`${world.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key.secret, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({ model: 'gpt-5', max_tokens: 2_000, thinking: { type: 'enabled', budget_tokens: 1_024 }, messages }),
    });
    const answer = (await response.json()) as { content: { type: string }[] };
    return { status: response.status, answer };
  };
  const question = { role: 'user', content: 'Hi there' };
  const first = await post([question]);
  expect(first).toMatchObject({ status: 200 });
  const second = await post([question, { role: 'assistant', content: first.answer.content }, { role: 'user', content: 'And now?' }]);
  expect(second).toMatchObject({ status: 200 });
  expect(first.answer.content.some(({ type }) => type === 'thinking' || type === 'redacted_thinking')).toBe(true);
});

it('embeds at Cohere and at Ollama, and ranks by the search', async () => {
  const client = world.client(key.secret);
  const embedded = await client.embeddings.create({ model: 'cohere/embed-v-4-0', input: ['one', 'two'], dimensions: 256 }).withResponse();
  expect(embedded.data.data.map(({ embedding }) => embedding.length)).toEqual([256, 256]);
  const settled = await world.settled(embedded.response.headers.get('x-generation-id') ?? '');
  expect(settled).toMatchObject({ provider: 'cohere', surface: 'embeddings', usageSource: 'provider' });
  expect(settled.costNanoUsd).toBeGreaterThan(0n);
  const own = await client.embeddings.create({ model: 'ollama/nomic-embed-text', input: 'one' });
  expect(own.data[0]?.embedding.length).toBeGreaterThan(0);

  const ranking = await client.post<{ results: { index: number }[] }>('/rerank', {
    body: { model: 'cohere/rerank-v3.5', query: 'capital', documents: ['Paris is a capital.', 'Bread.'], top_n: 1 },
  });
  expect(ranking.results).toHaveLength(1);
});

it('lists the models of the house beside the others', async () => {
  const { data } = await world.client(key.secret).models.list();
  const ids = data.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['custom/house/model', 'ollama/qwen3:8b', 'openai/gpt-4o']));
});
