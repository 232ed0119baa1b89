import { describe, expect, test } from 'vitest';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { endpointOf } from '../testing/requests.ts';
import type { ReadContext } from '../types.ts';
import { googleFailure } from './failure.ts';
import { GeminiStreamReader } from './from-stream.ts';
import { google } from './index.ts';
import { usageFromGemini } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

const USAGE = { promptTokenCount: 25, candidatesTokenCount: 15, totalTokenCount: 40 };
const contextOf = (fields: Fields = {}, model = 'gemini-2.5-flash'): ReadContext => ({
  request: { model: 'my-model', messages: [], ...fields },
  endpoint: { ...endpointOf('gemini-2.5-flash'), upstreamModel: model },
});
const part = (content: Fields, more: Fields = {}): Fields => ({ candidates: [{ content: { role: 'model', parts: [content] }, index: 0, ...more }] });
const text = (content: string, more: Fields = {}): Fields => part({ text: content }, more);
const STOP = { finishReason: 'STOP' };

function play(chunks: readonly Fields[], context = contextOf()): { readonly reader: GeminiStreamReader; readonly answer: RecordedAnswer } {
  const answer = new RecordedAnswer();
  const reader = new GeminiStreamReader(answer, { ...context, providerName: 'Google' });
  for (const chunk of chunks) reader.push(Buffer.from(`data: ${JSON.stringify(chunk)}\r\n\r\n`));
  reader.end();
  return { reader, answer };
}

function whole(body: Fields, context = contextOf()) {
  const answer = new RecordedAnswer();
  const conversation = google.conversation;
  if (conversation === null) throw new Error('Google has no conversations');
  return { answer, facts: conversation.readWhole(Buffer.from(JSON.stringify(body)), answer, context) };
}

describe('usage of Gemini', () => {
  test('what is cached lies inside the prompt, thoughts beside the candidates, modalities apart', () => {
    expect(
      usageFromGemini({
        promptTokenCount: 100,
        cachedContentTokenCount: 40,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 7,
        toolUsePromptTokenCount: 3,
        totalTokenCount: 130,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 50 },
          { modality: 'AUDIO', tokenCount: 30 },
          { modality: 'IMAGE', tokenCount: 10 },
          { modality: 'VIDEO', tokenCount: 10 },
        ],
        cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 20 }],
        candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 5 }],
      }),
    ).toMatchObject({ input: 43, cachedInput: 40, audioInput: 10, imageInput: 10, output: 22, audioOutput: 5, reasoning: 7 });
  });

  test('a count of zero is left out on the wire', () => {
    expect(usageFromGemini({ promptTokenCount: 9, totalTokenCount: 9 })).toMatchObject({ input: 9, output: 0 });
    expect(usageFromGemini({ promptTokenCount: 9, totalTokenCount: 30, thoughtsTokenCount: 20 })).toMatchObject({ output: 21, reasoning: 20 });
    expect(usageFromGemini({ totalTokenCount: 0 })).toMatchObject({ input: 0, output: 0 });
    expect(usageFromGemini({ promptTokenCount: 0, candidatesTokenCount: 0 })).toMatchObject({ input: 0, output: 0 });
  });

  test('thoughts that were counted among the candidates are not counted twice', () => {
    expect(usageFromGemini({ promptTokenCount: 10, candidatesTokenCount: 50, thoughtsTokenCount: 30, totalTokenCount: 60 })).toMatchObject({
      output: 50,
      reasoning: 30,
    });
  });

  test('parts are never more than the whole', () => {
    const details = [
      { modality: 'AUDIO', tokenCount: 900 },
      { modality: 'IMAGE', tokenCount: 900 },
    ];
    const usage = usageFromGemini({
      promptTokenCount: 10,
      cachedContentTokenCount: 7,
      candidatesTokenCount: 4,
      promptTokensDetails: details,
      candidatesTokensDetails: details,
    });
    expect(usage).toMatchObject({ input: 0, cachedInput: 7, audioInput: 3, imageInput: 0, output: 0, audioOutput: 4, imageOutput: 0 });
  });

  test('what cannot be read is missing', () => {
    for (const usage of [
      null,
      undefined,
      'x',
      [],
      {},
      { candidatesTokenCount: 5 },
      { promptTokenCount: '5' },
      { promptTokenCount: 5, candidatesTokenCount: -1 },
    ])
      expect(usageFromGemini(usage)).toBeNull();
  });
});

