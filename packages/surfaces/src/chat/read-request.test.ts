import { describe, expect, it } from 'vitest';
import { estimatePromptTokens } from './estimate-prompt.ts';
import { readChatRequest } from './read-request.ts';

const read = (value: object) => readChatRequest(Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }], ...value })));

describe('readChatRequest', () => {
  it('keeps fields that it does not know', () => {
    expect(read({ something: { new: [1] } })['something']).toEqual({ new: [1] });
  });

  it('takes null where OpenAI takes it', () => {
    expect(() => read({ stream: null, stream_options: null, max_tokens: null, n: null })).not.toThrow();
  });

  it.each([
    [{ n: 0 }, 'n'],
    [{ n: 129 }, 'n'],
    [{ max_completion_tokens: 1.5 }, 'max_completion_tokens'],
    [{ stream_options: { include_usage: 'yes' } }, 'stream_options.include_usage'],
  ])('names the field at fault in %j', (value, param) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ param, status: 400 }));
  });
});

describe('estimatePromptTokens', () => {
  const estimate = (content: unknown, more: object = {}) => estimatePromptTokens({ model: 'm', messages: [{ role: 'user', content }], ...more });

  it('is near four characters a token for text, wherever it stands', () => {
    const text = 'word '.repeat(1_000);
    expect(estimate(text)).toBe(1_198);
    expect(estimate([{ type: 'text', text }])).toBe(estimate(text));
  });

  it('takes a script of three bytes a character for more tokens, and not for three times as many', () => {
    const text = '人工智能'.repeat(100);
    expect(estimate(text)).toBeGreaterThan(1.5 * estimate('word'.repeat(100)));
    expect(estimate(text)).toBeLessThan(2.5 * estimate('word'.repeat(100)));
  });

  it('does not take an image for its bytes', () => {
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    expect(estimate([{ type: 'image_url', image_url: { url } }])).toBeLessThan(1_000);
  });

  it('counts tools, which are part of the prompt', () => {
    const tools = [{ type: 'function', function: { name: 'f', description: 'x'.repeat(400) } }];
    expect(estimate('x', { tools })).toBeGreaterThan(estimate('x') + 100);
  });

  it('survives parts that are none', () => {
    expect(estimate([null, 5, {}, { type: 'text' }])).toBe(7);
  });
});
