import OpenAI, { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

let standIn: ProviderStandIn;
let azure: AzureOpenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  azure = new AzureOpenAI({ endpoint: standIn.url, apiKey: 'test', apiVersion: '2024-10-21', deployment: 'my-gpt', maxRetries: 0 });
});
afterAll(() => standIn.close());

const messages = [{ role: 'user' as const, content: 'Hi there' }];

it('answers at a deployment with the verdicts of its filter, first in a chunk without choices', async () => {
  const whole = await azure.chat.completions.create({ model: 'my-gpt', messages });
  expect(whole).toMatchObject({ model: 'my-gpt', prompt_filter_results: [{ prompt_index: 0 }] });
  const chunks = [];
  for await (const chunk of await azure.chat.completions.create({ model: 'my-gpt', messages, stream: true })) chunks.push(chunk);
  expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content);
});

it('answers at its newer paths', async () => {
  const client = new OpenAI({ baseURL: `${standIn.url}/openai/v1`, apiKey: 'entra-token', maxRetries: 0 });
  expect((await client.chat.completions.create({ model: 'my-gpt', messages })).choices[0]?.message.content).toMatch(/\S/);
  expect((await client.responses.create({ model: 'my-gpt', input: 'Hi there' })).output_text).toMatch(/\S/);
});

it('serves other models, Claude among them', async () => {
  const ask = (path: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(standIn.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'm', max_tokens: 100, messages }),
    });
  const other = await ask('/models/chat/completions?api-version=2024-05-01-preview', { 'api-key': 'test' });
  expect(await other.json()).toMatchObject({ object: 'chat.completion', prompt_filter_results: [{ prompt_index: 0 }] });
  expect(await (await ask('/anthropic/v1/messages', { 'api-key': 'test' })).json()).toMatchObject({ type: 'message' });
  expect(await (await ask('/anthropic/v1/messages', {})).json()).toMatchObject({ error: { code: '401' } });
});

it('refuses as the gateway of Azure does', async () => {
  const path = `${standIn.url}/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21`;
  const refused = await fetch(path, { method: 'POST', body: JSON.stringify({ messages }) });
  expect([refused.status, await refused.json()]).toEqual([401, { error: { code: '401', message: expect.stringContaining('Access denied') as unknown } }]);
  const limited = azure.chat.completions.create({ model: 'my-gpt', messages: [{ role: 'user', content: '[[chaos:rate-limit]]' }] });
  await expect(limited).rejects.toMatchObject({ status: 429, code: '429' });
});
