import { ModelHubError } from '@modelhub/core/errors';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { describe, expect, test } from 'vitest';
import { contextOf, cutAt, replay, type Replayed } from '../testing/captures.ts';
import { endpointOf } from '../testing/requests.ts';
import { providerResponse, providerStream } from '../testing/responses-stream.ts';
import type { AnswerContext } from '../types.ts';
import { nativeResponses } from './responses-native.ts';

const native = nativeResponses('OpenAI');
const endpoint = endpointOf('gpt-5');
const TOKENS = { ...ZERO_USAGE, input: 50, cachedInput: 40, cacheWrite5m: 10, output: 60, reasoning: 25 };
const OUR_ID = 'resp_0193f0a2b1c47d3e8f9a0b1c2d3e4f50';

type Fields = Readonly<Record<string, unknown>>;

function asking(request: Fields = {}): AnswerContext {
  return { ...contextOf(), request: { model: 'my-model', input: 'Hi', stream: true, ...request } };
}
const relay = (stream: string | readonly Buffer[], context = asking()): Replayed =>
  replay(native.streamTranslator(context), typeof stream === 'string' ? [Buffer.from(stream)] : stream);
const eventsOf = (text: string): Fields[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)) as Fields);

describe('a stream of the Responses API', () => {
  const stream = providerStream();
  const straight = relay(stream);

  test('goes through, and says what it cost', () => {
    expect(straight.translator).toMatchObject({
      usage: TOKENS,
      isUsageFinal: true,
      isComplete: true,
      error: null,
      finishReason: 'tool_calls',
      serviceTier: 'default',
    });
    const isLifecycle = ({ response }: Fields): boolean => response !== undefined;
    expect(eventsOf(straight.pushed + straight.ended).filter((event) => !isLifecycle(event))).toEqual(eventsOf(stream).filter((event) => !isLifecycle(event)));
    for (const block of stream.split('\n\n').filter((text) => text.includes('.delta"'))) expect(straight.pushed).toContain(block);
  });

  test('the response has our id and tells what is kept here', () => {
    const responses = eventsOf(relay(stream, asking({ previous_response_id: 'resp_before', store: true })).ended).flatMap(({ response }) => response ?? []);
    expect(responses).toEqual([{ ...providerResponse(), id: OUR_ID, previous_response_id: 'resp_before', store: true }]);
    expect(straight.pushed + straight.ended).not.toContain('resp_0123456789abcdef');
  });

  test('cut at any byte, it is the same', () => {
    const bytes = Buffer.from(stream);
    const differing = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1).filter((at) => {
      const { pushed, ended, translator } = relay(cutAt(bytes, [at]));
      return pushed !== straight.pushed || ended !== straight.ended || translator.outputTokensForwarded !== straight.translator.outputTokensForwarded;
    });
    expect(differing).toEqual([]);
  });

  test('with CRLF, comments and blanks in its JSON, it is the same', () => {
    const crlf = stream.replaceAll('\n', '\r\n');
    expect(relay(crlf)).toMatchObject({ pushed: straight.pushed, ended: straight.ended });
    expect(relay(`: hello\n\n${stream}`).translator).toMatchObject({ isComplete: true, usage: TOKENS });
    const spaced = stream.replaceAll('"type":"response.completed"', '"type": "response.completed"');
    expect(relay(spaced).translator).toMatchObject({ isComplete: true, usage: TOKENS });
  });

  test('cut short, it is never complete, and has no end', () => {
    const bytes = Buffer.from(stream);
    const last = stream.lastIndexOf('event: ');
    for (let end = 0; end < Buffer.byteLength(stream.slice(0, last)) + 40; end += 3) {
      const { translator, ended } = relay([bytes.subarray(0, end)]);
      expect(translator.isComplete || ended !== '' || translator.usage !== null).toBe(false);
    }
  });

  test('the empty line behind the last event may be missing', () => {
    expect(relay(stream.trimEnd())).toMatchObject({ pushed: straight.pushed, ended: straight.ended });
  });

  test('nothing is sent before there is an answer, so that another provider can take over', () => {
    const opening = stream.slice(0, stream.indexOf('event: response.output_item.added'));
    const failed = `event: response.failed\ndata: ${JSON.stringify({ type: 'response.failed', sequence_number: 2, response: providerResponse({ status: 'failed', error: { code: 'server_error', message: 'no' } }) })}\n\n`;
    expect(relay(opening + failed)).toMatchObject({ pushed: '', ended: '', translator: { error: { code: 'provider_error' } } });
  });

  test.each([
    [
      'a failed response',
      'response.failed',
      { response: providerResponse({ status: 'failed', error: { code: 'server_error', message: 'sk-proj-0123456789abcdef broke' } }) },
    ],
    ['an error', 'error', { code: 'server_error', message: 'sk-proj-0123456789abcdef broke', param: null }],
    ['a nested error', 'error', { error: { type: 'server_error', code: 'server_error', message: 'sk-proj-0123456789abcdef broke' } }],
  ])('%s ends it as an error', (_name, type, fields) => {
    const half = stream.slice(0, stream.indexOf('event: response.output_text.done'));
    const { translator, ended } = relay(`${half}event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 11, ...fields })}\n\n`);
    expect(translator).toMatchObject({ isComplete: false, error: { code: 'provider_error', detail: 'server_error [removed] broke' } });
    expect(ended).toBe('');
  });

  test('a bare error body ends it too', () => {
    expect(relay('{\n  "error": {\n    "message": "boom", "code": "x"\n  }\n}\n').translator).toMatchObject({ isComplete: false, error: { detail: 'x boom' } });
  });

  test('a stream that broke is told on in its own numbers', () => {
    const translator = native.streamTranslator(asking());
    const half = stream.slice(0, stream.indexOf('event: response.output_text.done'));
    const pushed = translator.push(Buffer.from(half)).toString();
    const frames = eventsOf(translator.fail(new ModelHubError('provider_error', { message: 'It broke.' })).toString());
    const before = eventsOf(pushed).length;
    expect(frames).toMatchObject([
      { type: 'error', sequence_number: before, message: 'It broke.' },
      {
        type: 'response.failed',
        sequence_number: before + 1,
        response: { id: OUR_ID, status: 'failed', error: { code: 'server_error', message: 'It broke.' } },
      },
    ]);
  });

  test.each([
    [{ reason: 'max_output_tokens' }, 'length'],
    [{ reason: 'content_filter' }, 'content_filter'],
  ])('an incomplete one is whole: %j', (details, finishReason) => {
    const { translator, ended } = relay(providerStream(providerResponse({ status: 'incomplete', incomplete_details: details })));
    expect(translator).toMatchObject({ isComplete: true, usage: TOKENS, finishReason });
    expect(ended).toContain('event: response.incomplete\n');
  });

  test('an explicit zero is zero, and no usage is none', () => {
    const zero = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    expect(relay(providerStream(providerResponse({ usage: zero }))).translator.usage).toEqual(ZERO_USAGE);
    expect(relay(providerStream(providerResponse({ usage: null }))).translator.usage).toBeNull();
  });

  test('what a client that leaves pays for is what it got', () => {
    expect(straight.translator.outputTokensForwarded).toBeGreaterThan(10);
    const texts = eventsOf(stream).flatMap(({ delta }) => (typeof delta === 'string' ? [Buffer.byteLength(delta)] : []));
    expect(straight.translator.outputTokensForwarded).toBeLessThanOrEqual(Math.max(texts.length, Math.ceil(texts.reduce((sum, bytes) => sum + bytes, 0) / 4)));
  });

  test('an event without an end is an error, not a full memory', () => {
    const translator = native.streamTranslator(asking());
    const chunk = Buffer.alloc(8 * 1024 * 1024, 'data: x');
    for (let sent = 0; sent < 9; sent += 1) translator.push(chunk);
    expect(translator.error).toMatchObject({ code: 'provider_error' });
  });
});

