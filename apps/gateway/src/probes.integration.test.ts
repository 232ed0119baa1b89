import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, completion } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'), { PROBE_EVERY_MINUTES: '1440' });
  key = await world.addKey();
});
afterAll(() => world.close());

it('an endpoint that is back is found by a token of ours, which is in nobody’s books', async () => {
  world.openai.script = answerWith({ error: { message: 'down' } }, 500);
  for (let i = 0; i < 2; i += 1) await (await world.post(key.secret, { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi there' }] })).text();
  const before = await world.journal();
  world.openai.requests.length = 0;
  world.openai.script = answerWith(completion('Hello', { prompt_tokens: 8, completion_tokens: 1, total_tokens: 9 }));
  const endpoint = async () => {
    const response = await fetch(`${world.url}/v1/models/gpt-4o/endpoints`, { headers: { authorization: `Bearer ${key.secret}` } });
    const { data } = (await response.json()) as { data: { provider: string; breaker: string; live: { availability: { last_day: number } } }[] };
    return data.find(({ provider }) => provider === 'openai');
  };
  expect((await endpoint())?.breaker).not.toBe('closed');
  await vi.waitFor(async () => expect((await endpoint())?.breaker).toBe('closed'), { timeout: 20_000, interval: 100 });
  expect(world.openai.requests.map(({ path, body, headers }) => [path, body, headers.authorization])).toEqual([
    ['/v1/chat/completions', { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }, 'Bearer upstream-openai-secret'],
  ]);
  expect(await world.journal()).toEqual(before);
});
