import { Readable } from 'node:stream';
import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import { describe, expect, test } from 'vitest';
import { capturesOf, contextOf, cutAt, replay } from '../testing/captures.ts';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { nativeOf } from '../testing/requests.ts';
import type { ChatRequest, ProviderConnection } from '../types.ts';
import { FilterNotes } from './filter-notes.ts';
import { azure as entry } from './index.ts';

const { adapter: azure } = entry;

const endpoint = (upstreamModel: string): Endpoint => {
  const found = catalog.findEndpoint(`azure/${upstreamModel}`);
  if (found === undefined) throw new Error(`${upstreamModel} is gone from the catalog`);
  return found;
};
const GPT = endpoint('gpt-4o');
const LLAMA = endpoint('meta-llama-3.1-405b-instruct');
const CLAUDE = endpoint('claude-sonnet-4-5');
const BASE = 'https://my-resource.services.ai.azure.com';
const at = (extra: Record<string, string> = {}, baseUrl = BASE): ProviderConnection => ({ baseUrl, apiKey: 'azure-key', extra });

interface Sent {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

function sent(to: Endpoint, connection: ProviderConnection, fields: Readonly<Record<string, unknown>> = {}): Sent {
  const request = { model: 'my-model', messages: [{ role: 'user', content: 'Hi' }], ...fields } as ChatRequest;
  const { path, headers, body } =
    azure.conversation?.toUpstreamRequest({ request, body: Buffer.from(JSON.stringify(request)), endpoint: to, connection }) ?? {};
  return { path: path ?? '', headers: pairs(headers ?? []), body: jsonOf(body) };
}

const jsonOf = (body: unknown): Record<string, unknown> => JSON.parse((body as Buffer).toString('utf8')) as Record<string, unknown>;

const pairs = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] as string]] : [])));

describe('addresses', () => {
  test.each([
    [BASE, {}, '/openai/v1/chat/completions'],
    [`${BASE}/openai`, {}, '/v1/chat/completions'],
    [`${BASE}/openai/v1`, {}, '/chat/completions'],
    [BASE, { apiVersion: 'v1' }, '/openai/v1/chat/completions'],
    [BASE, { apiVersion: '2024-10-21' }, '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'],
    [`${BASE}/openai`, { apiVersion: '2024-10-21' }, '/deployments/gpt-4o/chat/completions?api-version=2024-10-21'],
    [BASE, { apiVersion: '2024-10-21', deployments: 'gpt-4o=my gpt/4o' }, '/openai/deployments/my%20gpt%2F4o/chat/completions?api-version=2024-10-21'],
  ])('%s with %j', (baseUrl, extra, path) => {
    expect(sent(GPT, at(extra, baseUrl)).path).toBe(path);
  });

  test('the key has a header of its own', () => {
    expect(sent(GPT, at()).headers).toEqual({ 'content-type': 'application/json', 'api-key': 'azure-key' });
  });

  test.each([
    ['', 'gpt-4o'],
    ['gpt-4.1=other', 'gpt-4o'],
    [' gpt-4.1=x , gpt-4o = mine ', 'mine'],
    ['openai/gpt-4o=mine', 'mine'],
    ['=mine,gpt-4o=', 'gpt-4o'],
  ])('deployments %j: the model is %s', (deployments, model) => {
    expect(sent(GPT, at({ deployments })).body['model']).toBe(model);
  });

  test('models of other labs share the v1 API, and have another beside the older one', () => {
    expect(sent(LLAMA, at())).toMatchObject({ path: '/openai/v1/chat/completions', body: { model: 'meta-llama-3.1-405b-instruct' } });
    const older = sent(LLAMA, at({ apiVersion: '2024-10-21' }));
    expect(older).toMatchObject({ path: '/models/chat/completions?api-version=2024-05-01-preview', headers: { 'extra-parameters': 'pass-through' } });
  });

  test('a stream is asked for its usage', () => {
    expect(sent(GPT, at(), { stream: true }).body).toMatchObject({ stream_options: { include_usage: true } });
  });
});

describe('operations', () => {
  test('are found at the resource, under the name of the deployment', () => {
    const request = { model: 'my-model', input: 'Hi' };
    const input = {
      request,
      body: Buffer.from(JSON.stringify(request)),
      files: [],
      endpoint: endpoint('text-embedding-3-large'),
      connection: at({ deployments: 'text-embedding-3-large=vectors' }),
    };
    const { path, headers, body } = azure.operations.embeddings?.toUpstreamRequest(input) ?? {};
    expect({ path, headers: pairs(headers ?? []), body: jsonOf(body) }).toMatchObject({
      path: '/openai/v1/embeddings',
      headers: { 'api-key': 'azure-key', 'content-type': 'application/json' },
      body: { model: 'vectors' },
    });
    expect(headers).not.toContain('authorization');
    const older = { ...input, connection: at({ apiVersion: '2024-10-21' }) };
    expect(azure.operations.embeddings?.toUpstreamRequest(older).path).toBe('/openai/deployments/text-embedding-3-large/embeddings?api-version=2024-10-21');
  });

  test('a form keeps the border between its parts', () => {
    const file = { field: 'file', fileName: 'a.wav', contentType: 'audio/wav', bytes: 1, open: () => Readable.from([Buffer.from('x')]) };
    const input = { request: { model: 'my-model' }, body: null, files: [file], endpoint: { ...GPT, upstreamModel: 'whisper' }, connection: at() };
    const { path, headers } = azure.operations['audio.transcriptions']?.toUpstreamRequest(input) ?? {};
    expect(path).toBe('/openai/v1/audio/transcriptions');
    expect(pairs(headers ?? [])).toMatchObject({ 'api-key': 'azure-key', 'content-type': expect.stringContaining('multipart/form-data; boundary=') as string });
  });
});

