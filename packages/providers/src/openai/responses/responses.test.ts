import { describe, expect, test } from 'vitest';
import { providerResponse, providerStream } from '../../testing/responses-stream.ts';
import { RecordedAnswer } from '../../testing/recorded-answer.ts';
import { readResponse } from './from-response.ts';
import { ResponseStreamReader } from './from-stream.ts';

type Fields = Readonly<Record<string, unknown>>;

function read(stream: string): { readonly reader: ResponseStreamReader; readonly answer: RecordedAnswer } {
  const answer = new RecordedAnswer();
  const reader = new ResponseStreamReader(answer, 'OpenAI');
  reader.push(Buffer.from(stream));
  reader.end();
  return { reader, answer };
}

function whole(response: Fields) {
  const answer = new RecordedAnswer();
  return { answer, facts: readResponse(Buffer.from(JSON.stringify(response)), answer, 'OpenAI') };
}

const event = (type: string, fields: Fields): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const CREATED = event('response.created', { response: { status: 'in_progress' } });
const COMPLETED = event('response.completed', { response: { status: 'completed', output: [] } });
const added = (index: number, item: Fields): string => event('response.output_item.added', { output_index: index, item });
const done = (index: number, item: Fields): string => event('response.output_item.done', { output_index: index, item });

test('a streamed response is told as a whole one is', () => {
  const { reader, answer } = read(providerStream());
  const { answer: told, facts } = whole(providerResponse());
  expect(answer).toEqual(told);
  expect(reader).toMatchObject({ ...facts, isComplete: true, isUsageFinal: true, error: null });
  expect(told.choices[0]?.blocks.map(({ kind }) => kind)).toEqual(['reasoning', 'encryptedReasoning', 'text', 'toolCall']);
  expect(facts).toMatchObject({
    finishReason: 'tool_calls',
    serviceTier: 'default',
    usage: { input: 50, cachedInput: 40, cacheWrite5m: 10, output: 60, reasoning: 25 },
  });
});

describe('events of a response', () => {
  test('calls may come in pieces that alternate', () => {
    const call = (n: number): Fields => ({ id: `fc_${n}`, type: 'function_call', call_id: `call_${n}`, name: `f${n}`, arguments: '' });
    const piece = (index: number, delta: string): string => event('response.function_call_arguments.delta', { output_index: index, delta });
    const pieces = [piece(0, '{"a"'), piece(1, '{"b"'), piece(0, ':1}'), piece(1, ':2}')].join('');
    const { answer, reader } = read(CREATED + added(0, call(0)) + added(1, call(1)) + pieces + done(0, { ...call(0), arguments: '{"a":1}' }) + COMPLETED);
    expect(answer.choices[0]?.blocks).toMatchObject([
      { id: 'call_0', arguments: '{"a":1}' },
      { id: 'call_1', arguments: '{"b":2}' },
    ]);
    expect(reader.isComplete).toBe(true);
  });

  test('an item without pieces is told when it is done', () => {
    const message = { id: 'msg_1', type: 'message', content: [{ type: 'output_text', text: 'All at once.', annotations: [], logprobs: [] }] };
    const { answer } = read(CREATED + added(0, { ...message, content: [] }) + done(0, message) + COMPLETED);
    expect(answer.choices[0]?.blocks).toEqual([{ kind: 'text', text: 'All at once.' }]);
  });

  test('open reasoning is shown, and what only OpenAI can read stays with it', () => {
    const item = { id: 'rs_1', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }], encrypted_content: 'g' };
    const streamed =
      CREATED + added(0, { ...item, content: [] }) + event('response.reasoning_text.delta', { output_index: 0, delta: 'Hm.' }) + done(0, item) + COMPLETED;
    expect(read(streamed).answer).toEqual(whole({ status: 'completed', output: [item] }).answer);
  });

  test.each([
    ['a failure', CREATED + event('response.failed', { response: { status: 'failed', error: { code: 'server_error', message: 'boom' } } }), 'provider_error'],
    ['an error', CREATED + event('error', { code: 'rate_limit_exceeded', message: 'slow down' }), 'rate_limit_exceeded'],
    ['an end without a beginning', COMPLETED, 'provider_error'],
    ['text of no item', CREATED + event('response.output_text.delta', { output_index: 0, delta: 'a' }) + COMPLETED, 'provider_error'],
    ['an item that ends twice', CREATED + added(0, { type: 'message' }) + done(0, { type: 'message' }) + done(0, { type: 'message' }), 'provider_error'],
  ])('%s ends it', (_what, stream, code) => {
    expect(read(stream).reader).toMatchObject({ isComplete: false, error: { code } });
  });
});

test.each([
  ['failed', 'rate_limit_exceeded'],
  ['in_progress', 'provider_error'],
])('a whole response that is %s is an error', (status, code) => {
  expect(() => whole(providerResponse({ status, error: { code: 'rate_limit_exceeded', message: 'x' } }))).toThrow(expect.objectContaining({ code }));
});
