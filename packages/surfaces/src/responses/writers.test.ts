import { validateStreamEvent } from '@modelhub/api-schemas/validate';
import { ModelHubError } from '@modelhub/core/errors';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import type { AnswerSink, FinishReason } from '@modelhub/providers/answer';
import type { AnswerContext } from '@modelhub/providers/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openReasoning } from '../reasoning-envelope.ts';
import { ResponsesStreamWriter } from './stream-writer.ts';
import { foldEvents, type FoldedStream } from './testing/fold-events.ts';
import { ResponsesWholeWriter } from './whole-writer.ts';

const USAGE = { ...ZERO_USAGE, input: 7, cachedInput: 3, cacheWrite5m: 2, output: 9, reasoning: 4 };
const FACTS = { usage: USAGE, serviceTier: 'default' };
const DIGITS = '0193f0a2b1c47d3e8f9a0b1c2d3e4f50';

function contextOf(request: object = {}): AnswerContext {
  const plain = { model: 'my-model', input: 'Hi', stream: true, stream_options: { include_obfuscation: false } };
  return { model: 'my-model', generationId: `gen_${DIGITS}`, createdAtSeconds: 1_763_942_400, promptTokensEstimate: 40, request: { ...plain, ...request } };
}

type Told = (sink: AnswerSink) => void;

/** `pieces` are told one by one, with what was written taken in between. */
function streamed(pieces: readonly Told[], context = contextOf()): FoldedStream & { readonly text: string } {
  const writer = new ResponsesStreamWriter(context);
  writer.begin();
  let text = writer.take().toString();
  for (const tell of pieces) {
    tell(writer);
    text += writer.take().toString();
  }
  text += writer.end(FACTS).toString();
  return { text, ...foldEvents(text) };
}

function whole(pieces: readonly Told[], context = contextOf()): Record<string, unknown> {
  const writer = new ResponsesWholeWriter(context);
  writer.begin();
  for (const tell of pieces) tell(writer);
  return JSON.parse(writer.body(FACTS).toString()) as Record<string, unknown>;
}

const withoutTime = ({ completed_at: _at, ...response }: Readonly<Record<string, unknown>>): object => response;

