import { describe, expect, test } from 'vitest';
import { contextOf, replay } from '../testing/captures.ts';
import { nativeOf } from '../testing/requests.ts';
import { openai } from './index.ts';
import { usageFromOpenAI } from './usage.ts';

const chunk = (fields: string): string => `data: {"id":"c","object":"chat.completion.chunk",${fields}}\n\n`;
const text = (content: string, finish = 'null'): string =>
  chunk(`"choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"finish_reason":${finish}}]`);
const relay = (stream: string, includeUsage = true): ReturnType<typeof replay> =>
  replay(nativeOf(openai).streamTranslator(contextOf({}, { includeUsage })), [Buffer.from(stream)]);
const DONE = 'data: [DONE]\n\n';

describe('usage of OpenAI', () => {
  test('cached, written and audio tokens lie inside the prompt, audio and reasoning inside the completion', () => {
    const usage = usageFromOpenAI({
      prompt_tokens: 1_000,
      completion_tokens: 500,
      prompt_tokens_details: { cached_tokens: 600, cache_write_tokens: 200, audio_tokens: 50 },
      completion_tokens_details: { reasoning_tokens: 300, audio_tokens: 100 },
    });
    expect(usage).toMatchObject({ input: 150, cachedInput: 600, cacheWrite5m: 200, audioInput: 50, output: 400, reasoning: 300, audioOutput: 100 });
  });

  test('zero is zero', () => {
    expect(usageFromOpenAI({ prompt_tokens: 0, completion_tokens: 0 })).toMatchObject({ input: 0, output: 0 });
  });

  test.each([
    undefined,
    null,
    5,
    'x',
    [],
    {},
    { prompt_tokens: '9', completion_tokens: 3 },
    { prompt_tokens: 9, completion_tokens: -3 },
    { prompt_tokens: Number.NaN, completion_tokens: 1 },
  ])('%j is missing, not zero', (value) => {
    expect(usageFromOpenAI(value)).toBeNull();
  });

  test('parts that exceed the whole are cut down to it', () => {
    const usage = usageFromOpenAI({
      prompt_tokens: 10,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 99, audio_tokens: 9 },
      completion_tokens_details: { reasoning_tokens: 99, audio_tokens: 9 },
    });
    expect(usage).toMatchObject({ input: 0, cachedInput: 10, audioInput: 0, output: 0, audioOutput: 5, reasoning: 0 });
  });
});

describe('stream of OpenAI', () => {
  test('a stray empty line does not hang it', () => {
    expect(relay(`${text('a', '"stop"')}\n${chunk('"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}')}\n${DONE}\n`).translator).toMatchObject({
      isComplete: true,
      finishReason: 'stop',
    });
  });

  test('the finish reason is found behind a comment or another chunk', () => {
    for (const between of [': waiting\n\n', chunk('"choices":[]'), text('')])
      expect(relay(text('a', '"length"') + between + DONE).translator.finishReason).toBe('length');
  });

  test('of several choices in one chunk the last reason counts that is one, and no other key is taken for it', () => {
    const choices = (second: string): string =>
      chunk(`"choices":[{"index":0,"finish_reason":"stop"},{"index":1,"finish_reason": ${second}}],"native_finish_reason":"no"`);
    expect(relay(choices('"length"') + DONE).translator.finishReason).toBe('length');
    expect(relay(choices('null') + DONE).translator.finishReason).toBe('stop');
  });

  test('usage on a chunk with text is shown to those who asked', () => {
    const stream = chunk('"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}') + DONE;
    expect(relay(stream).pushed).toContain('"usage":{');
    const unasked = relay(stream, false);
    expect(unasked.pushed).toContain('"content":"a"');
    expect(unasked.pushed).not.toContain('usage');
    expect(unasked.translator.usage).toMatchObject({ input: 3, output: 1 });
  });

  test('text about usage, errors and the end is only text', () => {
    const said = 'data: [DONE] "usage":{"prompt_tokens":1} {"error":{"message":"x"}}';
    const { translator, pushed } = relay(text(said) + text('.', '"stop"') + DONE);
    expect(translator).toMatchObject({ usage: null, error: null, isComplete: true });
    expect(pushed).toContain(JSON.stringify(said));
  });

  test.each([
    ['an event', 'data: {"error":{"message":"boom","code":"server_error"}}\n\n'],
    ['an event with blanks', 'data: {\n'.replace('\n', ' ') + '"error": {"message": "boom"}}\n\n'],
    ['an error behind other fields', chunk('"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}],"error":{"message":"boom"}')],
    ['a text', 'data: {"error":"boom"}\n\n'],
    ['a bare body', '{\n  "error": {\n    "message": "boom"\n  }\n}\n'],
  ])('an error as %s breaks the stream off', (_form, error) => {
    const { translator, pushed, ended } = relay(text('a') + error);
    expect(translator.error).toMatchObject({ code: 'provider_error', detail: expect.stringContaining('boom') });
    expect(translator.isComplete).toBe(false);
    expect(pushed).toBe(text('a'));
    expect(ended).toBe('');
  });

  test('an error that is null is none', () => {
    expect(relay(chunk('"choices":[],"error":null') + DONE).translator).toMatchObject({ error: null, isComplete: true });
  });

  test('the end may come right behind the last chunk', () => {
    const { pushed, ended, translator } = relay(text('a', '"stop"').trimEnd() + '\n' + DONE);
    expect(translator.isComplete).toBe(true);
    expect(pushed).toBe(text('a', '"stop"'));
    expect(ended).toBe(DONE);
  });

  test('output is estimated from the text, not from what is around it', () => {
    const padding = '"obfuscation":"' + 'x'.repeat(500) + '"';
    const padded = (content: string): string => chunk(`"choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}}}],${padding}`);
    expect(relay(`: hello\n\n${padded('abcd')}${padded('efgh\n"quoted"')}`).translator.outputTokensForwarded).toBe(5);
    expect(relay(padded('é'.repeat(40))).translator.outputTokensForwarded).toBe(20);
    expect(relay(padded('漢'.repeat(40)).replaceAll('漢', '\\u6f22')).translator.outputTokensForwarded).toBe(30);
    expect(relay(': hello\n\n: hello\n\n').translator.outputTokensForwarded).toBe(0);
    const call = chunk('"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":1}"}}]}}]');
    expect(relay(call).translator.outputTokensForwarded).toBe(2);
  });
});
