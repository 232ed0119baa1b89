import { describe, expect, test } from 'vitest';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { readOllamaMessage } from './from-response.ts';
import { OllamaStreamReader } from './from-stream.ts';
import { ollamaAdapter } from './index.ts';
import { usageFromOllama } from './usage.ts';

type Line = Readonly<Record<string, unknown>>;

const said = (content: string): Line => ({ created_at: '2026-11-24T10:00:00Z', message: { role: 'assistant', content }, done: false });
const DONE: Line = { message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 5, eval_count: 2 };

function play(text: string): { readonly reader: OllamaStreamReader; readonly answer: RecordedAnswer } {
  const answer = new RecordedAnswer();
  const reader = new OllamaStreamReader(answer);
  reader.push(Buffer.from(text));
  reader.end();
  return { reader, answer };
}

const lines = (...list: readonly Line[]): string => list.map((line) => `${JSON.stringify(line)}\n`).join('');

test('zero is left out by Ollama; without both figures nothing is known', () => {
  expect(usageFromOllama({ prompt_eval_count: 5, eval_count: 2 })).toMatchObject({ input: 5, output: 2 });
  expect(usageFromOllama({ eval_count: 2 })).toMatchObject({ input: 0, output: 2 });
  expect(usageFromOllama({ prompt_eval_count: 5 })).toMatchObject({ input: 5, output: 0 });
  for (const line of [{}, { eval_count: '2' }, { prompt_eval_count: -1, eval_count: 2 }]) expect(usageFromOllama(line)).toBeNull();
});

describe('stream of Ollama', () => {
  test('the last line may lack its end, and may not lack anything else', () => {
    const whole = lines(said('a'), DONE).trimEnd();
    expect(play(whole).reader).toMatchObject({ isComplete: true, finishReason: 'stop', usage: { input: 5, output: 2 } });
    for (let end = 0; end < whole.length; end += 1) expect(play(whole.slice(0, end)).reader.isComplete).toBe(false);
  });

  test.each([
    ['an error', lines(said('a'), { error: 'an error was encountered while running the model: unexpected EOF' }), 'provider_error'],
    ['an error as an object', lines(said('a'), { error: { message: 'boom' } }), 'provider_error'],
    ['a server that is busy', lines(said('a'), { error: 'server busy, please try again.  maximum pending requests exceeded' }), 'overloaded'],
    ['a line that is none', lines(said('a')) + '<html>\n', 'provider_error'],
    ['a line without a message', lines(said('a'), { done: true }), 'provider_error'],
  ])('%s ends it', (_what, stream, code) => {
    expect(play(stream).reader).toMatchObject({ isComplete: false, error: { code } });
  });

  test('calls in several lines keep their places', () => {
    const call = (name: string): Line => ({ ...said(''), message: { content: '', tool_calls: [{ function: { name, arguments: { a: 1 } } }] } });
    const { answer, reader } = play(lines(call('f'), call('g'), DONE));
    expect(reader.finishReason).toBe('tool_calls');
    expect(answer.choices[0]?.blocks).toEqual([
      { kind: 'toolCall', position: 0, id: 'call_20261124100000_0', name: 'f', arguments: '{"a":1}' },
      { kind: 'toolCall', position: 1, id: 'call_20261124100000_1', name: 'g', arguments: '{"a":1}' },
    ]);
  });
});

test('a whole answer that is not done is none', () => {
  const body = Buffer.from(JSON.stringify({ ...said('a'), done: false }));
  expect(() => readOllamaMessage(body, new RecordedAnswer())).toThrow(expect.objectContaining({ code: 'provider_error' }));
});

test('a prompt that is too long is the client’s to shorten, whatever the status', () => {
  const failure = (status: number, error: string) => ollamaAdapter.toFailure(status, {}, Buffer.from(JSON.stringify({ error })));
  expect(failure(500, 'the input length exceeds the context length')).toMatchObject({ blame: 'client', error: { code: 'context_length_exceeded' } });
  expect(failure(400, '"qwen3" does not support thinking')).toMatchObject({ blame: 'client', error: { message: '"qwen3" does not support thinking' } });
  expect(failure(404, "model 'x' not found")).toMatchObject({ blame: 'provider' });
});
