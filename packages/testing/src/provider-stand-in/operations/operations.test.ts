import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { CohereClientV2 } from 'cohere-ai';
import { Ollama } from 'ollama';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

let standIn: ProviderStandIn;
let openai: OpenAI;
let cohere: CohereClientV2;
let gemini: GoogleGenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  openai = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'test', maxRetries: 0 });
  cohere = new CohereClientV2({ token: 'test', environment: standIn.url, maxRetries: 0 });
  gemini = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: standIn.url } });
});
afterAll(() => standIn.close());

describe('embeddings', () => {
  const texts = ['one text', 'another'];

  it('are the same vectors in every dialect and form', async () => {
    const plain = await openai.embeddings.create({ model: 'text-embedding-3-small', input: texts, encoding_format: 'float', dimensions: 64 });
    const vectors = plain.data.map(({ embedding }) => embedding);
    expect(Math.hypot(...(vectors[0] ?? []))).toBeCloseTo(1, 5);
    // Without a form the SDK asks for base64 and decodes it.
    const packed = await openai.embeddings.create({ model: 'text-embedding-3-small', input: texts, dimensions: 64 });
    expect(packed.data.map(({ embedding }) => embedding)).toEqual(vectors);
    const other = await cohere.embed({ model: 'embed-v4.0', texts, inputType: 'search_query', embeddingTypes: ['float', 'ubinary'], outputDimension: 64 });
    expect(other.embeddings.float).toEqual(vectors);
    expect(other.embeddings.ubinary?.[0]).toHaveLength(8);
    expect(other.meta?.billedUnits?.inputTokens).toBe(plain.usage.prompt_tokens);
    const { embeddings } = await gemini.models.embedContent({ model: 'gemini-embedding-001', contents: texts, config: { outputDimensionality: 64 } });
    expect(embeddings?.map(({ values }) => values)).toEqual(vectors);
    const local = await new Ollama({ host: standIn.url }).embed({ model: 'nomic-embed-text', input: texts, dimensions: 64 });
    expect(local.embeddings).toEqual(vectors);
    const invoke = async (model: string, body: object): Promise<unknown> =>
      (await fetch(`${standIn.url}/model/${model}/invoke`, { method: 'POST', headers: { authorization: 'Bearer test' }, body: JSON.stringify(body) })).json();
    const titan = await invoke('amazon.titan-embed-text-v2%3A0', { inputText: texts[0], dimensions: 64 });
    expect(titan).toMatchObject({ embedding: vectors[0], inputTextTokenCount: expect.any(Number) as number });
    expect(await invoke('cohere.embed-v4%3A0', { texts, input_type: 'search_query', embedding_types: ['float'], output_dimension: 64 })).toMatchObject({
      embeddings: { float: vectors },
    });
    expect(await invoke('cohere.rerank-v3-5%3A0', { query: 'one', documents: texts, api_version: 2 })).toMatchObject({ results: [{ index: 0 }, { index: 1 }] });
    expect(local.prompt_eval_count).toBe(plain.usage.prompt_tokens);
  });
});

it('ranks documents by the words that they share with the query', async () => {
  const documents = ['a dog', 'the capital of France is Paris', 'France'];
  const { results, meta } = await cohere.rerank({ model: 'rerank-v3.5', query: 'capital of France', documents, topN: 2 });
  expect(results.map(({ index }) => index)).toEqual([1, 2]);
  expect(meta?.billedUnits?.searchUnits).toBe(1);
});

it('moderates', async () => {
  const { results } = await openai.moderations.create({ model: 'omni-moderation-latest', input: ['I will kill them', 'Good morning'] });
  expect(results.map(({ flagged }) => flagged)).toEqual([true, false]);
  expect(results[0]?.categories.violence).toBe(true);
  expect(results[0]?.category_scores.violence).toBeGreaterThan(0.8);
});

