import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'), {
    UPSTREAM_IDLE_TIMEOUT_MS: '1000',
    UPSTREAM_TOTAL_TIMEOUT_MS: '1000',
    UPSTREAM_START_TIMEOUT_MS: '1000',
    UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: '500',
  });
  key = await world.addKey();
});
afterAll(() => world.close());
beforeEach(() => {
  world.openai.requests.length = 0;
  world.openai.script = answerWith(completion('Hello!'));
});

const HI = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Hi' }] };
/** 600 input, 400 cached, 200 output at 2.50, 1.25 and 10.00 USD a million, with 10 % on it. */
const COST = ((600n * 2_500n + 400n * 1_250n + 200n * 10_000n) * 11n) / 10n;

async function collect(stream: AsyncIterable<{ choices: { delta: { content?: string | null } }[] }>): Promise<string> {
  let text = '';
  for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
  return text;
}

describe('a whole answer', () => {
  it('reaches the SDK as the provider gave it, and is charged to the nano-USD', async () => {
    const { data, response } = await world.client(key.secret).chat.completions.create(HI).withResponse();
    expect(data).toEqual(completion('Hello!'));
    const generationId = response.headers.get('x-generation-id') ?? '';
    expect(generationId).toMatch(/^gen_[0-9a-f]{32}$/);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('x-modelhub-cost-usd')).toBe('0.0044');
    expect(response.headers.get('x-modelhub-provider')).toBe('openai');
    expect(Number(response.headers.get('x-modelhub-overhead-ms'))).toBeLessThan(1_000);
    expect(await world.settled(generationId)).toMatchObject({
      outcome: 'completed',
      usageSource: 'provider',
      costNanoUsd: COST,
      usage: { input: 600, cachedInput: 400, output: 200, reasoning: 50 },
      keyId: key.keyId,
      organizationId: key.organizationId,
      model: 'openai/gpt-4o',
      requestedModel: 'gpt-4o',
      statusCode: 200,
      providerRequestId: 'up_1',
      finishReason: 'stop',
    });
  });

  it('is settled before the client has its last byte', async () => {
    const response = await world.post(key.secret, HI);
    await response.text();
    const ended = (await world.journal()).filter((record) => record.kind === 'settle').map((record) => `gen_${record.event.eventId.replaceAll('-', '')}`);
    expect(ended).toContain(response.headers.get('x-generation-id'));
  });

  it('goes to the provider byte for byte, under our own credentials', async () => {
    const body = '{ "messages":[{"role":"user","content":"\\u0048i"}],  "model":"gpt-4o", "temperature":0.10 }';
    await (await world.post(key.secret, body)).text();
    const [seen] = world.openai.requests;
    expect(seen?.raw).toBe(body);
    expect(seen?.path).toBe('/v1/chat/completions');
    expect(seen?.headers.authorization).toBe('Bearer upstream-openai-secret');
    expect(JSON.stringify(seen?.headers)).not.toContain(key.secret);
  });

  it('without usage is estimated and flagged', async () => {
    world.openai.script = answerWith(completion('Hello!', null));
    const response = await world.post(key.secret, HI);
    await response.text();
    const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
    // Six bytes of text; the JSON around them is nobody's output.
    expect(settled).toMatchObject({ outcome: 'completed', usageSource: 'estimated', usage: { output: 2 } });
    // A provider's odd choices are no reason to lose the event.
    world.openai.script = answerWith({ ...completion('Hello!', null), choices: [null, { message: null }, { message: { content: 7, tool_calls: [null] } }] });
    const odd = await world.post(key.secret, HI);
    await odd.text();
    expect(await world.settled(odd.headers.get('x-generation-id') ?? '')).toMatchObject({ usageSource: 'estimated', usage: { output: 0 } });
  });

  it('of a translated model comes in OpenAI’s dialect', async () => {
    world.anthropic.script = answerWith({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [{ type: 'text', text: 'Bonjour' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 10, cache_read_input_tokens: 5, cache_creation_input_tokens: 0, output_tokens: 7 },
    });
    const answer = await world.client(key.secret).chat.completions.create({ ...HI, model: 'claude-sonnet-4-5' });
    expect(answer.choices[0]?.message.content).toBe('Bonjour');
    expect(answer.usage).toMatchObject({ prompt_tokens: 15, completion_tokens: 7 });
    expect(world.anthropic.requests.at(-1)?.headers['x-api-key']).toBe('upstream-anthropic-secret');
  });
});

