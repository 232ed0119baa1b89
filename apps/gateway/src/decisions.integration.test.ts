import Anthropic, { APIError as AnthropicError } from '@anthropic-ai/sdk';
import { decisionDocument } from '@modelhub/metering/request-decision';
import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import { NO_PACE } from '@modelhub/testing/provider-stand-in/pace';
import type {} from '@modelhub/testing/vitest-setup';
import { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ask, SURFACES } from './testing/every-surface.ts';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, completion } from './testing/scripted-upstream.ts';

const HEADERS = { 'x-modelhub-metadata': 'enabled' };
const messages = [{ role: 'user' as const, content: 'Hi there' }];

let standIn: ProviderStandIn;
let world: GatewayWorld;
let key: TestKey;

async function start(overrides: Readonly<Record<string, string>> = {}): Promise<void> {
  world = await startGatewayWorld(inject('postgresAdminUrl'), overrides);
  key = await world.addKey();
}

/** What an answer says of itself: a member of its body, or a comment before the last event of its stream. */
function notesIn(said: string): unknown {
  if (said.startsWith('{')) return (JSON.parse(said) as { modelhub?: unknown }).modelhub;
  const comment = said.split('\n').find((line) => line.startsWith(': modelhub '));
  return comment === undefined ? undefined : JSON.parse(comment.slice(': modelhub '.length));
}