describe('images', () => {
  it('are made from words and from other images, and counted', async () => {
    const made = await openai.images.generate({ model: 'gpt-image-1', prompt: 'A harbour', n: 2, quality: 'low' });
    const bytes = Buffer.from(made.data?.[0]?.b64_json ?? '', 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(made.data).toHaveLength(2);
    expect(made.usage).toMatchObject({ output_tokens: 544 });
    const file = await toFile(bytes, 'harbour.png', { type: 'image/png' });
    const edited = await openai.images.edit({ model: 'gpt-image-1', image: [file, file], prompt: 'With a boat', quality: 'low' });
    expect(edited.usage?.input_tokens_details.image_tokens).toBe(646);
    const { data } = await openai.images.generate({ model: 'flux', prompt: 'A harbour', response_format: 'url' });
    expect((await fetch(data?.[0]?.url ?? '')).headers.get('content-type')).toBe('image/png');
  });

  it('are streamed with drafts', async () => {
    const stream = await openai.images.generate({ model: 'gpt-image-1', prompt: 'A harbour', stream: true, partial_images: 2 });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toEqual(['image_generation.partial_image', 'image_generation.partial_image', 'image_generation.completed']);
  });
});

describe('sound', () => {
  it('is spoken in the asked form', async () => {
    const wav = Buffer.from(await (await openai.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello', response_format: 'wav' })).arrayBuffer());
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    const events = await openai.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello', stream_format: 'sse' });
    expect(await events.text()).toMatch(/speech\.audio\.delta.*speech\.audio\.done.*"input_tokens":2/s);
  });

  it('is written down, streamed and whole alike', async () => {
    const file = await toFile(Buffer.alloc(32_000), 'speech.wav', { type: 'audio/wav' });
    const whole = await openai.audio.transcriptions.create({ file, model: 'gpt-4o-transcribe' });
    const stream = await openai.audio.transcriptions.create({ file, model: 'gpt-4o-transcribe', stream: true });
    let text = '';
    let usage: unknown = null;
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') text += event.delta;
      if (event.type === 'transcript.text.done') usage = event.usage;
    }
    expect(text).toBe(whole.text);
    expect(usage).toEqual(whole.usage);
    expect(whole.usage).toMatchObject({ type: 'tokens', input_token_details: { audio_tokens: 20 } });
    const timed = await openai.audio.translations.create({ file, model: 'whisper-1', response_format: 'srt' });
    expect(timed).toEqual(expect.stringContaining('00:00:00,000 --> 00:00:02,000'));
    expect(await openai.audio.transcriptions.create({ file, model: 'whisper-1' })).toMatchObject({ usage: { type: 'duration', seconds: 2 } });
  });
});

it('counts tokens before as the answer does after', async () => {
  const anthropic = new Anthropic({ baseURL: standIn.url, apiKey: 'test', maxRetries: 0 });
  const request = { model: 'claude-haiku-4-5', system: 'Be brief.', messages: [{ role: 'user' as const, content: 'How long is this? 🎉' }] };
  const counted = await anthropic.messages.countTokens(request);
  expect(counted.input_tokens).toBe((await anthropic.messages.create({ ...request, max_tokens: 100 })).usage.input_tokens);
  const { totalTokens } = await gemini.models.countTokens({ model: 'gemini-2.5-flash', contents: request.messages[0]?.content ?? '' });
  const answer = await gemini.models.generateContent({ model: 'gemini-2.5-flash', contents: request.messages[0]?.content ?? '' });
  expect(totalTokens).toBe(answer.usageMetadata?.promptTokenCount);
});

it('fails on demand and without a key, as the dialect does', async () => {
  await expect(openai.embeddings.create({ model: 'm', input: '[[chaos:overloaded]]' })).rejects.toMatchObject({ status: 503 });
  await expect(cohere.rerank({ model: 'm', query: '[[chaos:rate-limit]]', documents: [] })).rejects.toMatchObject({ statusCode: 429 });
  const none = await openai.embeddings.create({ model: 'm', input: '[[chaos:no-usage]]' });
  expect(none).not.toHaveProperty('usage');
  const refused = await fetch(`${standIn.url}/v1/audio/transcriptions`, { method: 'POST', body: new FormData() });
  expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
});
