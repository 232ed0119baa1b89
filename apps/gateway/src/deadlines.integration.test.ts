import type {} from '@modelhub/testing/vitest-setup';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { TestKey } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf, type UpstreamScript } from './testing/scripted-upstream.ts';
import { MODEL, startThreeProviders, type ThreeProviders } from './testing/three-providers.ts';

const HI = { model: MODEL, messages: [{ role: 'user', content: 'hi' }] };
const ONLY_ONE = { provider: { allow_fallbacks: false } };
const SILENT: UpstreamScript = () => {};
/** Headers, and nothing after them. */
const HEADERS_ALONE = streamOf();
const WHOLE_STREAM = streamOf(chunk({ role: 'assistant', content: 'Hello' }), ...STREAM_END, 'end');

let three: ThreeProviders;
let key: TestKey;

beforeEach(async () => {
  three = await startThreeProviders(inject('postgresAdminUrl'), {
    UPSTREAM_CONNECT_TIMEOUT_MS: '500',
    UPSTREAM_START_TIMEOUT_MS: '500',
    UPSTREAM_WHOLE_START_TIMEOUT_MS: '1000',
    UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: '1500',
    UPSTREAM_IDLE_TIMEOUT_MS: '800',
    UPSTREAM_TOTAL_TIMEOUT_MS: '6000',
    UPSTREAM_STREAM_TOTAL_TIMEOUT_MS: '2500',
    STREAM_KEEP_ALIVE_MS: '300',
  });
  key = await three.world.addKey();
  return () => three.close();
});

const ask = (fields: object) => three.world.post(key.secret, { ...HI, ...fields });
const calls = () => three.upstreams.map(({ requests }) => requests.length);
const lateIn = (phase: string) => ({ error: { code: 'timeout', message: expect.stringContaining(`did not answer in time: ${phase}`) } });

describe('a whole answer', () => {
  it('that does not begin is had from the next provider', async () => {
    three.upstreams[0].script = SILENT;
    const response = await ask({});
    expect(response.headers.get('x-modelhub-provider')).toBe('novita-ai');
    expect(calls()).toEqual([1, 1, 0]);
    expect(three.upstreams[0].requests[0]?.wasAborted).toBe(true);
    // By its own deadline, and not by that for all of an answer.
    expect((await three.world.settled(response.headers.get('x-generation-id') ?? '')).durationMs).toBeLessThan(5_500);
  });

  it('may take longer than that where nobody else is left to ask', async () => {
    three.upstreams[0].script = async (response, request) => {
      await new Promise((resolve) => setTimeout(resolve, 1_800));
      return answerWith(completion('Hello!'))(response, request);
    };
    const response = await ask(ONLY_ONE);
    expect(response.status).toBe(200);
  });

  it('that never comes is a 504 that names the phase', async () => {
    three.upstreams[0].script = SILENT;
    const response = await ask(ONLY_ONE);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject(lateIn('its answer was not whole by the end'));
  });

  it('of which nothing more comes is had from the next provider', async () => {
    three.upstreams[0].script = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
    const response = await ask({});
    expect(response.headers.get('x-modelhub-provider')).toBe('novita-ai');
    const settled = await three.world.settled(response.headers.get('x-generation-id') ?? '');
    expect(settled).toMatchObject({ outcome: 'completed', attempts: 2 });
    expect(settled.durationMs).toBeLessThan(5_500);
  });
});

it('a whole answer that trickles past the time for all of it is had from the next provider', async () => {
  const short = await startThreeProviders(inject('postgresAdminUrl'), { UPSTREAM_TOTAL_TIMEOUT_MS: '1000', UPSTREAM_IDLE_TIMEOUT_MS: '60000' });
  try {
    short.upstreams[0].script = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const trickle = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(trickle));
    };
    const { secret } = await short.world.addKey();
    const response = await short.world.post(secret, HI);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-modelhub-provider')).toBe('novita-ai');
  } finally {
    await short.close();
  }
});