describe('Claude at Foundry', () => {
  test('is spoken to in its own dialect', () => {
    const { path, headers, body } = sent(CLAUDE, at(), { reasoning_effort: 'low' });
    expect(path).toBe('/anthropic/v1/messages');
    expect(headers).toMatchObject({ 'x-api-key': 'azure-key', 'anthropic-version': '2023-06-01' });
    expect(body).toMatchObject({ model: 'claude-sonnet-4-5', thinking: { type: 'enabled' }, messages: [{ role: 'user' }] });
  });

  test('a deployment of another name is the same model', () => {
    const { body } = sent(CLAUDE, at({ deployments: 'claude-sonnet-4-5=fast' }), { reasoning_effort: 'low' });
    expect(body).toMatchObject({ model: 'fast', thinking: { type: 'enabled' } });
  });

  test('what only the newer API or the resource itself has is reached there alone', () => {
    const pro = { ...GPT, responsesOnly: true };
    const dated = at({ apiVersion: '2024-10-21' });
    const reaches = (to: Endpoint, connection = at()): boolean | undefined => azure.isReachable?.(to, connection);
    expect([reaches(GPT), reaches(GPT, dated), reaches(pro), reaches(pro, dated)]).toEqual([true, true, true, false]);
    expect([reaches(CLAUDE), reaches(CLAUDE, at({}, `${BASE}/openai/v1`)), reaches(GPT, at({}, `${BASE}/openai/v1`))]).toEqual([true, false, true]);
  });

  test('is not to be found below /openai', () => {
    expect(() => sent(CLAUDE, at({}, `${BASE}/openai/v1`))).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });

  test('and is read in it', () => {
    const capture = capturesOf('anthropic').find(({ name }) => name === 'thinking-parallel-tools');
    if (capture === undefined) throw new Error('a capture is gone');
    const context = { request: { model: 'm', messages: [] }, endpoint: CLAUDE };
    const [whole, streamed] = [new RecordedAnswer(), new RecordedAnswer()];
    azure.conversation?.readWhole(capture.whole, whole, context);
    azure.conversation?.streamReader(streamed, context).push(capture.stream);
    expect(streamed.choices[0]?.finishReason).toBe('tool_calls');
    expect(streamed.choices[0]?.blocks.map(({ kind }) => kind)).toEqual(whole.choices[0]?.blocks.map(({ kind }) => kind));
  });

  test("each dialect goes through untouched where it is the model's", () => {
    const { chat, messages, responses } = azure.native;
    const serves = (dialect: typeof chat, to: Endpoint, extra = {}): boolean | undefined => dialect?.serves?.(to, at(extra));
    expect([GPT, LLAMA, CLAUDE].map((to) => serves(chat, to))).toEqual([true, true, false]);
    expect([GPT, LLAMA, CLAUDE].map((to) => serves(messages, to))).toEqual([false, false, true]);
    expect([GPT, LLAMA, CLAUDE].map((to) => serves(responses, to))).toEqual([true, false, false]);
    expect(serves(responses, GPT, { apiVersion: '2024-10-21' })).toBe(false);
  });

  test('native requests go to the resource as well', () => {
    const native = (dialect: 'completions' | 'responses' | 'messages', to: Endpoint): unknown => {
      const request = { model: 'my-model', input: 'Hi', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 5 };
      const input = {
        request,
        body: Buffer.from(JSON.stringify(request)),
        endpoint: to,
        connection: at({ deployments: 'gpt-4o=mine,claude-sonnet-4-5=fast' }),
        headers: {},
      };
      const { path, headers, body } = azure.native[dialect]?.toUpstreamRequest(input) ?? {};
      return { path, headers: pairs(headers ?? []), body: jsonOf(body) };
    };
    expect(native('responses', GPT)).toMatchObject({
      path: '/openai/v1/responses',
      headers: { 'api-key': 'azure-key' },
      body: { model: 'mine', store: false },
    });
    expect(native('completions', endpoint('gpt-3.5-turbo-instruct'))).toMatchObject({ path: '/openai/v1/completions', headers: { 'api-key': 'azure-key' } });
    expect(native('messages', CLAUDE)).toMatchObject({ path: '/anthropic/v1/messages', headers: { 'x-api-key': 'azure-key' }, body: { model: 'fast' } });
  });
});