describe('on every surface', () => {
  beforeAll(async () => {
    standIn = await startProviderStandIn({ pace: NO_PACE });
    await start({ OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', PROVIDER_SANDBOX_URL: standIn.url });
  });
  afterAll(async () => {
    await world.close();
    await standIn.close();
  });

  it.each(Object.entries(SURFACES))('%s: the answer says why it came from where it did, and the journal has the same', async (name, asked) => {
    const response = await ask(world.url, asked, { secret: key.secret, headers: HEADERS });
    expect(response.status).toBe(200);
    const { decision, endpointId, requestedModel } = await world.settled(response.headers.get('x-generation-id') ?? '');
    expect(decision).toMatchObject({
      requestedModels: [requestedModel],
      catalog: expect.stringMatching(/^[\da-f]{12}$/),
      seed: expect.any(Number),
      attempts: expect.arrayContaining([expect.objectContaining({ endpointId, error: null })]),
      features: { surface: name.split(',')[0], prompt_tokens: expect.any(Number) },
    });
    expect(decision?.candidates).toContainEqual(expect.objectContaining({ endpointId, excluded: null, score: expect.any(Number) }));
    expect(JSON.stringify(decision)).not.toContain('Hi there');
    // Speech is bytes that are played.
    if (name === 'audio.speech') expect(response.said).not.toContain('modelhub');
    else expect(notesIn(response.said)).toEqual(decision === null ? null : JSON.parse(JSON.stringify(decisionDocument(decision))));
    const plain = await ask(world.url, asked, key);
    expect(notesIn(plain.said)).toBeUndefined();
  });

  it('SDKs of both dialects read answers with notes as they read those without', async () => {
    const anthropic = new Anthropic({ apiKey: key.secret, baseURL: world.url, maxRetries: 0, defaultHeaders: HEADERS });
    const asked = { model: 'claude-sonnet-4-5', max_tokens: 500, messages };
    const message = await anthropic.messages.stream(asked).finalMessage();
    expect(message).toMatchObject({ type: 'message', stop_reason: 'end_turn', content: [{ type: 'text' }] });
    expect(await anthropic.messages.create(asked)).toMatchObject({ type: 'message', content: [{ type: 'text' }] });
    const openai = world.client(key.secret).withOptions({ defaultHeaders: HEADERS });
    const response = await openai.responses.stream({ model: 'gpt-4o', input: 'Hi there' }).finalResponse();
    expect(response).toMatchObject({ status: 'completed', output_text: expect.stringMatching(/./) });
    const chat = await openai.chat.completions.stream({ model: 'gpt-4o', messages }).finalChatCompletion();
    expect(chat).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    const { data } = await openai.embeddings.create({ model: 'text-embedding-3-small', input: 'Hi there' });
    expect(data[0]?.embedding.length).toBeGreaterThan(1);
  });

  it('a kept response is kept without them', async () => {
    const { said } = await ask(world.url, SURFACES['responses'] as (typeof SURFACES)[string], { secret: key.secret, headers: HEADERS });
    const { id, modelhub } = JSON.parse(said) as { id: string; modelhub: unknown };
    expect(modelhub).toBeDefined();
    const kept = await fetch(`${world.url}/v1/responses/${id}`, { headers: { authorization: `Bearer ${key.secret}` } });
    expect(await kept.json()).not.toHaveProperty('modelhub');
  });
});

describe('where nothing could serve', () => {
  beforeAll(() => start());
  afterAll(() => world.close());

  it('an error says what was tried, and SDKs read it as before', async () => {
    world.openai.script = answerWith({ error: { message: 'down' } }, 503);
    world.anthropic.script = answerWith({ type: 'error', error: { type: 'api_error', message: 'down' } }, 500);
    const tried = (endpoint: string): unknown => ({ attempts: expect.arrayContaining([expect.objectContaining({ endpoint, error: expect.any(String) })]) });
    const params = { model: 'gpt-4o', messages, provider: { only: ['openai'] } };

    const chat = await world.post(key.secret, params, HEADERS);
    expect(chat.status).toBe(503);
    expect(await chat.json()).toMatchObject({ error: { code: 'provider_unavailable' }, modelhub: tried('openai/gpt-4o') });
    const openai = await world
      .client(key.secret)
      .chat.completions.create(params, { headers: HEADERS })
      .catch((error: unknown) => error);
    expect(openai).toBeInstanceOf(APIError);
    expect(openai).toMatchObject({ status: 503, code: 'provider_unavailable', message: expect.stringContaining('OpenAI') });

    const asked = { model: 'claude-sonnet-4-5', max_tokens: 10, messages, provider: { only: ['anthropic'] } };
    const said = await world.post(key.secret, asked, HEADERS, '/v1/messages');
    expect(await said.json()).toMatchObject({ type: 'error', error: { type: 'api_error' }, modelhub: tried('anthropic/claude-sonnet-4-5') });
    const client = new Anthropic({ apiKey: key.secret, baseURL: world.url, maxRetries: 0 });
    const anthropic = await client.messages.create(asked, { headers: HEADERS }).catch((error: unknown) => error);
    expect(anthropic).toBeInstanceOf(AnthropicError);
    expect(anthropic).toMatchObject({ status: said.status, type: 'api_error' });
  });

  it('a refusal says what left each endpoint out, and is on no record', async () => {
    world.openai.requests.length = 0;
    for (const [path, model] of [
      ['/v1/chat/completions', 'gpt-4o'],
      ['/v1/messages', 'gpt-4o'],
    ] as const) {
      const params = { model, max_tokens: 10, messages, provider: { zdr: true } };
      const refused = await world.post(key.secret, params, HEADERS, path);
      expect(refused.status).toBe(400);
      expect(refused.headers.get('x-generation-id')).toBeNull();
      const { modelhub } = (await refused.json()) as { modelhub: object };
      expect(modelhub).toMatchObject({ nearest: { without: ['data_may_be_kept'], endpoints: ['openai/gpt-4o'] } });
      expect(modelhub).toMatchObject({
        attempts: [],
        candidates: expect.arrayContaining([{ endpoint: 'openai/gpt-4o', excluded: 'data_may_be_kept', score: null }]),
      });
      expect(await (await world.post(key.secret, params, {}, path)).json()).not.toHaveProperty('modelhub');
    }
    expect(world.openai.requests).toEqual([]);
  });

  it('a limit refuses after the plan, and the refusal says what would have been', async () => {
    const poor = await world.addKey({ budget_nano_usd: 1n, budget_window: 'total' });
    const refused = await world.post(poor.secret, { model: 'gpt-4o', messages }, HEADERS);
    expect(refused.status).toBe(402);
    expect(await refused.json()).toMatchObject({ modelhub: { attempts: [], requested_models: ['gpt-4o'] } });
  });

  it('keeps what the request asked of routing itself, for trying policies on it, without the name of its session', async () => {
    world.openai.script = answerWith(completion('hi'));
    const askedWith = async (provider: object): Promise<unknown> => {
      const response = await world.post(key.secret, { model: 'gpt-4o', messages, provider });
      return (await world.settled(response.headers.get('x-generation-id') ?? '')).decision?.asked;
    };
    const asked = { only: ['openai'], max_price: { prompt: '9' }, sort: 'latency' };
    expect(await askedWith({ ...asked, session_id: 'who-it-is' })).toEqual(asked);
    expect(await askedWith({ session_id: 'who-it-is' })).toBeUndefined();
    expect(await askedWith({ ignore: Array.from({ length: 200 }, (_, i) => `provider-${i}`) })).toBeUndefined();
  });

  it('labels that are longer than labels are not kept', async () => {
    world.openai.script = answerWith(completion('Hello!'));
    const featuresWith = async (metadata: object): Promise<unknown> => {
      const response = await world.post(key.secret, { model: 'gpt-4o', messages, metadata });
      return (await world.settled(response.headers.get('x-generation-id') ?? '')).decision?.features;
    };
    expect(await featuresWith({ team: 'support' })).toMatchObject({ turns: 1, language: null, metadata: { team: 'support' } });
    expect(await featuresWith({ team: 'support', note: 'x'.repeat(513) })).toMatchObject({ turns: 1, metadata: {} });
  });

  it('nobody fills the journal with names', async () => {
    world.openai.script = answerWith({ error: { message: 'no' } }, 400);
    const models = Array.from({ length: 60 }, (_, i) => `${'x'.repeat(200)}${i}`);
    const response = await world.post(key.secret, { model: 'gpt-4o', messages, models });
    const { decision } = await world.settled(response.headers.get('x-generation-id') ?? '');
    expect(decision?.requestedModels).toHaveLength(20);
    expect(Math.max(...(decision?.requestedModels ?? []).map((name) => name.length))).toBe(100);
  });
});
