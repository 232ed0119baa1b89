import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import type {} from '@modelhub/testing/vitest-setup';
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

const settledOf = (response: Response) => world.settled(response.headers.get('x-generation-id') ?? '');

describe('a completion', () => {
  it.each([
    ['gpt-3.5-turbo-instruct', 'by a model that knows nothing else'],
    ['gpt-4o-mini', 'by a chat model'],
    ['claude-sonnet-4-5', 'by a chat model of another dialect'],
  ])('of %s, %s, streamed and not', async (model) => {
    const client = world.client(key.secret);
    const request = { model, prompt: 'Once upon a time', max_tokens: 60 };
    const whole = await client.completions.create(request).withResponse();
    expect(whole.data.object).toBe('text_completion');
    expect(whole.data.choices[0]?.text).toMatch(/\S/);
    const settled = await settledOf(whole.response);
    expect(settled).toMatchObject({ surface: 'completions', outcome: 'completed', usageSource: 'provider' });
    expect(settled.usage.output).toBe(whole.data.usage?.completion_tokens);

    const stream = await client.completions.create({ ...request, stream: true, stream_options: { include_usage: true } }).withResponse();
    let text = '';
    let usage: unknown = null;
    for await (const chunk of stream.data) {
      text += chunk.choices[0]?.text ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.data.choices[0]?.text);
    expect(usage).toMatchObject({ completion_tokens: whole.data.usage?.completion_tokens });
    expect(await settledOf(stream.response)).toMatchObject({ outcome: 'completed', usageSource: 'provider', costNanoUsd: settled.costNanoUsd });
  });

  it.each([
    [{ prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: [1, 2, 3] }, 'prompt'],
    [{ suffix: 'x' }, 'suffix'],
    [{ echo: true }, 'echo'],
    [{ best_of: 2 }, 'best_of'],
    [{ logprobs: 1 }, 'logprobs'],
    [{ max_tokens: 0 }, 'max_tokens'],
  ])('with %j, which a chat has nothing for, is refused by name', async (fields, param) => {
    const response = await world.post(key.secret, { model: 'gpt-4o-mini', prompt: 'Hi', ...fields }, {}, '/v1/completions');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'unsupported_parameter', param } });
  });

  it.each([[{}], [{ prompt: [] }], [{ prompt: 5 }], [{ prompt: null }]])('with %j is wrong', async (fields) => {
    const response = await world.post(key.secret, { model: 'gpt-4o-mini', ...fields }, {}, '/v1/completions');
    expect(await response.json()).toMatchObject({ error: { param: 'prompt' } });
  });
});