describe('a stream', () => {
  it('without headers, or without a first token, is had from the next provider', async () => {
    for (const script of [SILENT, HEADERS_ALONE]) {
      three.upstreams[0].script = script;
      three.upstreams[1].script = WHOLE_STREAM;
      const response = await ask({ stream: true });
      const text = await response.text();
      expect(text).toContain('"Hello"');
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    }
    expect(calls()).toEqual([2, 2, 0]);
  });

  it('names the phase in its 504 where nobody else may serve', async () => {
    for (const [script, phase] of [
      [SILENT, 'no response headers came'],
      [HEADERS_ALONE, 'response headers came, and no first token'],
    ] as const) {
      three.upstreams[0].script = script;
      const answer = await ask({ stream: true, ...ONLY_ONE });
      const text = await answer.text();
      expect(text).toContain(`did not answer in time: ${phase}`);
      expect(answer.status).toBe(script === SILENT ? 504 : 200);
    }
  });

  it('of which comments alone have left is taken over by another provider, which a comment names', async () => {
    three.upstreams[0].script = HEADERS_ALONE;
    three.upstreams[1].script = WHOLE_STREAM;
    const response = await ask({ stream: true });
    expect(response.headers.get('x-modelhub-provider')).toBeNull();
    const text = await response.text();
    const [first = '', ...rest] = text.split('\n\n').filter((block) => block !== ': keep-alive');
    expect(text.startsWith(': keep-alive\n\n')).toBe(true);
    expect(first).toBe(`: x-modelhub-model ${MODEL}\n: x-modelhub-provider novita-ai`);
    expect(rest.join()).toContain('"Hello"');
    expect(await three.world.settled(response.headers.get('x-generation-id') ?? '')).toMatchObject({
      outcome: 'completed',
      provider: 'novita-ai',
      attempts: 2,
    });
    const sdk = await three.world.client(key.secret).chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: 'hi' }], stream: true });
    const pieces: string[] = [];
    for await (const piece of sdk) pieces.push(piece.choices[0]?.delta.content ?? '');
    expect(pieces.join('')).toBe('Hello');
  });

  it.each([
    ['/v1/chat/completions', { messages: HI.messages }],
    ['/v1/messages', { messages: HI.messages, max_tokens: 100 }],
    ['/v1/responses', { input: 'hi' }],
    ['/v1/completions', { prompt: 'hi' }],
  ])('of %s of which comments alone have left, and that nobody serves, ends in an error', async (path, fields) => {
    for (const upstream of three.upstreams) upstream.script = HEADERS_ALONE;
    const response = await three.world.post(key.secret, { model: MODEL, stream: true, ...fields, ...ONLY_ONE }, {}, path);
    const text = await response.text();
    expect(text.startsWith(': keep-alive\n\n')).toBe(true);
    expect(text).toMatch(/did not answer in time: response headers came, and no first token/);
    expect(text).not.toContain('[DONE]');
    const settled = await three.world.settled(response.headers.get('x-generation-id') ?? '');
    expect(settled).toMatchObject({ outcome: 'failed', statusCode: 504, errorCode: 'timeout', costNanoUsd: 0n });
  });

  it('is not kept alive by what its provider says to keep it alive: comments are no first token', async () => {
    three.upstreams[0].script = streamOf(...Array.from({ length: 40 }, () => [': processing\n\n', 100] as const).flat());
    three.upstreams[1].script = WHOLE_STREAM;
    const response = await ask({ stream: true });
    expect(await response.text()).toContain('"Hello"');
    expect(calls()).toEqual([1, 1, 0]);
    expect(await (await ask({ stream: true, ...ONLY_ONE })).text()).toContain('response headers came, and no first token');
  });

  it('that falls silent after its first token is cut, and nobody takes it over', async () => {
    three.upstreams[0].script = streamOf(chunk({ role: 'assistant', content: 'Hel' }));
    const text = await (await ask({ stream: true })).text();
    expect(text).toContain('did not answer in time: it fell silent in the middle of its answer');
    expect(text).not.toContain('[DONE]');
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('beside which another was asked does not wait for that one longer than for any', async () => {
    three.upstreams[0].script = streamOf(1_300, chunk({ role: 'assistant', content: 'Hello' }), ...STREAM_END, 'end');
    three.upstreams[1].script = SILENT;
    const response = await three.world.post(key.secret, { ...HI, stream: true, provider: { hedge: { after_ms: 50 } } }, { 'x-modelhub-metadata': 'enabled' });
    const text = await response.text();
    expect(text).toContain('"Hello"');
    const notes =
      text
        .split('\n')
        .find((line) => line.startsWith(': modelhub '))
        ?.slice(': modelhub '.length) ?? expect.fail('no notes');
    const { attempts } = JSON.parse(notes) as { attempts: object[] };
    expect(attempts).toContainEqual(expect.objectContaining({ endpoint: expect.stringContaining('novita'), hedge: true, error: 'timeout' }));
    expect(attempts).toContainEqual(expect.objectContaining({ endpoint: expect.stringContaining('deepinfra'), error: null }));
  });

  it('that goes on for ever is cut in the end', async () => {
    three.upstreams[0].script = streamOf(...Array.from({ length: 80 }, () => [chunk({ content: 'on and ' }), 100] as const).flat());
    const text = await (await ask({ stream: true })).text();
    expect(text).toContain('did not answer in time: its answer was not whole by the end');
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('of sound is no place for comments', async () => {
    three.world.openai.script = async (response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).flushHeaders();
      await new Promise((resolve) => setTimeout(resolve, 900));
      response.end('sound');
    };
    const speech = { model: 'openai/tts-1', input: 'hi', voice: 'alloy', stream_format: 'audio' };
    const response = await three.world.post(key.secret, speech, {}, '/v1/audio/speech');
    expect(await response.text()).toBe('sound');
  });
});