describe('a stream', () => {
  it('reaches the SDK, with usage only when asked for, and is charged the same', async () => {
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hel' }), chunk({ content: 'lo' }), ...STREAM_END, 'end');
    const { data, response } = await world
      .client(key.secret)
      .chat.completions.create({ ...HI, stream: true })
      .withResponse();
    expect(await collect(data)).toBe('Hello');
    expect(await world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({
      outcome: 'completed',
      usageSource: 'provider',
      costNanoUsd: COST,
    });
    expect(world.openai.requests[0]?.body['stream_options']).toEqual({ include_usage: true });

    const plain = await (await world.post(key.secret, { ...HI, stream: true })).text();
    expect(plain).not.toContain('prompt_tokens');
    expect(plain.endsWith('data: [DONE]\n\n')).toBe(true);
    const asked = await (await world.post(key.secret, { ...HI, stream: true, stream_options: { include_usage: true } })).text();
    expect(asked).toContain('"prompt_tokens":1000');
  });

  it('whose last event lacks its empty line is whole with the end of the input', async () => {
    world.openai.script = streamOf(chunk({ content: 'Hello' }), STREAM_END.join('').trimEnd(), 'end');
    const response = await world.post(key.secret, { ...HI, stream: true });
    expect((await response.text()).endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({ outcome: 'completed', costNanoUsd: COST });
  });

  it('that is cut ends in an error, is not charged, and never in [DONE]', async () => {
    for (const end of ['end', 'reset'] as const) {
      world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hel' }), 30, end);
      const response = await world.post(key.secret, { ...HI, stream: true });
      const text = await response.text();
      expect(text).toContain('"finish_reason":"error"');
      expect(text).toContain('"code":"provider_error"');
      expect(text).not.toContain('[DONE]');
      expect(await world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({ outcome: 'truncated', usageSource: 'none', costNanoUsd: 0n });
      world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hel' }), 30, end);
      await expect(
        world
          .client(key.secret)
          .chat.completions.create({ ...HI, stream: true })
          .then(collect),
      ).rejects.toThrow('broke off');
    }
  });

  it('that its client leaves is ended at the provider and charged for what it delivered', async () => {
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), ...Array.from({ length: 20 }, () => chunk({ content: 'word '.repeat(8) })));
    const controller = new AbortController();
    const response = await fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...HI, stream: true }),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
    expect(settled).toMatchObject({ outcome: 'cancelled', usageSource: 'checkpoint', errorCode: 'request_cancelled' });
    expect(settled.usage.output).toBeGreaterThan(0);
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
    await expect.poll(() => world.openai.requests[0]?.wasAborted).toBe(true);
  });

  it('in which nothing comes any more is cut', async () => {
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hel' }));
    const text = await (await world.post(key.secret, { ...HI, stream: true })).text();
    expect(text).toContain('"code":"timeout"');
    await expect.poll(() => world.openai.requests[0]?.wasAborted).toBe(true);
  });

  it('that fails before its first byte is an ordinary error', async () => {
    world.openai.script = answerWith(
      { error: { message: 'Invalid value for temperature.', type: 'invalid_request_error', param: 'temperature', code: null } },
      400,
    );
    const response = await world.post(key.secret, { ...HI, stream: true });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { message: 'Invalid value for temperature.', type: 'invalid_request_error', param: 'temperature', code: 'invalid_request_error' },
    });
    expect(await world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({ outcome: 'failed', costNanoUsd: 0n, statusCode: 400 });
  });
});