describe('stream of Gemini', () => {
  test('is whole when its input ends, since pieces may follow a reason to finish', () => {
    const answer = new RecordedAnswer();
    const reader = new GeminiStreamReader(answer, { ...contextOf(), providerName: 'Google' });
    reader.push(Buffer.from(`data: ${JSON.stringify({ ...text('a', STOP), usageMetadata: USAGE })}\n\n`));
    expect(reader).toMatchObject({ isComplete: false, isUsageFinal: true });
    reader.push(Buffer.from(`data: ${JSON.stringify({ ...text('b', STOP), usageMetadata: USAGE })}`));
    reader.end();
    expect(reader).toMatchObject({ isComplete: true, finishReason: 'stop', usage: { input: 25, output: 15 } });
    expect(answer.choices).toEqual([{ blocks: [{ kind: 'text', text: 'ab' }], finishReason: 'stop', stopSequence: null }]);
  });

  test.each([
    ['nothing', []],
    ['no reason to finish', [text('a')]],
    ['a candidate that never came', [text('a', STOP)], { n: 2 }],
    ['a call that is none', [text('a'), text('', { finishReason: 'MALFORMED_FUNCTION_CALL' })]],
    ['an error', [text('a'), { error: { code: 500, status: 'INTERNAL', message: 'boom' } }, text('b', STOP)]],
    ['a candidate without a place', [text('a', { index: 5_000, ...STOP })]],
    ['content behind a blocked prompt', [{ promptFeedback: { blockReason: 'SAFETY' } }, text('a', STOP)]],
  ] as const)('%s is no whole answer', (_what, chunks, request?: Fields) => {
    const { reader } = play(chunks, contextOf(request));
    expect(reader.isComplete).toBe(false);
    if (chunks.length > 1) expect(reader.error).toMatchObject({ code: 'provider_error' });
  });

  test('overload in mid-stream is told as such, and no key with it', () => {
    const { reader } = play([text('a'), { error: { code: 503, status: 'UNAVAILABLE', message: 'Overloaded, AIzaSyA1234567890' } }]);
    expect(reader.error).toMatchObject({ code: 'overloaded' });
    expect(reader.error?.detail).not.toContain('AIzaSy');
  });

  test('until the end the output is at least what was forwarded', () => {
    const { reader } = play([{ ...text('x'.repeat(400)), usageMetadata: { promptTokenCount: 25, totalTokenCount: 25 } }]);
    expect(reader).toMatchObject({ isUsageFinal: false, usage: { input: 25, output: 100 } });
  });

  test('an end without usage names none', () => {
    expect(play([text('a', STOP)]).reader).toMatchObject({ isComplete: true, isUsageFinal: false, usage: null });
  });

  test('a piece that is read fast says the same as one that is read whole', () => {
    const hard = 'back\\slash "quoted" \u2028 \ud83d\ude00 \\';
    const facts = { usageMetadata: USAGE, modelVersion: 'gemini-2.5-flash', responseId: 'r' };
    const tight = JSON.stringify({ candidates: [{ content: { parts: [{ text: hard }], role: 'model' }, index: 0 }], ...facts });
    // As Google writes it: a blank behind every colon outside of texts.
    const loose = tight
      .replace(/^\{"candidates":\[\{"content":\{"parts":\[\{"text":/, '{"candidates": [{"content": {"parts": [{"text": ')
      .replace('"role":"model"},"index":0}],"usageMetadata":', '"role": "model"},"index": 0}],"usageMetadata": ')
      .replace('"modelVersion":', '"modelVersion": ');
    expect(loose).not.toBe(tight);
    for (const data of [tight, loose]) {
      const answer = new RecordedAnswer();
      const reader = new GeminiStreamReader(answer, { ...contextOf(), providerName: 'Google' });
      reader.push(Buffer.from(`data: ${data}\n\n`));
      expect(answer.choices[0]?.blocks).toEqual([{ kind: 'text', text: hard }]);
      expect(reader.usage).toMatchObject({ input: 25, output: 15 });
    }
  });
});

describe('answers of Gemini', () => {
  const told = (chunk: Fields, context = contextOf()): unknown => {
    const streamed = play([chunk], context).answer.choices;
    expect(whole(chunk, context).answer.choices).toEqual(streamed);
    return streamed[0]?.blocks;
  };

  test('places are bytes on the wire and characters here', () => {
    const grounding = {
      groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { retrievedContext: { uri: 'gs://b', title: 'B', text: 'said' } }],
      groundingSupports: [{ segment: { startIndex: 7, endIndex: 11, text: 'blue' }, groundingChunkIndices: [0, 1, 9] }],
    };
    const quoted = { citations: [{ uri: 'https://c.example', endIndex: 6 }] };
    const citation = { kind: 'citation', url: null, title: null, startIndex: null, endIndex: null, citedText: null };
    expect(told(text('Grüß blue', { ...STOP, groundingMetadata: grounding, citationMetadata: quoted }))).toEqual([
      { kind: 'text', text: 'Grüß blue' },
      { ...citation, url: 'https://c.example', startIndex: 0, endIndex: 4 },
      { ...citation, url: 'https://a.example', title: 'A', startIndex: 5, endIndex: 9 },
      { ...citation, url: 'gs://b', title: 'B', startIndex: 5, endIndex: 9, citedText: 'said' },
    ]);
  });

  test('logprobs in OpenAI’s form', () => {
    const logprobsResult = {
      chosenCandidates: [{ token: 'ü', logProbability: -0.5 }, { token: '!' }],
      topCandidates: [{ candidates: [{ token: 'u', logProbability: -1 }] }],
    };
    expect(told(text('ü!', { ...STOP, logprobsResult }))).toEqual([
      { kind: 'text', text: 'ü!' },
      {
        kind: 'logprobs',
        of: 'content',
        entries: [
          { token: 'ü', logprob: -0.5, bytes: [195, 188], top_logprobs: [{ token: 'u', logprob: -1, bytes: [117] }] },
          { token: '!', logprob: 0, bytes: [33], top_logprobs: [] },
        ],
      },
    ]);
  });

  test('pictures', () => {
    expect(told(part({ inlineData: { mimeType: 'image/png', data: 'AA==' }, thoughtSignature: 'S' }, STOP))).toEqual([
      { kind: 'image', mediaType: 'image/png', base64: 'AA==' },
      { kind: 'encryptedReasoning', data: 'S', format: 'google-gemini-v1' },
    ]);
  });

  test('a call without an id gets one, and its signature names it', () => {
    const blocks = told(part({ functionCall: { name: 'f' }, thoughtSignature: 'S' }, STOP)) as { readonly id: string; readonly toolCallId: string }[];
    expect(blocks).toMatchObject([
      { kind: 'signature', data: 'S', format: 'google-gemini-v1' },
      { kind: 'toolCall', name: 'f', arguments: '{}' },
    ]);
    expect(blocks[1]?.id).toMatch(/^call_[0-9a-f]{16}_0_0$/);
    expect(blocks[0]?.toolCallId).toBe(blocks[1]?.id);
  });

  test('text is shown where the structured answer does not come', () => {
    const context = contextOf({ response_format: { type: 'json_object' }, tools: [{ type: 'function', function: { name: 'f' } }] });
    expect(told(text('I cannot', STOP), context)).toEqual([{ kind: 'text', text: 'I cannot' }]);
  });

  test.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['SPII', 'content_filter'],
    ['IMAGE_SAFETY', 'content_filter'],
    ['SOMETHING_NEW', 'stop'],
  ])('that end with %s', (finishReason, expected) => {
    expect(whole(text('a', { finishReason })).facts.finishReason).toBe(expected);
  });

  test('a call that is none is the provider’s fault', () => {
    expect(() => whole(text('', { finishReason: 'MALFORMED_FUNCTION_CALL' }))).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});

describe('failures of Google', () => {
  const failure = (status: number, error: Fields, headers = {}) => googleFailure('Google', { status, headers, body: Buffer.from(JSON.stringify({ error })) });

  test('a key that is not valid is no fault of the client, though Google says 400', () => {
    const found = failure(400, { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' });
    expect(found).toMatchObject({ blame: 'credential', error: { code: 'provider_error', message: 'Google refused our credentials.' } });
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    expect(failure(400, { message: 'No.', details })).toMatchObject({ blame: 'credential' });
  });

  test('a request that quotes the words of such an error puts no credential aside', () => {
    expect(failure(400, { status: 'INVALID_ARGUMENT', message: 'Unknown name "API key not valid": Cannot find field.' })).toMatchObject({ blame: 'client' });
  });

  test('how long to wait stands in a detail', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }];
    expect(failure(429, { status: 'RESOURCE_EXHAUSTED', message: 'Quota', details })).toMatchObject({
      blame: 'credential',
      retryAfterMs: 34_070,
      error: { code: 'rate_limit_exceeded' },
    });
    expect(failure(429, { details }, { 'retry-after': '2' }).retryAfterMs).toBe(2_000);
  });

  test('a prompt that is too long is named as that', () => {
    const message = 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).';
    expect(failure(400, { status: 'INVALID_ARGUMENT', message }).error).toMatchObject({ code: 'context_length_exceeded', message });
  });

  test('an error of a stream comes in a list; what is no JSON is no message', () => {
    const body = Buffer.from('[{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"Bad contents."}}]');
    expect(google.toFailure(400, {}, body).error).toMatchObject({ code: 'invalid_request_error', message: 'Bad contents.' });
    expect(google.toFailure(502, {}, Buffer.from('<html>')).error).toMatchObject({ code: 'provider_error' });
    expect(google.toFailure(499, {}, Buffer.from('{}'))).toMatchObject({ blame: 'provider', error: { code: 'provider_unavailable' } });
  });
});