describe('the events of a streamed response', () => {
  test('of reasoning, text and two calls, field by field', () => {
    const { events } = streamed([
      (sink) => sink.reasoning('Hm'),
      (sink) => sink.signature('c2ln', { format: 'anthropic-claude-v1' }),
      (sink) => sink.text('Let me '),
      (sink) => sink.text('look.'),
      (sink) => sink.toolCall(0, { id: 'call_a', name: 'f' }),
      (sink) => sink.toolArguments(0, '{"a":'),
      (sink) => sink.toolCall(1, { id: 'call_b', name: 'g' }),
      (sink) => sink.toolArguments(0, '1}'),
      (sink) => sink.finish('tool_calls'),
    ]);
    const reasoning = { id: `rs_${DIGITS}00`, type: 'reasoning' };
    const message = { id: `msg_${DIGITS}01`, type: 'message', role: 'assistant' };
    const calls = [
      { id: `fc_${DIGITS}02`, type: 'function_call', call_id: 'call_a', name: 'f' },
      { id: `fc_${DIGITS}03`, type: 'function_call', call_id: 'call_b', name: 'g' },
    ] as const;
    const thought = { item_id: reasoning.id, output_index: 0, summary_index: 0 };
    const part = { item_id: message.id, output_index: 1, content_index: 0 };
    const text = { type: 'output_text', text: 'Let me look.', annotations: [], logprobs: [] };
    const summary = { type: 'summary_text', text: 'Hm' };
    const output = [
      { ...reasoning, status: 'completed', summary: [summary], encrypted_content: 'mh1.s.anthropic-claude-v1..c2ln' },
      { ...message, status: 'completed', content: [text] },
      { ...calls[0], status: 'completed', arguments: '{"a":1}' },
      { ...calls[1], status: 'completed', arguments: '{}' },
    ];
    const response = {
      id: `resp_${DIGITS}`,
      object: 'response',
      created_at: 1_763_942_400,
      status: 'in_progress',
      background: false,
      completed_at: null,
      error: null,
      incomplete_details: null,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      metadata: {},
      model: 'my-model',
      output: [],
      parallel_tool_calls: true,
      previous_response_id: null,
      prompt_cache_key: null,
      reasoning: { effort: null, summary: null },
      safety_identifier: null,
      service_tier: 'default',
      store: true,
      temperature: null,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      top_logprobs: 0,
      top_p: null,
      truncation: 'disabled',
      usage: null,
    };
    const usage = {
      input_tokens: 12,
      input_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 21,
    };
    const expected = [
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
      { type: 'response.output_item.added', output_index: 0, item: { ...reasoning, status: 'in_progress', summary: [], encrypted_content: null } },
      { type: 'response.reasoning_summary_part.added', ...thought, part: { ...summary, text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...thought, delta: 'Hm' },
      { type: 'response.reasoning_summary_text.done', ...thought, text: 'Hm' },
      { type: 'response.reasoning_summary_part.done', ...thought, part: summary },
      { type: 'response.output_item.done', output_index: 0, item: output[0] },
      { type: 'response.output_item.added', output_index: 1, item: { ...message, status: 'in_progress', content: [] } },
      { type: 'response.content_part.added', ...part, part: { ...text, text: '' } },
      { type: 'response.output_text.delta', ...part, delta: 'Let me ', logprobs: [] },
      { type: 'response.output_text.delta', ...part, delta: 'look.', logprobs: [] },
      { type: 'response.output_text.done', ...part, text: text.text, logprobs: [] },
      { type: 'response.content_part.done', ...part, part: text },
      { type: 'response.output_item.done', output_index: 1, item: output[1] },
      { type: 'response.output_item.added', output_index: 2, item: { ...calls[0], status: 'in_progress', arguments: '' } },
      { type: 'response.function_call_arguments.delta', item_id: calls[0].id, output_index: 2, delta: '{"a":' },
      { type: 'response.output_item.added', output_index: 3, item: { ...calls[1], status: 'in_progress', arguments: '' } },
      { type: 'response.function_call_arguments.delta', item_id: calls[0].id, output_index: 2, delta: '1}' },
      { type: 'response.function_call_arguments.done', item_id: calls[0].id, output_index: 2, name: 'f', arguments: '{"a":1}' },
      { type: 'response.output_item.done', output_index: 2, item: output[2] },
      { type: 'response.function_call_arguments.delta', item_id: calls[1].id, output_index: 3, delta: '{}' },
      { type: 'response.function_call_arguments.done', item_id: calls[1].id, output_index: 3, name: 'g', arguments: '{}' },
      { type: 'response.output_item.done', output_index: 3, item: output[3] },
      { type: 'response.completed', response: { ...response, status: 'completed', completed_at: expect.any(Number) as number, output, usage } },
    ];
    expect(events).toEqual(expected.map((event, index) => ({ ...event, sequence_number: index })));
  });

  test('a custom tool gets its text, piece by piece', () => {
    const context = contextOf({ tools: [{ type: 'custom', name: 'sql' }] });
    const { events, output } = streamed(
      [
        (sink) => sink.toolCall(0, { id: 'c', name: 'sql' }),
        (sink) => sink.toolArguments(0, '{"input":"SELECT'),
        (sink) => sink.toolArguments(0, String.raw` \"1\""}`),
        (sink) => sink.finish('tool_calls'),
      ],
      context,
    );
    expect(events.filter(({ type }) => type.startsWith('response.custom')).map(({ type, delta, input }) => [type, delta ?? input])).toEqual([
      ['response.custom_tool_call_input.delta', 'SELECT'],
      ['response.custom_tool_call_input.delta', ' "1"'],
      ['response.custom_tool_call_input.done', 'SELECT "1"'],
    ]);
    expect(output).toMatchObject([{ type: 'custom_tool_call', call_id: 'c', name: 'sql', input: 'SELECT "1"', status: 'completed' }]);
  });

  test('probabilities go out with their text, and only to those who asked', () => {
    const entry = { token: 'a', logprob: -0.1, bytes: [97], top_logprobs: [] };
    const told: Told[] = [
      (sink) => {
        sink.text('a');
        sink.logprobs('content', [entry]);
      },
      (sink) => sink.finish('stop'),
    ];
    const deltasOf = ({ events }: FoldedStream) => events.filter(({ type }) => type === 'response.output_text.delta').map(({ logprobs }) => logprobs);
    expect(deltasOf(streamed(told, contextOf({ include: ['message.output_text.logprobs'] })))).toEqual([[entry]]);
    expect(deltasOf(streamed(told, contextOf({ top_logprobs: 1 })))).toEqual([[entry]]);
    expect(deltasOf(streamed(told))).toEqual([[]]);
  });

  test.each([
    ['length', 'incomplete', { reason: 'max_output_tokens' }],
    ['content_filter', 'incomplete', { reason: 'content_filter' }],
    ['stop', 'completed', null],
  ] as const)('an answer that ended with %s', (reason, status, details) => {
    const { events, response, output } = streamed([(sink) => sink.text('x'), (sink) => sink.finish(reason)]);
    expect(events.at(-1)?.type).toBe(`response.${status}`);
    expect(response).toMatchObject({ status, incomplete_details: details });
    expect(output).toMatchObject([{ status }]);
  });

  test.each([
    ['standard', 'default'],
    ['priority', 'priority'],
    [null, 'default'],
  ])('the tier %s is shown as %s', (serviceTier, shown) => {
    const writer = new ResponsesWholeWriter(contextOf());
    expect(JSON.parse(writer.body({ usage: USAGE, serviceTier }).toString())).toMatchObject({ service_tier: shown });
  });

  test('a stream that broke says so, twice, and shows what came', () => {
    const writer = new ResponsesStreamWriter(contextOf());
    writer.begin();
    writer.text('Half');
    const { events, response } = foldEvents(writer.fail(new ModelHubError('provider_error', { message: 'It broke.' })).toString());
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', code: 'provider_error', message: 'It broke.', param: null, error: { type: 'server_error' } },
      { type: 'response.failed' },
    ]);
    expect(response).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: 'It broke.' },
      output: [{ status: 'incomplete', content: [{ text: 'Half' }] }],
    });
    expect(events.some(({ type }) => type === 'response.completed')).toBe(false);
  });

  test('the rarer events, and a request with everything, are what OpenAI describes', () => {
    const request = {
      instructions: 'Be short.',
      tools: [
        { type: 'function', name: 'f' },
        { type: 'custom', name: 'sql', description: 'SQL' },
      ],
      tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'f' }] },
      text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' }, strict: true }, verbosity: 'low' },
      reasoning: { effort: 'low', summary: 'auto' },
      metadata: { a: 'b' },
      include: ['message.output_text.logprobs'],
      background: true,
      previous_response_id: 'resp_1',
      user: 'somebody',
      service_tier: 'flex',
      stream_options: null,
    };
    const writer = new ResponsesStreamWriter(contextOf(request));
    writer.begin();
    writer.encryptedReasoning('x', { format: 'google-gemini-v1', id: 'y' });
    writer.text('Look: ');
    writer.logprobs('content', [{ token: 'Look', logprob: -1, bytes: [76], top_logprobs: [] }]);
    writer.citation({ url: 'https://example.com', title: null, startIndex: 0, endIndex: 4, citedText: 'cited' });
    writer.citation({ url: null, title: 'report.pdf', startIndex: null, endIndex: null, citedText: null });
    writer.refusal('No.');
    writer.image({ mediaType: 'image/png', base64: 'AA==' });
    writer.toolCall(0, { id: 'c', name: 'sql' });
    writer.toolArguments(0, '{"input":"SELECT 1"}');
    const { events } = foldEvents(writer.fail(new ModelHubError('rate_limit_exceeded', { message: 'Slow down.' })).toString());
    for (const event of events) expect([event.type, validateStreamEvent('responses', event)]).toEqual([event.type, []]);
    expect(new Set(events.map(({ type }) => type)).size).toBe(18);
  });

  test('pieces of about the same length make events of the same length', () => {
    const { events } = streamed(
      ['a', 'bcd', 'efghijklmno', 'p'.repeat(17)].map((text) => (sink) => sink.text(text)),
      contextOf({ stream_options: null }),
    );
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.map(({ delta, obfuscation }) => (delta as string).length + (obfuscation as string).length)).toEqual([16, 16, 16, 32]);
  });
});