describe('a provider that fails', () => {
  it('is asked again after a fault that may pass', async () => {
    let calls = 0;
    world.openai.script = (response, request) => {
      calls += 1;
      if (calls < 3) response.writeHead(500).end('oops');
      else void answerWith(completion('At last'))(response, request);
    };
    const response = await world.post(key.secret, HI);
    expect(response.status).toBe(200);
    await response.text();
    expect(await world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({ attempts: 3, outcome: 'completed' });
  });

  it('is not asked again for a fault of the request', async () => {
    world.openai.script = answerWith({ error: { message: 'no', code: 'x' } }, 422);
    await (await world.post(key.secret, HI)).text();
    expect(world.openai.requests).toHaveLength(1);
  });

  it('hands over to the next model of the request', async () => {
    world.openai.script = answerWith({ error: { message: 'down' } }, 503);
    world.anthropic.script = answerWith({
      type: 'message',
      content: [{ type: 'text', text: 'I am here' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 4 },
    });
    const response = await world.post(key.secret, { ...HI, models: ['claude-haiku-4-5'] });
    expect(response.headers.get('x-modelhub-provider')).toBe('anthropic');
    await response.text();
    const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
    expect(settled).toMatchObject({ provider: 'anthropic', model: 'anthropic/claude-haiku-4-5', attempts: 2, usage: { input: 3, output: 4 } });
  });

  it('whose context is too short hands over to a model with a longer one that the request names, and to no other', async () => {
    world.anthropic.requests.length = 0;
    world.openai.script = answerWith({ error: { message: 'too long', code: 'context_length_exceeded' } }, 400);
    world.anthropic.script = answerWith({
      type: 'message',
      content: [{ type: 'text', text: 'I have room' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 4 },
    });
    const longer = await world.post(key.secret, { ...HI, models: ['claude-haiku-4-5'] });
    expect([longer.status, longer.headers.get('x-modelhub-provider')]).toEqual([200, 'anthropic']);
    const alone = await world.post(key.secret, HI);
    expect([alone.status, await alone.json()]).toMatchObject([400, { error: { code: 'context_length_exceeded' } }]);
    const shorter = await world.post(key.secret, { ...HI, models: ['gpt-4'], provider: { max_price: { prompt: 100, completion: 100 } } });
    expect([shorter.status, await shorter.json()]).toMatchObject([400, { error: { code: 'context_length_exceeded' } }]);
    expect([world.openai.requests.length, world.anthropic.requests.length]).toEqual([3, 1]);
  });

  it('whose filter refuses hands over to another model that the request names', async () => {
    world.openai.script = (response, request) => {
      if (request.body['model'] === 'gpt-4o') void answerWith({ error: { message: 'no', code: 'content_policy_violation' } }, 400)(response, request);
      else void answerWith(completion('Why not?'))(response, request);
    };
    const response = await world.post(key.secret, { ...HI, model: 'gpt-4o', models: ['gpt-4o-mini'] });
    expect([response.status, response.headers.get('x-modelhub-model')]).toEqual([200, 'openai/gpt-4o-mini']);
  });

  it('in the same moment for everybody is not asked three times by everybody', async () => {
    world.openai.script = (response) => void response.writeHead(500).end('oops');
    const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await world.post(key.secret, HI)).status));
    expect(new Set(statuses)).toEqual(new Set([502]));
    // Ten retries and a tenth of the requests of the last ten seconds, of which there were fewer than a hundred before.
    expect(world.openai.requests.length).toBeLessThanOrEqual(40 + 14);
  });

  it('that sends headers and then nothing is given up after the time for a first token', async () => {
    world.openai.script = streamOf(5_000);
    const response = await world.post(key.secret, { ...HI, stream: true });
    expect([response.status, await response.json()]).toMatchObject([504, { error: { code: 'timeout' } }]);
  });

  it('goes elsewhere with a parameter that an endpoint cannot honour, and is refused by name where nobody can', async () => {
    world.anthropic.requests.length = 0;
    const asked = { ...HI, model: 'claude-3-5-sonnet', seed: 7 };
    const routed = await world.post(key.secret, { ...asked, models: ['gpt-4o'] });
    expect(routed.headers.get('x-modelhub-model')).toBe('openai/gpt-4o');
    expect(await world.settled(routed.headers.get('x-generation-id') ?? '')).toMatchObject({ attempts: 1, provider: 'openai', outcome: 'completed' });
    const refused = await world.post(key.secret, asked);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 'unsupported_parameter', param: 'seed' } });
    expect(world.anthropic.requests).toEqual([]);
  });

  it('is said to have failed to a client that wants to know, in the body and in a comment of a stream', async () => {
    world.openai.script = (response, request) => {
      const isStream = request.body['stream'] === true;
      if (request.body['model'] === 'gpt-4o') void answerWith({ error: { message: 'down' } }, 503)(response, request);
      else void (isStream ? streamOf(chunk({ content: 'Hi' }), ...STREAM_END, 'end') : answerWith(completion('Hi')))(response, request);
    };
    const asked = { ...HI, models: ['gpt-4o-mini'], provider: { ignore: ['azure'] } };
    const notes = {
      requested_models: ['gpt-4o', 'gpt-4o-mini'],
      sort: 'price',
      candidates: expect.arrayContaining([{ endpoint: 'openai/gpt-4o', excluded: null, score: expect.any(Number) }]),
      attempts: [
        { endpoint: 'openai/gpt-4o', provider_key: 'shared', error: 'provider_unavailable', started_ms: expect.any(Number), took_ms: expect.any(Number) },
        { endpoint: 'openai/gpt-4o-mini', error: null },
      ],
    };
    const headers = { 'x-modelhub-metadata': 'enabled' };
    const body = (await (await world.post(key.secret, asked, headers)).json()) as object;
    expect(body).toMatchObject({ ...completion('Hi'), modelhub: notes });
    expect(await (await world.post(key.secret, asked)).json()).not.toHaveProperty('modelhub');

    const streamed = await (await world.post(key.secret, { ...asked, stream: true }, headers)).text();
    const comment = streamed.split('\n').find((line) => line.startsWith(': modelhub ')) ?? '';
    expect(JSON.parse(comment.slice(': modelhub '.length))).toMatchObject(notes);
    expect(streamed.trimEnd().endsWith('data: [DONE]')).toBe(true);
    const stream = await world.client(key.secret).chat.completions.create({ ...asked, stream: true } as typeof HI & { stream: true }, { headers });
    expect(await collect(stream)).toBe('Hi');
  });

  it('is not replaced by one that breaks a constraint: the refusal says what was in the way', async () => {
    const response = await world.post(key.secret, { ...HI, provider: { zdr: true, ignore: ['azure'] } });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { message: string; param: string } };
    expect(error.param).toBe('provider');
    expect(error.message).toBe(
      'No endpoint of gpt-4o is left. openai: provider.zdr asks that nothing is kept, and it keeps it or does not say. Without provider.zdr there would be 1 endpoint: openai/gpt-4o.',
    );
    const unknown = await world.post(key.secret, { ...HI, provider: { enforce_distillable_text: true } });
    expect(await unknown.json()).toMatchObject({ error: { code: 'unsupported_parameter', param: 'provider.enforce_distillable_text' } });
    expect(world.openai.requests).toEqual([]);
  });

  it('does not, when fallbacks are not wanted', async () => {
    world.anthropic.requests.length = 0;
    world.openai.script = answerWith({ error: { message: 'down' } }, 503);
    const response = await world.post(key.secret, { ...HI, models: ['claude-haiku-4-5'], provider: { allow_fallbacks: false } });
    expect(response.status).toBe(503);
    await response.text();
    expect(world.anthropic.requests).toHaveLength(0);
  });

  it('that does not answer in time is a 504', async () => {
    world.openai.script = () => {};
    const response = await world.post(key.secret, HI);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code: 'timeout' } });
  });
});
