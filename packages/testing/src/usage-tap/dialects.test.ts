import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_PACE } from '../provider-stand-in/pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../provider-stand-in/start.ts';
import { SPEAKERS, type Talk } from '../provider-stand-in/testing/speakers.ts';
import type { TapRecord } from './record.ts';
import { startUsageTap, type UsageTap } from './start.ts';

const TALK: Talk = { system: 'Be brief.', user: 'Как проверить журнал? 🎉' };

let standIn: ProviderStandIn;
let tap: UsageTap;
beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  tap = await startUsageTap({ target: standIn.url });
});
afterAll(async () => {
  await tap.close();
  await standIn.close();
});

async function record(path: string, headers: Readonly<Record<string, string>>, body: object): Promise<{ answer: string; record: TapRecord }> {
  const before = tap.records.length;
  const response = await fetch(tap.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const answer = await response.text();
  await expect.poll(() => tap.records.length).toBe(before + 1);
  return { answer, record: tap.records.at(-1) as TapRecord };
}

/** Where a dialect streams at another path; the others say it in the body. */
function streamPath(path: string): string {
  return path
    .replace(':generateContent', ':streamGenerateContent?alt=sse')
    .replace('rawPredict', 'streamRawPredict')
    .replace(/converse$/, 'converse-stream');
}

describe.each(Object.entries(SPEAKERS))('%s', (_, { path, headers, body, told }) => {
  it('is read alike from a whole answer and from a stream', async () => {
    const whole = await record(path, headers, body(TALK));
    const said = told(JSON.parse(whole.answer) as object);
    const { usage } = whole.record;
    expect(whole.record).toMatchObject({ isUsageFinal: true, isStream: false, ending: 'complete', contentBytes: Buffer.byteLength(said.text) });
    expect([(usage?.uncachedInput ?? 0) + (usage?.cacheRead ?? 0), usage?.textOutput]).toEqual([said.input, said.output]);
    expect(whole.record.model).toMatch(/gpt-4o|claude-sonnet-4-5|gemini-2\.5-flash|command-a|llama3\.1/);
    const elsewhere = streamPath(path);
    const inBody = elsewhere === path ? { stream: true, stream_options: { include_usage: true } } : {};
    const streamed = await record(elsewhere, headers, { ...body(TALK), ...inBody });
    expect(streamed.record).toMatchObject({ usage, isUsageFinal: true, isStream: true, ending: 'complete', contentBytes: whole.record.contentBytes });
    expect(streamed.record.contentEvents).toBeGreaterThanOrEqual(1);
  });

  it('has no final usage where the stream was cut', async () => {
    const elsewhere = streamPath(path);
    const inBody = elsewhere === path ? { stream: true, stream_options: { include_usage: true } } : {};
    const { record: cut } = await record(elsewhere, headers, { ...body({ user: `${TALK.user} [[chaos:cut-stream]]` }), ...inBody });
    expect(cut.isUsageFinal).toBe(false);
  });
});

describe('operations', () => {
  const bearer = { authorization: 'Bearer test' };

  it('are read in tokens, searches, and images', async () => {
    const embedding = await record('/v1/embeddings', bearer, { model: 'text-embedding-3-small', input: 'eight bytes and four more' });
    expect(embedding.record.usage).toMatchObject({ uncachedInput: 7, textOutput: 0 });
    const vertex = '/v1/projects/p/locations/global/publishers/google/models/text-embedding-005:predict';
    const predicted = await record(vertex, bearer, { instances: [{ content: 'eight bytes and four more' }] });
    expect(predicted.record).toMatchObject({ model: 'text-embedding-005', usage: { uncachedInput: 7 } });
    const rerank = await record('/v2/rerank', bearer, { model: 'rerank-v3.5', query: 'q', documents: Array.from({ length: 101 }, String) });
    expect(rerank.record.usage).toMatchObject({ units: 2 });
    expect(rerank.record.providerRequestId).toMatch(/\S/);
    const image = await record('/v1/images/generations', bearer, { model: 'gpt-image-1', prompt: 'A harbour', quality: 'low' });
    expect(image.record.usage).toMatchObject({ uncachedInput: 3, imageOutput: 272, textOutput: 0 });
  });

  it('are read from forms and their answers', async () => {
    const form = new FormData();
    form.set('model', 'whisper-1');
    form.set('file', new Blob([new Uint8Array(32_000)]), 'speech.wav');
    const before = tap.records.length;
    await (await fetch(`${tap.url}/v1/audio/transcriptions`, { method: 'POST', headers: bearer, body: form })).text();
    await expect.poll(() => tap.records.length).toBe(before + 1);
    expect(tap.records.at(-1)).toMatchObject({ model: 'whisper-1', isStream: false, usage: { units: 2 } });
  });
});
