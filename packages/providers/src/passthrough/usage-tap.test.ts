import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NATIVE_APIS, nativeRoot } from './native-api.ts';
import { UsageTap } from './usage-tap.ts';

const sse = (...documents: object[]): string => documents.map((document) => `data: ${JSON.stringify(document)}\n\n`).join('');
const STREAM = 'text/event-stream; charset=utf-8';
const JSON_TYPE = 'application/json';

interface Case {
  readonly api: string;
  readonly contentType: string;
  readonly body: string;
  readonly model: string;
  readonly usage: object;
}

const CHAT_USAGE = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } };
const CASES: Readonly<Record<string, Case>> = {
  'a chat completion': {
    api: 'openai',
    contentType: JSON_TYPE,
    body: JSON.stringify({ model: 'gpt-4o', choices: [], usage: CHAT_USAGE }),
    model: 'gpt-4o',
    usage: { input: 6, cachedInput: 4, output: 5 },
  },
  'a streamed chat completion': {
    api: 'openai',
    contentType: STREAM,
    body: `${sse({ model: 'gpt-4o', choices: [{ delta: { content: 'Hi' } }], usage: null }, { model: 'gpt-4o', choices: [], usage: CHAT_USAGE })}data: [DONE]\n\n`,
    model: 'gpt-4o',
    usage: { input: 6, cachedInput: 4, output: 5 },
  },
  embeddings: {
    api: 'openai',
    contentType: JSON_TYPE,
    body: JSON.stringify({ model: 'text-embedding-3-small', data: [], usage: { prompt_tokens: 8, total_tokens: 8 } }),
    model: 'text-embedding-3-small',
    usage: { input: 8, output: 0 },
  },
  'a response': {
    api: 'openai',
    contentType: JSON_TYPE,
    body: JSON.stringify({ model: 'gpt-5', output: [], usage: { input_tokens: 7, output_tokens: 3, output_tokens_details: { reasoning_tokens: 2 } } }),
    model: 'gpt-5',
    usage: { input: 7, output: 3, reasoning: 2 },
  },
  'a streamed response': {
    api: 'openai',
    contentType: STREAM,
    body: sse(
      { type: 'response.created', response: { model: 'gpt-5', usage: null } },
      { type: 'response.completed', response: { model: 'gpt-5', usage: { input_tokens: 7, output_tokens: 3 } } },
    ),
    model: 'gpt-5',
    usage: { input: 7, output: 3 },
  },
  'a message': {
    api: 'anthropic',
    contentType: JSON_TYPE,
    body: JSON.stringify({ type: 'message', model: 'claude-sonnet-4-5', usage: { input_tokens: 9, output_tokens: 2, cache_read_input_tokens: 100 } }),
    model: 'claude-sonnet-4-5',
    usage: { input: 9, cachedInput: 100, output: 2 },
  },
  'a streamed message': {
    api: 'anthropic',
    contentType: STREAM,
    body: sse(
      { type: 'message_start', message: { model: 'claude-sonnet-4-5', usage: { input_tokens: 9, output_tokens: 1, cache_read_input_tokens: 100 } } },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 12 } },
    ),
    model: 'claude-sonnet-4-5',
    usage: { input: 9, cachedInput: 100, output: 12 },
  },
  'generated content': {
    api: 'google',
    contentType: JSON_TYPE,
    body: JSON.stringify({
      candidates: [],
      modelVersion: 'gemini-2.5-flash',
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 10 },
    }),
    model: 'gemini-2.5-flash',
    usage: { input: 4, output: 6 },
  },
  'content that is generated in a list': {
    api: 'google',
    contentType: 'application/json; charset=UTF-8',
    body: JSON.stringify([
      { modelVersion: 'gemini-2.5-flash', usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } },
      { modelVersion: 'gemini-2.5-flash', usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 10 } },
    ]),
    model: 'gemini-2.5-flash',
    usage: { input: 4, output: 6 },
  },
};

function tapped({ api, contentType, body }: Pick<Case, 'api' | 'contentType' | 'body'>, at: readonly number[], contentEncoding = '') {
  const reader = NATIVE_APIS[api]?.usageReader();
  if (reader === undefined) throw new Error(`no ${api}`);
  const tap = new UsageTap(reader, { contentType, contentEncoding });
  const bytes = Buffer.from(body, 'utf8');
  let from = 0;
  for (const end of [...at.toSorted((a, b) => a - b), bytes.length]) {
    tap.push(bytes.subarray(from, end));
    from = end;
  }
  tap.end();
  return { usage: reader.usage, model: reader.model };
}

test.each(Object.entries(CASES))('%s is counted, wherever it was split', (_name, one) => {
  for (let at = 0; at <= Buffer.byteLength(one.body); at += 1) {
    expect(tapped(one, [at])).toMatchObject({ model: one.model, usage: one.usage });
  }
});

test('what cannot be read has no usage, and is no fault', () => {
  const types = fc.constantFrom(STREAM, JSON_TYPE, 'text/plain', '');
  fc.assert(
    fc.property(fc.constantFrom('openai', 'anthropic', 'google'), types, fc.string(), (api, contentType, body) => {
      expect(tapped({ api, contentType, body: `${body}"usage"` }, []).usage).toBeNull();
    }),
  );
  const chat = CASES['a chat completion'];
  if (chat !== undefined) expect(tapped(chat, [], 'gzip').usage).toBeNull();
});

test('the root of an API is its address without a version', () => {
  expect(nativeRoot('https://api.openai.com/v1')).toBe('https://api.openai.com');
  expect(nativeRoot('https://generativelanguage.googleapis.com/v1beta')).toBe('https://generativelanguage.googleapis.com');
  expect(nativeRoot('https://proxy.example.com/openai/v1')).toBe('https://proxy.example.com/openai');
  expect(nativeRoot('https://api.anthropic.com')).toBe('https://api.anthropic.com');
});