describe('a whole response', () => {
  const read = (response: unknown, request: Fields = {}) => native.fromResponse(Buffer.from(JSON.stringify(response)), asking(request));

  test('says what it cost, under our id', () => {
    const answer = read(providerResponse(), { store: false });
    expect(answer).toMatchObject({ usage: TOKENS, outputTokensForwarded: 0, finishReason: 'tool_calls', serviceTier: 'default' });
    expect(JSON.parse(answer.body.toString())).toEqual({ ...providerResponse(), id: OUR_ID });
  });

  test('searches on the web are counted, what was opened is not', () => {
    const output = ['search', 'search', 'open_page', 'find'].map((type) => ({ type: 'web_search_call', id: 'ws', status: 'completed', action: { type } }));
    expect(read(providerResponse({ output })).usage).toMatchObject({ units: 2 });
  });

  test('without usage what was written is estimated', () => {
    expect(read(providerResponse({ usage: null }))).toMatchObject({ usage: null, outputTokensForwarded: 22 });
  });

  test('that failed is an error', () => {
    const failed = providerResponse({ status: 'failed', error: { code: 'rate_limit_exceeded', message: 'slow down' } });
    expect(() => read(failed)).toThrow(expect.objectContaining({ code: 'rate_limit_exceeded' }));
  });

  test.each(['', 'null', '5', '[]', '{}', '{"output":5}', '<html>502</html>', '{"error":{"message":"no"}}'])('that is %j is a provider error', (body) => {
    expect(() => native.fromResponse(Buffer.from(body), asking())).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});

describe('a request to the Responses API', () => {
  const send = (text: string, to = endpoint): string => {
    const connection = { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-upstream-0123456789' };
    const { body } = native.toUpstreamRequest({ request: JSON.parse(text) as Fields, body: Buffer.from(text), endpoint: to, connection, headers: {} });
    return Buffer.isBuffer(body) ? body.toString() : 'a form';
  };

  test("is the client's, byte for byte, but for the model and that nothing is kept", () => {
    expect(send('{ "model" : "openai/gpt-5","input":"Hi","n":12345678901234567890}')).toBe(
      '{"store":false, "model" : "gpt-5","input":"Hi","n":12345678901234567890}',
    );
    expect(send('{"model":"gpt-5","input":"Hi"}')).toBe('{"store":false,"model":"gpt-5","input":"Hi"}');
  });

  test.each([
    '"store":true',
    '"background":true',
    '"previous_response_id":"resp_1"',
    '"models":["a"]',
    '"provider":{"order":["openai"]}',
    '"st\\u006fre":true',
    '"model":"gpt-5-pro"',
  ])('is written anew where the client says %s', (member) => {
    const sent = send(`{${member},"model":"openai/gpt-5","input":"Hi","seed":12345678901234567890}`);
    expect(JSON.parse(sent)).toEqual({ model: 'gpt-5', input: 'Hi', seed: 12_345_678_901_234_567_000, store: false });
    expect(sent).toContain('12345678901234567890');
    expect(sent.match(/"model"/g)).toHaveLength(1);
  });

  test.each([
    [
      {
        tools: [
          { type: 'function', name: 'f' },
          { type: 'file_search', vector_store_ids: ['vs_1'] },
        ],
      },
      'tools[1].type',
    ],
    [{ tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'image_generation' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'shell', environment: { type: 'container_auto' } }] }, 'tools[0].type'],
    [{ tools: [{ type: 'web_search' }] }, 'tools[0].type'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] }] }, 'input[0].content[0].file_id'],
    [{ input: [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', file_id: 'file_1' }] }] }, 'input[0].output[0].file_id'],
    [{ input: [{ type: 'computer_call_output', call_id: 'c', output: { type: 'computer_screenshot', file_id: 'file_1' } }] }, 'input[0].output.file_id'],
    [{ service_tier: 'priority' }, 'service_tier'],
    [{ service_tier: 'ultrafast' }, 'service_tier'],
  ])('is refused where it reaches into an account that is shared, or costs more than it is charged: %j', (fields, param) => {
    const unpriced = { ...endpoint, prices: endpoint.prices.filter(({ serviceTier, unit }) => serviceTier === 'standard' && unit !== 'search') };
    expect(() => send(JSON.stringify({ model: 'gpt-5', input: 'Hi', ...fields }), unpriced)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param }),
    );
  });

  test("a customer's own account is not refused to it", () => {
    const text = '{"model":"gpt-5","input":"Hi","tools":[{"type":"file_search","vector_store_ids":["vs_1"]},{"type":"web_search"}]}';
    const connection = { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-own', isCustomers: true };
    const { body } = native.toUpstreamRequest({ request: JSON.parse(text) as Fields, body: Buffer.from(text), endpoint, connection, headers: {} });
    expect(body).toEqual(Buffer.from(text.replace('{', '{"store":false,')));
  });

  test('search on the web passes where it has a price', () => {
    const [price] = endpoint.prices;
    if (price === undefined) throw new Error('gpt-5 has no price');
    const priced = { ...endpoint, prices: [{ ...price, unit: 'search' as const }] };
    expect(send('{"model":"gpt-5","input":"Hi","tools":[{"type":"web_search"}]}', priced)).toContain('web_search');
  });
});