describe('notes about filtering', () => {
  const captures = capturesOf('azure');

  test.each(captures.map((capture) => [capture.name, capture] as const))("%s: every chunk is one of OpenAI's", (_name, { stream, golden }) => {
    const { pushed, ended } = replay(nativeOf(azure).streamTranslator(contextOf(golden)), [stream]);
    const events = (pushed + ended).split('\n\n').filter((event) => event !== '' && event !== 'data: [DONE]');
    expect(stream.toString('utf8')).toContain('"prompt_filter_results"');
    for (const event of events) {
      const chunk = JSON.parse(event.slice('data: '.length)) as { choices: { delta?: unknown }[]; usage: unknown };
      expect(chunk.choices.length > 0 || chunk.usage !== null).toBe(true);
      for (const { delta } of chunk.choices) expect(delta).toBeTypeOf('object');
    }
  });

  test('text that speaks of them is none of them, and passes in its own bytes', () => {
    const text = 'data: {"choices":[{"index":0,"delta":{"content":"\\"prompt_filter_results\\""},"finish_reason":null}]}\n\n';
    const kept = 'data: {"choices":[{"index":0,"delta":{"content":"a"},"content_filter_offsets":{}}]}\n\n';
    const broken = 'data: {"prompt_filter_results"\n\n';
    const usage = 'data: {"choices":[],"prompt_filter_results":[],"usage":{"prompt_tokens":1}}\n\n';
    for (const event of [text, kept, broken, usage, ': "content_filter_offsets"\n\n', 'data: [DONE]\n\n']) {
      expect(new FilterNotes().push(Buffer.from(event)).toString()).toBe(event);
    }
  });

  test('of two choices in a note, the one that was stopped stays', () => {
    const note = {
      id: 'x',
      choices: [
        { index: 0, finish_reason: null, content_filter_offsets: {} },
        { index: 1, finish_reason: 'content_filter', content_filter_offsets: {} },
      ],
    };
    const told = new FilterNotes().push(Buffer.from(`data: ${JSON.stringify(note)}\n\n`)).toString();
    expect(JSON.parse(told.slice('data: '.length))).toEqual({
      id: 'x',
      choices: [{ index: 1, finish_reason: 'content_filter', content_filter_offsets: {}, delta: {} }],
    });
  });

  test('wherever it is cut, nothing is lost or said twice', () => {
    const [{ stream }] = captures as [(typeof captures)[number]];
    const through = (pieces: readonly Buffer[]): string => {
      const notes = new FilterNotes();
      return Buffer.concat([...pieces.map((piece) => notes.push(piece)), notes.end()]).toString('utf8');
    };
    const unfinished = Buffer.concat([stream, Buffer.from('data: {"choices"')]);
    const straight = through([unfinished]);
    expect(straight.endsWith('data: [DONE]\n\ndata: {"choices"')).toBe(true);
    for (let cut = 1; cut < unfinished.length; cut += 3) expect(through(cutAt(unfinished, [cut]))).toBe(straight);
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    expect(through([Buffer.from(crlf(unfinished.toString('utf8')))]).replaceAll('\r', '')).toBe(straight);
  });
});

describe('failures of Azure', () => {
  const fail = (status: number, error: unknown, headers = {}): unknown => {
    const { error: known, blame, retryAfterMs } = azure.toFailure(status, headers, Buffer.from(JSON.stringify({ error })));
    return { code: known.code, param: known.param, blame, retryAfterMs };
  };

  test('a prompt that was filtered', () => {
    const message = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";
    const innererror = { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: { filtered: true, severity: 'high' } } };
    expect(fail(400, { code: 'content_filter', message, param: 'prompt', type: null, status: 400, innererror })).toEqual({
      code: 'content_policy_violation',
      param: null,
      blame: 'client',
      retryAfterMs: null,
    });
  });

  test.each([
    [401, { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' }, 'provider_error', 'credential'],
    [404, { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' }, 'provider_error', 'provider'],
    [400, { code: 'OperationNotSupported', message: 'The chatCompletion operation does not work with the specified model.' }, 'provider_error', 'provider'],
    [400, { code: 'unknown_model', message: 'Unknown model: x' }, 'provider_error', 'provider'],
    [400, { code: 'unsupported_parameter', message: 'Unsupported parameter', param: 'seed' }, 'unsupported_parameter', 'client'],
    [500, { code: 'InternalServerError', message: 'boom' }, 'provider_error', 'provider'],
  ])('%i %j', (status, error, code, blame) => {
    expect(fail(status, error)).toMatchObject({ code, blame });
  });

  test('a limit says when to come back', () => {
    expect(
      fail(429, { code: '429', message: 'Requests have exceeded call rate limit. Please retry after 26 seconds.' }, { 'retry-after': '26' }),
    ).toMatchObject({
      code: 'rate_limit_exceeded',
      retryAfterMs: 26_000,
    });
  });
});