describe('whatever a model says', () => {
  const said = fc.string({ minLength: 1, maxLength: 8 });
  const place = fc.nat({ max: 3 });
  const formats = fc.constantFrom('anthropic-claude-v1' as const, 'google-gemini-v1' as const, 'openai-responses-v1' as const);
  type Step = { readonly tell: Told; readonly call?: number };
  const call = (position: number): Step => ({
    call: position,
    tell: (sink) => sink.toolCall(position, { id: `c${position}`, name: position === 3 ? 'sql' : 'f' }),
  });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: said.map((text): Step => ({ tell: (sink) => sink.text(text) })) },
    { weight: 2, arbitrary: said.map((text): Step => ({ tell: (sink) => sink.refusal(text) })) },
    { weight: 3, arbitrary: said.map((text): Step => ({ tell: (sink) => sink.reasoning(text) })) },
    fc.tuple(said, formats).map(([text, format]): Step => ({ tell: (sink) => sink.signature(text, { format }) })),
    fc.tuple(said, formats).map(([text, format]): Step => ({ tell: (sink) => sink.encryptedReasoning(text, { format, id: 'x' }) })),
    { weight: 2, arbitrary: place.map(call) },
    { weight: 4, arbitrary: fc.tuple(place, said).map(([position, text]): Step => ({ tell: (sink) => sink.toolArguments(position, text) })) },
    said.map((url): Step => ({ tell: (sink) => sink.citation({ url, title: null, startIndex: null, endIndex: null, citedText: null }) })),
    said.map((token): Step => ({ tell: (sink) => sink.logprobs('content', [{ token }]) })),
    fc.constant<Step>({ tell: (sink) => sink.image({ mediaType: 'image/png', base64: 'AA==' }) }),
    fc.constant<Step>({
      tell(sink) {
        sink.choice(1);
        sink.text('another choice');
        sink.choice(0);
      },
    }),
  );
  const reasons = fc.constantFrom<FinishReason>('stop', 'length', 'tool_calls', 'content_filter');

  test('a streamed and a whole answer are the same response, and its pieces make it up', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), reasons, fc.boolean(), (steps, reason, hasLogprobs) => {
        const context = contextOf({ tools: [{ type: 'custom', name: 'sql' }], ...(hasLogprobs ? { top_logprobs: 1 } : {}) });
        const told = [...steps.map(({ tell }) => tell), (sink: AnswerSink) => sink.finish(reason)];
        const stream = streamed(told, context);
        expect(withoutTime(stream.response)).toEqual(withoutTime(whole(told, context)));
        expect(stream.output).toEqual(stream.response['output']);
      }),
      { seed: 3, numRuns: 600 },
    );
  });

  test('the arguments of calls whose pieces alternate come out byte for byte', () => {
    const pieces = fc.array(fc.tuple(fc.nat({ max: 2 }), said), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, (list) => {
        const calls: Told[] = [0, 1, 2].map((position) => call(position).tell);
        const told: Told[] = list.map(
          ([position, text]) =>
            (sink) =>
              sink.toolArguments(position, text),
        );
        const { output } = streamed([...calls, ...told, (sink) => sink.finish('tool_calls')]);
        const written = [0, 1, 2].map((position) => list.flatMap(([at, text]) => (at === position ? [text] : [])).join(''));
        expect(output.map(({ arguments: text }) => text)).toEqual(written.map((text) => (text === '' ? '{}' : text)));
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('a signature stays with the call that it belongs to', () => {
    const { output } = streamed([
      (sink) => sink.signature('s', { format: 'google-gemini-v1', toolCallId: 'c0' }),
      call(0).tell,
      (sink) => sink.finish('tool_calls'),
    ]);
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'function_call']);
    expect(openReasoning(String(output[0]?.['encrypted_content']))).toEqual({ kind: 'signature', format: 'google-gemini-v1', data: 's', about: 'c0' });
  });
});
