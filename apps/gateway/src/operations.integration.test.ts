import { readdir } from 'node:fs/promises';
import os from 'node:os';
import { request as httpRequest } from 'node:http';
import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import type {} from '@modelhub/testing/vitest-setup';
import { toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith } from './testing/scripted-upstream.ts';

let standIn: ProviderStandIn;
let world: GatewayWorld;
let scripted: GatewayWorld;
let key: TestKey;
let scriptedKey: TestKey;

beforeAll(async () => {
  standIn = await startProviderStandIn();
  [world, scripted] = await Promise.all([
    startGatewayWorld(inject('postgresAdminUrl'), { OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', PROVIDER_SANDBOX_URL: standIn.url }),
    startGatewayWorld(inject('postgresAdminUrl'), { FORM_BYTES_MAX: String(4 * 1024 * 1024) }),
  ]);
  [key, scriptedKey] = await Promise.all([world.addKey(), scripted.addKey()]);
});
afterAll(async () => {
  await Promise.all([world.close(), scripted.close()]);
  await standIn.close();
});
beforeEach(() => {
  scripted.openai.requests.length = 0;
});

const settledOf = (from: GatewayWorld, response: Response) => from.settled(response.headers.get('x-generation-id') ?? '');

describe('the official SDK gets', () => {
  it('embeddings, and pays what the provider counted', async () => {
    const { data, response } = await world
      .client(key.secret)
      .embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two words'] })
      .withResponse();
    expect(data.data).toHaveLength(2);
    expect(data.data[0]?.embedding.length).toBeGreaterThan(10);
    const settled = await settledOf(world, response);
    expect(settled).toMatchObject({
      surface: 'embeddings',
      outcome: 'completed',
      usageSource: 'provider',
      usage: { input: data.usage.prompt_tokens, output: 0 },
    });
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
  });

  it('moderations, which cost nothing', async () => {
    const { data, response } = await world.client(key.secret).moderations.create({ model: 'omni-moderation-latest', input: 'hello' }).withResponse();
    expect(data.results[0]).toHaveProperty('flagged');
    expect(await settledOf(world, response)).toMatchObject({ surface: 'moderations', costNanoUsd: 0n, usageSource: 'provider' });
  });

  it('pictures, made and edited', async () => {
    const client = world.client(key.secret);
    const made = await client.images.generate({ model: 'gpt-image-1', prompt: 'a boat' }).withResponse();
    expect(made.data.data?.[0]?.b64_json).toMatch(/^[\w+/]+=*$/);
    const generated = await settledOf(world, made.response);
    expect(generated).toMatchObject({ surface: 'images.generations', usageSource: 'provider' });
    expect(generated.usage.imageOutput).toBeGreaterThan(0);
    const picture = await toFile(Buffer.from(made.data.data?.[0]?.b64_json ?? '', 'base64'), 'boat.png', { type: 'image/png' });
    const edited = await client.images.edit({ model: 'gpt-image-1', prompt: 'at night', image: picture }).withResponse();
    expect(edited.data.data?.[0]?.b64_json).toMatch(/^[\w+/]+=*$/);
    expect(await settledOf(world, edited.response)).toMatchObject({ surface: 'images.edits', usageSource: 'provider' });
  });

  it('speech, by the character and by the token', async () => {
    const client = world.client(key.secret);
    const plain = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Grüße, 👋!' });
    expect(plain.headers.get('content-type')).toBe('audio/mpeg');
    expect((await plain.arrayBuffer()).byteLength).toBeGreaterThan(0);
    expect(await settledOf(world, plain)).toMatchObject({ surface: 'audio.speech', usage: { units: 9, input: 0 }, usageSource: 'provider' });
    const counted = await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello there', response_format: 'wav' });
    expect(counted.headers.get('content-type')).toBe('audio/wav');
    expect((await counted.arrayBuffer()).byteLength).toBeGreaterThan(0);
    const settled = await settledOf(world, counted);
    expect(settled).toMatchObject({ surface: 'audio.speech', usageSource: 'provider', outcome: 'completed' });
    expect(settled.usage.audioOutput).toBeGreaterThan(0);
  });

  it.each([
    ['whisper-1', 'transcriptions'],
    ['gpt-4o-transcribe', 'transcriptions'],
    ['whisper-1', 'translations'],
  ] as const)('what %s hears: %s', async (model, kind) => {
    const file = await toFile(Buffer.alloc(1_500_000, 'RIFF'), 'talk.wav', { type: 'audio/wav' });
    const client = world.client(key.secret);
    const { data, response } = await client.audio[kind].create({ model, file }).withResponse();
    expect(data.text).toMatch(/\S/);
    const settled = await settledOf(world, response);
    expect(settled).toMatchObject({ surface: `audio.${kind}`, outcome: 'completed', usageSource: 'provider' });
    expect(model === 'whisper-1' ? settled.usage.units : settled.usage.audioInput).toBeGreaterThan(0);
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
  });

  it('a transcript as it is written', async () => {
    const file = await toFile(Buffer.from('RIFF'), 'talk.wav', { type: 'audio/wav' });
    const { data, response } = await world.client(key.secret).audio.transcriptions.create({ model: 'gpt-4o-transcribe', file, stream: true }).withResponse();
    const types: string[] = [];
    for await (const event of data) types.push(event.type);
    expect(types.at(-1)).toBe('transcript.text.done');
    expect(await settledOf(world, response)).toMatchObject({ usageSource: 'provider', stream: true });
  });
});

describe('a form', () => {
  const WORDY = {
    text: 'Hello there.',
    duration: 61.2,
    segments: [
      { start: 0, end: 1.5, text: ' Hello' },
      { start: 3_661.25, end: 3_662, text: ' there.' },
    ],
  };
  const form = (fields: Readonly<Record<string, string>>, file: Blob | null = new Blob(['RIFF'], { type: 'audio/wav' })): FormData => {
    const data = new FormData();
    if (file !== null) data.append('file', file, 'talk "1".wav');
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    return data;
  };
  const post = (body: FormData | string, path = '/v1/audio/transcriptions') =>
    fetch(scripted.url + path, { method: 'POST', headers: { authorization: `Bearer ${scriptedKey.secret}` }, body });

  it.each([
    ['text', 'text/plain; charset=utf-8', 'Hello there.\n'],
    ['srt', 'application/x-subrip', '1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n01:01:01,250 --> 01:01:02,000\nthere.\n\n'],
    ['vtt', 'text/vtt', 'WEBVTT\n\n00:00.000 --> 00:01.500\nHello\n\n01:01:01.250 --> 01:01:02.000\nthere.\n\n'],
  ])('asks for %s and gets it, at the price of its seconds', async (format, contentType, text) => {
    scripted.openai.script = answerWith(WORDY);
    const response = await post(form({ model: 'whisper-1', response_format: format, language: 'en' }));
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(await response.text()).toBe(text);
    expect(await settledOf(scripted, response)).toMatchObject({ usage: { units: 62 }, usageSource: 'provider' });
    const raw = scripted.openai.requests[0]?.raw ?? '';
    expect(raw).toMatch(/name="response_format"\r\n\r\nverbose_json\r\n/);
    expect(raw).toMatch(/name="language"\r\n\r\nen\r\n/);
    expect(raw).toMatch(/name="file"; filename="talk %221%22.wav"\r\ncontent-type: audio\/wav\r\n\r\nRIFF\r\n/);
  });

  it('is sent again to whoever may do better', async () => {
    let attempts = 0;
    scripted.openai.script = (response, seen) => {
      attempts += 1;
      void (attempts === 1 ? answerWith({ error: { message: 'no' } }, 500) : answerWith(WORDY))(response, seen);
    };
    const response = await post(form({ model: 'whisper-1' }, new Blob([Buffer.alloc(2_000_000, 'a')])));
    expect(response.status).toBe(200);
    expect(scripted.openai.requests.map(({ raw }) => raw.includes('a'.repeat(2_000_000)))).toEqual([true, true]);
    await response.text();
    await expect.poll(async () => (await readdir(os.tmpdir())).filter((name) => name.startsWith('modelhub-upload-')).length).toBe(0);
  });

  it('that is wrong is told by name', async () => {
    expect(await (await post(form({ model: 'whisper-1' }, null))).json()).toMatchObject({ error: { code: 'missing_required_parameter', param: 'file' } });
    expect(await (await post(form({}))).json()).toMatchObject({ error: { code: 'missing_required_parameter', param: 'model' } });
    expect(await (await post(form({ model: 'gpt-4o' }))).json()).toMatchObject({ error: { code: 'invalid_value', param: 'model' } });
    expect(await (await post(form({ model: 'gpt-4o-transcribe', response_format: 'srt' }))).json()).toMatchObject({
      error: { code: 'unsupported_parameter', param: 'response_format' },
    });
    const json = await fetch(`${scripted.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scriptedKey.secret}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(json.status).toBe(415);
    const cut = await fetch(`${scripted.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scriptedKey.secret}`, 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nRI',
    });
    expect(cut.status).toBe(400);
    expect(scripted.openai.requests).toEqual([]);
  });

  it('that is too large is refused while it arrives, and before a stranger may send any of it', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(`${scripted.url}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${scriptedKey.secret}`, 'content-type': 'multipart/form-data; boundary=b' },
      });
      request.on('response', (response) => resolve(response.statusCode ?? 0));
      request.on('error', reject);
      request.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n');
      const timer = setInterval(() => request.write(Buffer.alloc(512 * 1024)), 5);
      request.on('close', () => clearInterval(timer));
    });
    expect(status).toBe(413);
    const stranger = await fetch(`${scripted.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: 'Bearer mh_live_no' },
      body: form({}),
    });
    expect(stranger.status).toBe(401);
  });
});

describe('a request that is no good', () => {
  it.each([
    ['/v1/embeddings', { model: 'text-embedding-3-small' }, 'input'],
    ['/v1/embeddings', { model: 'text-embedding-3-small', input: [] }, 'input'],
    ['/v1/embeddings', { model: 'text-embedding-3-small', input: ['a', null] }, 'input[1]'],
    ['/v1/embeddings', { model: 'text-embedding-3-small', input: 'a', encoding_format: 'hex' }, 'encoding_format'],
    ['/v1/embeddings', { model: 'gpt-4o', input: 'a' }, 'model'],
    ['/v1/moderations', { model: 'omni-moderation-latest' }, 'input'],
    ['/v1/rerank', { model: 'cohere/rerank-v3.5', query: 'q' }, 'documents'],
    ['/v1/rerank', { model: 'cohere/rerank-v3.5', query: 'q', documents: ['a', 5] }, 'documents[1]'],
    ['/v1/images/generations', { model: 'gpt-image-1' }, 'prompt'],
    ['/v1/images/generations', { model: 'gpt-image-1', prompt: 'p', n: 11 }, 'n'],
    ['/v1/audio/speech', { model: 'tts-1', input: 'Hi' }, 'voice'],
    ['/v1/audio/speech', { model: 'tts-1', input: 'x'.repeat(4_097), voice: 'alloy' }, 'input'],
    ['/v1/audio/speech', { model: 'tts-1', input: 'Hi', voice: 'alloy', stream_format: 'sse' }, 'stream_format'],
    ['/v1/chat/completions', { model: 'text-embedding-3-small', messages: [{ role: 'user', content: 'Hi' }] }, 'model'],
  ])('%s %j names %s', async (path, body, param) => {
    const response = await scripted.post(scriptedKey.secret, body, {}, path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(scripted.openai.requests).toEqual([]);
  });
});
