import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

let standIn: ProviderStandIn;
let client: OpenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'test', maxRetries: 0 });
});
afterAll(() => standIn.close());

it('completes prompts, streamed and whole alike', async () => {
  const request = { model: 'gpt-3.5-turbo-instruct', prompt: ['Once', 'Twice'], n: 2, max_tokens: 200 };
  const whole = await client.completions.create(request);
  expect(whole.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  const stream = await client.completions.create({ ...request, stream: true, stream_options: { include_usage: true } });
  const texts = ['', '', '', ''];
  let usage: unknown = null;
  for await (const chunk of stream) {
    for (const choice of chunk.choices) texts[choice.index] += choice.text;
    usage ??= chunk.usage;
  }
  expect(texts).toEqual(whole.choices.map(({ text }) => text));
  expect(usage).toEqual(whole.usage);
});

it('stops after 16 tokens unless it is told otherwise', async () => {
  const { choices, usage } = await client.completions.create({ model: 'davinci-002', prompt: 'Tell me all.', echo: true });
  expect(choices[0]).toMatchObject({ finish_reason: 'length', text: expect.stringMatching(/^Tell me all\./) as unknown });
  expect(usage?.completion_tokens).toBeLessThanOrEqual(16);
});
