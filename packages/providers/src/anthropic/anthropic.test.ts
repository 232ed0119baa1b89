import { describe, expect, test } from 'vitest';
import type { ReadContext } from '../types.ts';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { endpointOf } from '../testing/requests.ts';
import { AnthropicStreamReader } from './from-stream.ts';
import { anthropicConversation } from './index.ts';
import { AnthropicRelay } from './relay.ts';
import { traitsOf } from './model-traits.ts';
import { thinkingBlocks } from './reasoning.ts';
import { mergeUsage, usageFromAnthropic } from './usage.ts';

type Event = Readonly<{ type: string; [field: string]: unknown }>;

const START: Event = { type: 'message_start', message: { usage: { input_tokens: 25, cache_read_input_tokens: 7, output_tokens: 1 } } };
const STOP: Event = { type: 'message_stop' };
const text = (content: string): Event => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: content } });
const ended = (outputTokens: unknown, stopReason = 'end_turn'): Event => ({
  type: 'message_delta',
  delta: { stop_reason: stopReason },
  usage: { output_tokens: outputTokens },
});
const contextOf = (fields: Readonly<Record<string, unknown>> = {}): ReadContext => ({
  request: { model: 'my-model', messages: [], ...fields },
  endpoint: endpointOf('claude-opus-4-5'),
});

function playTo(events: readonly Event[], context = contextOf()): { readonly reader: AnthropicStreamReader; readonly answer: RecordedAnswer } {
  const answer = new RecordedAnswer();
  const reader = new AnthropicStreamReader(answer, context);
  for (const event of events) reader.push(Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
  reader.end();
  return { reader, answer };
}

const play = (...events: readonly Event[]): ReturnType<typeof playTo> => playTo(events);

function whole(message: object, context = contextOf()) {
  const answer = new RecordedAnswer();
  return { answer, facts: anthropicConversation.readWhole(Buffer.from(JSON.stringify(message)), answer, context) };
}

describe('usage of Anthropic', () => {
  test('cache reads and writes stand beside the input, and writes are told apart', () => {
    const usage = usageFromAnthropic({
      input_tokens: 10,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 70,
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 40 },
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
    });
    expect(usage).toMatchObject({ input: 10, cachedInput: 100, cacheWrite5m: 30, cacheWrite1h: 40, output: 50, reasoning: 20 });
    expect(usageFromAnthropic({ input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 9 })).toMatchObject({ cacheWrite5m: 9, cacheWrite1h: 0 });
  });

  test('zero is zero; what cannot be read is missing', () => {
    expect(usageFromAnthropic({ input_tokens: 0, output_tokens: 0 })).toMatchObject({ input: 0, output: 0 });
    for (const usage of [
      null,
      undefined,
      'x',
      [],
      {},
      { input_tokens: 5 },
      { output_tokens: 5 },
      { input_tokens: '5', output_tokens: 5 },
      { input_tokens: 5, output_tokens: -5 },
    ]) {
      expect(usageFromAnthropic(usage)).toBeNull();
    }
  });

  test('later totals replace earlier ones, and what they leave out stays', () => {
    const merged = mergeUsage({ input_tokens: 25, output_tokens: 1, cache_read_input_tokens: 7 }, { output_tokens: 15, cache_read_input_tokens: null });
    expect(merged).toEqual({ input_tokens: 25, output_tokens: 15, cache_read_input_tokens: 7 });
    expect(play(START, text('a'), ended(9), ended(15), STOP).reader.usage).toMatchObject({ input: 25, cachedInput: 7, output: 15 });
  });

  test('until the end the output is what was forwarded', () => {
    const { reader } = play(START, text('x'.repeat(400)));
    expect(reader).toMatchObject({ isUsageFinal: false, usage: { input: 25, cachedInput: 7, output: 100 } });
  });

  test('an end without usage names none', () => {
    const { reader } = play(START, text('a'), { type: 'message_delta', delta: { stop_reason: 'end_turn' } }, STOP);
    expect(reader).toMatchObject({ isComplete: true, isUsageFinal: false });
    expect(play({ type: 'message_start', message: {} }, text('a'), ended('15'), STOP).reader.usage).toBeNull();
  });
});

