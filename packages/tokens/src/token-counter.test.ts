import { afterAll, describe, expect, test } from 'vitest';
import { imageTokens, sizeOfImage } from './image-tokens.ts';
import { TokenCounter } from './token-counter.ts';
import { tokenizerOf } from './tokenizers.ts';

const counter = new TokenCounter();
afterAll(() => counter.close());

const GPT_4O = { lab: 'openai', id: 'openai/gpt-4o' };
const user = (content: unknown) => ({ model: 'm', messages: [{ role: 'user', content }] });

describe('a prompt', () => {
  test('is counted as OpenAI counts it', async () => {
    // OpenAI cookbook, "How to count tokens with tiktoken": its example of six messages takes 124 tokens with gpt-4o and 129 with gpt-4.
    const messages = [
      { role: 'system', content: 'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.' },
      { role: 'system', name: 'example_user', content: 'New synergies will help drive top-line growth.' },
      { role: 'system', name: 'example_assistant', content: 'Things working well together will increase revenue.' },
      { role: 'system', name: 'example_user', content: "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage." },
      { role: 'system', name: 'example_assistant', content: "Let's talk later when we're less busy about how to do better." },
      { role: 'user', content: "This late pivot means we don't have time to boil the ocean for the client deliverable." },
    ];
    expect(await counter.countPrompt({ model: 'gpt-4o', messages }, GPT_4O)).toBe(124);
    expect(await counter.countPrompt({ model: 'gpt-4', messages }, { lab: 'openai', id: 'openai/gpt-4' })).toBe(129);
  });

  test('of another lab is counted with the nearest tokenizer and a factor', async () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(20);
    const [own, claude] = await Promise.all([counter.countTexts([text], GPT_4O), counter.countTexts([text], { lab: 'anthropic', id: 'anthropic/claude' })]);
    expect(claude).toBe(Math.ceil((own ?? 0) * 1.2));
  });

  test('holds tools, calls and pictures', async () => {
    const plain = (await counter.countPrompt(user('Hi'), GPT_4O)) ?? 0;
    const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }];
    expect(await counter.countPrompt({ ...user('Hi'), tools }, GPT_4O)).toBeGreaterThan(plain + 10);
    const picture = { type: 'image_url', image_url: { url: 'https://a.example/p.png' } };
    expect(await counter.countPrompt(user([{ type: 'text', text: 'Hi' }, picture]), GPT_4O)).toBe(plain + 765);
  });

  test('may contain what looks like a special token', async () => {
    expect(await counter.countTexts(['<|endoftext|>'], GPT_4O)).toBeGreaterThan(1);
  });

  test('a thread that is gone is started anew', async () => {
    const other = new TokenCounter();
    expect(await other.countTexts(['one two'], GPT_4O)).toBe(2);
    await other.close();
    expect(await other.countTexts(['one two'], GPT_4O)).toBe(2);
    await other.close();
  });
});

describe('a picture', () => {
  // The examples of OpenAI's page.
  test.each([
    [{ width: 1_024, height: 1_024 }, 'high', 765],
    [{ width: 2_048, height: 4_096 }, 'high', 1_105],
    [{ width: 4_096, height: 8_192 }, 'low', 85],
  ])('of %j in detail %s takes %d tokens at OpenAI', (size, detail, tokens) => {
    expect(imageTokens('openai', size, detail)).toBe(tokens);
  });

  test('is counted by the rule of its lab', () => {
    expect(imageTokens('anthropic', { width: 1_000, height: 1_000 })).toBe(1_334);
    expect(imageTokens('google', { width: 300, height: 200 })).toBe(258);
    expect(imageTokens('google', { width: 1_000, height: 700 })).toBe(516);
  });

  test('has the size that its bytes say, and a usual one where they do not', () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    expect(sizeOfImage(`data:image/png;base64,${png}`)).toEqual({ width: 1, height: 1 });
    for (const url of ['https://a.example/p.png', 'data:image/png;base64,AAAA', '']) expect(sizeOfImage(url)).toEqual({ width: 1_024, height: 1_024 });
  });
});

test.each([
  ['openai', 'openai/gpt-4o-mini', 'o200k_base'],
  ['openai', 'openai/gpt-5', 'o200k_base'],
  ['openai', 'openai/gpt-4.1', 'o200k_base'],
  ['openai', 'openai/gpt-4-turbo', 'cl100k_base'],
  ['openai', 'openai/gpt-3.5-turbo', 'cl100k_base'],
  ['openai', 'openai/text-embedding-3-small', 'cl100k_base'],
  ['nobody', 'nobody/model', 'o200k_base'],
])('%s %s is counted with %s', (lab, id, encoding) => {
  expect(tokenizerOf({ lab, id }).encoding).toBe(encoding);
});
