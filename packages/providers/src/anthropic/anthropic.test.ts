import { describe, expect, test } from 'vitest';
import { capturesOf, contextOf, foldStream, replay, type Replayed } from '../testing/captures.ts';
import { endpointOf, requestOf } from '../testing/requests.ts';
import { anthropic } from './index.ts';
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
const play = (...events: readonly Event[]): Replayed =>
  replay(
    anthropic,
    events.map((event) => Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)),
  );

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
    expect(play(START, text('a'), ended(9), ended(15), STOP).translator.usage).toMatchObject({ input: 25, cachedInput: 7, output: 15 });
  });

  test('until the end the output is what was forwarded', () => {
    const { translator } = play(START, text('x'.repeat(400)));
    expect(translator).toMatchObject({ isUsageFinal: false, usage: { input: 25, cachedInput: 7, output: 100 } });
  });

  test('an end without usage names none', () => {
    const { translator, ended: tail } = play(START, text('a'), { type: 'message_delta', delta: { stop_reason: 'end_turn' } }, STOP);
    expect(translator).toMatchObject({ isComplete: true, isUsageFinal: false });
    expect(tail).not.toContain('"usage"');
    expect(play({ type: 'message_start', message: {} }, text('a'), ended('15'), STOP).translator.usage).toBeNull();
  });
});

describe('stream of Anthropic', () => {
  test.each([
    ['an end that has no beginning', [STOP]],
    ['arguments without a call', [START, { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{"a"' } }]],
    ['an error', [START, { type: 'error', error: { type: 'api_error', message: 'boom' } }]],
  ] as const)('%s is an error', (_what, events) => {
    expect(play(...events).translator).toMatchObject({ isComplete: false, error: { code: 'provider_error' } });
  });

  test('overload in mid-stream is told as such', () => {
    expect(play(START, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }).translator.error).toMatchObject({ code: 'overloaded' });
  });

  test('a block that was not closed is closed with the message', () => {
    const call = { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } } };
    const { pushed, ended: tail } = play(START, call, ended(5, 'tool_use'), STOP);
    expect(foldStream(pushed + tail).choices).toEqual([
      {
        message: { content: '', tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
        finish_reason: 'tool_calls',
      },
    ]);
  });

  test('text is shown where the structured answer does not come', () => {
    const request = { response_format: { type: 'json_object' } };
    const events = [START, text('I cannot'), ended(5, 'refusal'), STOP].map((event) => Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
    const { pushed, ended: tail } = replay(anthropic, events, contextOf({ request }));
    expect(foldStream(pushed + tail).choices).toEqual([{ message: { content: 'I cannot' }, finish_reason: 'content_filter' }]);
  });

  test('a structured answer that was cut short says so', () => {
    const context = contextOf({ request: { response_format: { type: 'json_object' } } });
    const whole = {
      content: [{ type: 'tool_use', id: 't', name: 'answer_as_json', input: { a: 1 } }],
      stop_reason: 'max_tokens',
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    expect(anthropic.fromResponse(Buffer.from(JSON.stringify(whole)), context).finishReason).toBe('length');
  });

  test('odd blocks in a whole answer are passed over', () => {
    const whole = {
      content: [null, 5, 'x', {}, { type: 'text', text: 'a' }, { type: 'text', text: 7 }, { type: 'server_tool_use' }],
      stop_reason: 'pause_turn',
    };
    const { body, usage, finishReason } = anthropic.fromResponse(Buffer.from(JSON.stringify(whole)), contextOf());
    expect(JSON.parse(body.toString('utf8'))).toMatchObject({ choices: [{ message: { content: 'a' } }] });
    expect({ usage, finishReason }).toEqual({ usage: null, finishReason: 'stop' });
  });
});

describe('reasoning in a tool loop of three turns', () => {
  const capture = capturesOf('anthropic').find(({ name }) => name === 'thinking-parallel-tools');
  const redacted = capturesOf('anthropic').find(({ name }) => name === 'redacted-thinking');
  if (capture === undefined || redacted === undefined) throw new Error('a capture is gone');

  type Message = Readonly<Record<string, unknown>>;
  const answersOf = (from: typeof capture): Record<string, Message> => {
    const { pushed, ended: tail } = replay(anthropic, [from.stream], contextOf(from.golden));
    const whole = JSON.parse(anthropic.fromResponse(from.whole, contextOf(from.golden)).body.toString('utf8')) as { choices: { message: Message }[] };
    const joined = foldStream(pushed + tail).choices[0]?.message as unknown as Message;
    // A client that lines the parts of a stream up instead of joining them.
    const parts = pushed
      .split('\n\n')
      .flatMap((event) =>
        event === ''
          ? []
          : ((JSON.parse(event.slice(6)) as { choices: { delta: { reasoning_details?: unknown[] } }[] }).choices[0]?.delta.reasoning_details ?? []),
      );
    return { whole: whole.choices[0]?.message as Message, joined, parts: { ...joined, reasoning_details: parts } };
  };

  test.each(['whole', 'joined', 'parts'])('blocks come back as they were signed: %s', (form) => {
    const first = answersOf(capture)[form] as Message;
    const third = answersOf(redacted)[form] as Message;
    const results = ((first['tool_calls'] ?? []) as { id: string }[]).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' }));
    const messages = [
      { role: 'user', content: 'Go' },
      { role: 'assistant', ...first },
      ...results,
      { role: 'assistant', ...third },
      { role: 'user', content: 'Next' },
    ];
    const sent = JSON.parse(requestOf(anthropic, { messages, reasoning_effort: 'low' }, endpointOf('claude-opus-4-5')).body.toString('utf8')) as {
      messages: { role: string; content: unknown[] }[];
    };
    const original = (from: typeof capture): unknown[] => (JSON.parse(from.whole.toString('utf8')) as { content: unknown[] }).content;
    expect(sent.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(sent.messages[1]?.content).toEqual(original(capture));
    expect(sent.messages[3]?.content).toEqual(original(redacted));
  });

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
