import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, startScriptedUpstream, type ScriptedUpstream, type UpstreamScript } from './testing/scripted-upstream.ts';

let standIn: ProviderStandIn;
let bedrock: ScriptedUpstream;
let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  [standIn, bedrock] = await Promise.all([startProviderStandIn(), startScriptedUpstream()]);
  world = await startGatewayWorld(inject('postgresAdminUrl'), {
    AMAZON_BEDROCK_API_KEY: 'upstream-bedrock-secret',
    AMAZON_BEDROCK_REGION: 'eu-west-1',
    AMAZON_BEDROCK_BASE_URL: bedrock.url,
    AZURE_API_KEY: 'upstream-azure-secret',
    AZURE_API_VERSION: '2024-10-21',
    AZURE_BASE_URL: bedrock.url,
  });
  key = await world.addKey();
});
afterAll(async () => {
  await Promise.all([world.close(), bedrock.close()]);
  await standIn.close();
});
beforeEach(() => {
  for (const { requests } of [bedrock, world.openai, world.anthropic]) requests.length = 0;
});

/** What a request to the provider gets in the sandbox. */
const asInSandbox: UpstreamScript = async (response, { path, raw }) => {
  const answer = await fetch(standIn.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sandbox' },
    body: raw,
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  response.end(Buffer.from(await answer.arrayBuffer()));
};

const HI = [{ role: 'user', content: 'Hi there' }];
const at = (provider: string) => ({ provider: { only: [provider] } });

describe('a model that has responses and nothing else', () => {
  it.each([
    ['/v1/chat/completions', { messages: HI, max_completion_tokens: 5_000 }, /"content":"[^"]/],
    ['/v1/messages', { messages: HI, max_tokens: 5_000 }, /"text":"[^"]/],
    ['/v1/completions', { prompt: 'Hi there', max_tokens: 5_000 }, /"text":"[^"]/],
    ['/v1/responses', { input: 'Hi there', max_output_tokens: 5_000 }, /"text":"[^"]/],
  ])('answers %s, streamed and not, at the same price', async (path, body, text) => {
    world.openai.script = asInSandbox;
    const costs: bigint[] = [];
    for (const stream of [false, true]) {
      const response = await world.post(key.secret, { model: 'gpt-5-pro', ...body, ...at('openai'), stream }, {}, path);
      expect(response.status).toBe(200);
      expect(await response.text()).toMatch(text);
      const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
      expect(settled).toMatchObject({ model: 'openai/gpt-5-pro', outcome: 'completed', usageSource: 'provider', finishReason: 'stop' });
      costs.push(settled.costNanoUsd);
    }
    expect(world.openai.requests.map((request) => request.path)).toEqual(['/v1/responses', '/v1/responses']);
    expect(costs[0]).toBeGreaterThan(0n);
    expect(costs[1]).toBe(costs[0]);
  });

  it('is not looked for where the provider has no responses', async () => {
    const response = await world.post(key.secret, { model: 'gpt-5-pro', messages: HI, ...at('azure') });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'provider', message: expect.stringContaining('cannot be called from the region') } });
    expect(bedrock.requests).toEqual([]);
  });
});

describe('a profile of a region', () => {
  it('is called from that region alone', async () => {
    bedrock.script = answerWith({ message: 'down' }, 503);
    const response = await world.post(key.secret, { model: 'claude-sonnet-4-5', messages: HI, max_tokens: 100, ...at('amazon-bedrock') });
    expect(response.status).toBe(503);
    await response.text();
    const called = new Set(bedrock.requests.map(({ path }) => path.split('.')[0]));
    expect(called).toEqual(new Set(['/model/global', '/model/eu']));
  });
});

describe('a context window', () => {
  const embeddings = { object: 'list', model: 'm', data: [], usage: { prompt_tokens: 70_000, total_tokens: 70_000 } };
  const long = 'word '.repeat(7_000);

  it('has to hold each text of many, and not all of them', async () => {
    world.openai.script = answerWith(embeddings);
    const model = 'text-embedding-3-small';
    const many = await world.post(key.secret, { model, input: Array.from({ length: 10 }, () => long) }, {}, '/v1/embeddings');
    expect(many.status).toBe(200);
    expect(await world.settled(many.headers.get('x-generation-id') ?? '')).toMatchObject({ usage: { input: 70_000 } });
    for (const input of [[long, long.repeat(3)], [Array.from({ length: 20_000 }, () => 1)], Array.from({ length: 20_000 }, () => 1)]) {
      const refused = await world.post(key.secret, { model, input }, {}, '/v1/embeddings');
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: { code: 'context_length_exceeded', param: 'input' } });
    }
    expect(world.openai.requests).toHaveLength(1);
  });

  it('holds a conversation as a whole', async () => {
    const messages = Array.from({ length: 40 }, () => ({ role: 'user', content: long }));
    const refused = await world.post(key.secret, { model: 'gpt-4o', messages });
    expect(await refused.json()).toMatchObject({ error: { code: 'context_length_exceeded', param: 'messages' } });
  });
});