describe('stream of Anthropic', () => {
  test.each([
    ['an end that has no beginning', [STOP]],
    ['arguments without a call', [START, { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{"a"' } }]],
    ['an error', [START, { type: 'error', error: { type: 'api_error', message: 'boom' } }]],
  ] as const)('%s is an error', (_what, events) => {
    expect(play(...events).reader).toMatchObject({ isComplete: false, error: { code: 'provider_error' } });
  });

  test('overload in mid-stream is told as such', () => {
    expect(play(START, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }).reader.error).toMatchObject({ code: 'overloaded' });
  });

  test('a block that was not closed is closed with the message', () => {
    const call = { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } } };
    expect(play(START, call, ended(5, 'tool_use'), STOP).answer.choices).toEqual([
      { blocks: [{ kind: 'toolCall', position: 0, id: 'toolu_1', name: 'f', arguments: '{"a":1}' }], finishReason: 'tool_calls', stopSequence: null },
    ]);
  });

  test('what a block is founded on comes with its place, streamed and whole', () => {
    const source = { type: 'web_search_result_location', url: 'https://a.example', title: 'A', cited_text: 'said' };
    const cited = { kind: 'citation', url: 'https://a.example', title: 'A', startIndex: 4, endIndex: 8, citedText: 'said' };
    const streamed = play(
      START,
      text('See '),
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'citations_delta', citation: source } },
      text('here'),
      ended(5),
      STOP,
    );
    const content = [
      { type: 'text', text: 'See ' },
      { type: 'text', text: 'here', citations: [source] },
    ];
    for (const { answer } of [streamed, whole({ content, stop_reason: 'end_turn' })]) {
      expect(answer.choices[0]?.blocks).toEqual([{ kind: 'text', text: 'See here' }, cited]);
    }
  });

  test('text is shown where the structured answer does not come', () => {
    const context = contextOf({ response_format: { type: 'json_object' } });
    const { answer } = playTo([START, text('I cannot'), ended(5, 'refusal'), STOP], context);
    expect(answer.choices).toEqual([{ blocks: [{ kind: 'text', text: 'I cannot' }], finishReason: 'content_filter', stopSequence: null }]);
  });

  test('a structured answer that was cut short says so', () => {
    const message = {
      content: [{ type: 'tool_use', id: 't', name: 'answer_as_json', input: { a: 1 } }],
      stop_reason: 'max_tokens',
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    expect(whole(message, contextOf({ response_format: { type: 'json_object' } })).facts.finishReason).toBe('length');
  });

  test('odd blocks in a whole answer are passed over', () => {
    const message = {
      content: [null, 5, 'x', {}, { type: 'text', text: 'a' }, { type: 'text', text: 7 }, { type: 'server_tool_use' }],
      stop_reason: 'pause_turn',
    };
    const { answer, facts } = whole(message);
    expect(answer.choices[0]?.blocks).toEqual([{ kind: 'text', text: 'a' }]);
    expect(facts).toEqual({ usage: null, finishReason: 'stop', serviceTier: null });
  });
});

describe('reasoning that comes back', () => {
  test('what Claude did not sign is left out', () => {
    expect(thinkingBlocks([{ type: 'reasoning.text', text: 'x' }, null, 5, { type: 'reasoning.encrypted', data: 'y', format: 'openai-responses-v1' }])).toEqual(
      [],
    );
    expect(thinkingBlocks('x')).toEqual([]);
  });
});

test.each([
  ['claude-3-5-sonnet-20241022', 'budget', 'off', false],
  ['claude-opus-4-0', 'budget', 'off', false],
  ['claude-sonnet-4-20250514', 'budget', 'off', false],
  ['claude-opus-4-1-20250805', 'budget', 'off', false],
  ['claude-haiku-4-5-20251001', 'budget', 'off', true],
  ['claude-sonnet-4-6', 'adaptive', 'off', true],
  ['claude-opus-4-8', 'adaptive', 'off', true],
  ['claude-fable-5', 'adaptive', 'always', true],
  ['claude-sonnet-5', 'adaptive', 'on', true],
  ['claude-of-next-year', 'adaptive', 'on', true],
])('%s thinks by %s', (model, thinking, thinkingDefault, nativeSchema) => {
  expect(traitsOf(model)).toMatchObject({ thinking, thinkingDefault, nativeSchema });
});

test.each(['\n', '\n\n\n'])('a stray line feed does not hang the relay: %j', (feeds) => {
  const relay = new AnthropicRelay();
  const events = [START, text('a'), ended(5), STOP].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  for (const event of events) relay.push(Buffer.from(event + feeds));
  expect(relay).toMatchObject({ isComplete: true, error: null, usage: { output: 5 } });
});
