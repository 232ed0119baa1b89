import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { readCohereMessage } from './from-response.ts';
import { CohereStreamReader } from './from-stream.ts';
import { cohereAdapter } from './index.ts';
import { usageFromCohere } from './usage.ts';

type Event = Readonly<{ type?: string; [field: string]: unknown }>;

const START: Event = { type: 'message-start', id: 'x', delta: { message: { role: 'assistant' } } };
const END: Event = { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: { billed_units: { input_tokens: 5, output_tokens: 2 } } } };
const text = (said: string): Event => ({ type: 'content-delta', index: 0, delta: { message: { content: { text: said } } } });

function play(...events: readonly Event[]): { readonly reader: CohereStreamReader; readonly answer: RecordedAnswer } {
  const answer = new RecordedAnswer();
  const reader = new CohereStreamReader(answer, null);
  for (const event of events) reader.push(Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
  reader.end();
  return { reader, answer };
}

function whole(message: object) {
  const answer = new RecordedAnswer();
  return { answer, facts: readCohereMessage(Buffer.from(JSON.stringify(message)), answer, null) };
}

function capture(name: string, ending: string): Buffer {
  return readFileSync(new URL(`__fixtures__/${name}.${ending}`, import.meta.url));
}

test.each(['cited', 'logprobs', 'plan-parallel-tools', 'thinking-tool'])('%s is told alike, streamed and whole', (name) => {
  const streamed = new RecordedAnswer();
  const reader = new CohereStreamReader(streamed, null);
  reader.push(capture(name, 'sse'));
  const answer = new RecordedAnswer();
  readCohereMessage(capture(name, 'json'), answer, null);
  const joined = (blocks: readonly { readonly kind: string }[] | undefined) => ({
    said: blocks?.filter(({ kind }) => kind !== 'logprobs' && kind !== 'text'),
    text: blocks?.flatMap((block) => (block.kind === 'text' ? [(block as unknown as { text: string }).text] : [])).join(''),
    logprobs: blocks?.flatMap((block) => (block.kind === 'logprobs' ? (block as unknown as { entries: unknown[] }).entries : [])),
  });
  expect(joined(streamed.choices[0]?.blocks)).toEqual(joined(answer.choices[0]?.blocks));
});

describe('usage of Cohere', () => {
  test('what is billed counts, not what was read', () => {
    const usage = { billed_units: { input_tokens: 37.0, output_tokens: 28 }, tokens: { input_tokens: 913, output_tokens: 83 }, cached_tokens: 30 };
    expect(usageFromCohere(usage)).toMatchObject({ input: 7, cachedInput: 30, output: 28 });
    expect(usageFromCohere({ tokens: { input_tokens: 913, output_tokens: 83 } })).toMatchObject({ input: 913, cachedInput: 0, output: 83 });
    expect(usageFromCohere({ ...usage, cached_tokens: 500 })).toMatchObject({ input: 0, cachedInput: 37 });
  });

  test('zero is zero; what cannot be read is missing', () => {
    expect(usageFromCohere({ billed_units: { input_tokens: 0, output_tokens: 0 } })).toMatchObject({ input: 0, output: 0 });
    for (const usage of [null, undefined, 'x', {}, { billed_units: {} }, { billed_units: { input_tokens: -1, output_tokens: 2 } }])
      expect(usageFromCohere(usage)).toBeNull();
  });
});

describe('stream of Cohere', () => {
  test.each([
    ['an end that has no beginning', [END]],
    ['text that has no beginning', [text('a'), END]],
    ['an end without a reason', [START, text('a'), { type: 'message-end', delta: {} }]],
    ['arguments without a call', [START, { type: 'tool-call-delta', index: 3, delta: { message: { tool_calls: { function: { arguments: '{' } } } } }, END]],
    ['an end by error', [START, text('a'), { type: 'message-end', delta: { finish_reason: 'ERROR', error: 'boom' } }]],
    ['an error without a type', [START, text('a'), { message: 'internal server error' }]],
  ] as const)('%s is an error', (_what, events) => {
    expect(play(...events).reader).toMatchObject({ isComplete: false, error: { code: 'provider_error' } });
  });

  test('a generation that took too long says so', () => {
    const ending = { finish_reason: 'TIMEOUT' };
    expect(play(START, { type: 'message-end', delta: ending }).reader.error).toMatchObject({ code: 'timeout' });
    expect(() => whole({ ...ending, message: {} })).toThrow(expect.objectContaining({ code: 'timeout' }));
  });

  test('events of kinds that nobody knows yet are passed over', () => {
    const { reader, answer } = play(START, { type: 'debug', prompt: 'x' }, { type: 'weather-report' }, text('a'), END);
    expect(reader).toMatchObject({ isComplete: true, finishReason: 'stop', usage: { input: 5, output: 2 } });
    expect(answer.choices[0]?.blocks).toEqual([{ kind: 'text', text: 'a' }]);
  });

  test('the last event may lack its empty line, and may not lack its end', () => {
    for (const [rest, isComplete] of [
      ['', true],
      ['}', false],
    ] as const) {
      const reader = new CohereStreamReader(new RecordedAnswer(), null);
      const data = JSON.stringify(END);
      reader.push(Buffer.from(`data: ${JSON.stringify(START)}\n\ndata: ${rest === '' ? data : data.slice(0, -1)}`));
      reader.end();
      expect(reader.isComplete).toBe(isComplete);
    }
  });

  test('citations of the thinking are not shown, and those of a later block count from it', () => {
    const sources = [{ type: 'document', id: 'd', document: { text: 'x' } }];
    const cited = (fields: object): Event => ({
      type: 'citation-start',
      index: 0,
      delta: { message: { citations: { start: 0, end: 2, sources, ...fields } } },
    });
    const { answer } = play(
      START,
      text('abcd'),
      { ...text('efgh'), index: 1 },
      cited({ content_index: 1, type: 'TEXT_CONTENT' }),
      cited({ content_index: 0, type: 'THINKING_CONTENT' }),
      END,
    );
    expect(answer.choices[0]?.blocks.slice(1)).toEqual([{ kind: 'citation', url: null, title: 'd', citedText: 'x', startIndex: 4, endIndex: 6 }]);
  });
});

describe('a structured answer beside tools', () => {
  const ANSWER = 'answer_as_book';
  const call = (name: string, args: string) => ({ id: `${name}_1`, type: 'function', function: { name, arguments: args } });
  const ending: Event = { type: 'message-end', delta: { finish_reason: 'TOOL_CALL' } };
  const plan: Event = { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I answer.' } } };

  function both(calls: readonly ReturnType<typeof call>[]) {
    const streamed = new RecordedAnswer();
    const reader = new CohereStreamReader(streamed, ANSWER);
    const events = calls.map((each, index) => ({ type: 'tool-call-start', index, delta: { message: { tool_calls: each } } }));
    for (const event of [START, plan, ...events, ending]) reader.push(Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
    const answer = new RecordedAnswer();
    const message = { tool_plan: 'I answer.', tool_calls: calls };
    const facts = readCohereMessage(Buffer.from(JSON.stringify({ message, finish_reason: 'TOOL_CALL' })), answer, ANSWER);
    expect(reader).toMatchObject({ isComplete: true, finishReason: facts.finishReason });
    return { answers: [streamed, answer].map(({ choices }) => choices[0]?.blocks), reason: facts.finishReason };
  }

  test('is the text of the answer', () => {
    const { answers, reason } = both([call(ANSWER, '{"title":"x"}')]);
    for (const blocks of answers) expect(blocks).toEqual([{ kind: 'text', text: '{"title":"x"}' }]);
    expect(reason).toBe('stop');
  });

  test('was given too early where a tool is called too', () => {
    const { answers, reason } = both([call(ANSWER, '{"title":"x"}'), call('weather', '{}')]);
    for (const blocks of answers) {
      expect(blocks).toHaveLength(2);
      expect(blocks).toEqual(
        expect.arrayContaining([
          { kind: 'text', text: 'I answer.' },
          { kind: 'toolCall', position: 0, id: 'weather_1', name: 'weather', arguments: '{}' },
        ]),
      );
    }
    expect(reason).toBe('tool_calls');
  });
});

test('what the filter does not let pass is the client’s to change; what is wrong with our key is not shown', () => {
  const body = (message: string): Buffer => Buffer.from(JSON.stringify({ message }));
  expect(cohereAdapter.toFailure(498, {}, body('blocked output'))).toMatchObject({
    blame: 'client',
    error: { code: 'content_policy_violation', message: 'blocked output' },
  });
  expect(cohereAdapter.toFailure(400, {}, body('too many tokens: size limit exceeded by 11326 tokens.'))).toMatchObject({
    blame: 'client',
    error: { code: 'context_length_exceeded' },
  });
  const limited = cohereAdapter.toFailure(429, {}, body('You are using a Trial key, which is limited to 40 API calls / minute.'));
  expect(limited).toMatchObject({ blame: 'credential', error: { code: 'rate_limit_exceeded' } });
  expect(limited.error.message).not.toContain('Trial');
  expect(cohereAdapter.toFailure(401, {}, body('invalid api token'))).toMatchObject({ blame: 'credential' });
});
