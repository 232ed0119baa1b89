import { describe, expect, test } from 'vitest';
import { OperationCall } from './operation-call.ts';
import { OPERATION_SURFACES } from './surfaces.ts';

const WORDS = 'word '.repeat(1_000);

function contextTokens(name: string, fields: Readonly<Record<string, unknown>>): { readonly context: number; readonly prompt: number } {
  const surface = OPERATION_SURFACES.find((one) => one.name === name);
  if (surface === undefined) throw new Error(`${name} is gone`);
  const call = new OperationCall(surface, { request: { model: 'm', ...fields }, files: [] }, null);
  return { context: call.contextTokens, prompt: call.promptTokens };
}

describe('what has to fit into a context window', () => {
  test.each([
    ['embeddings', { input: Array.from({ length: 10 }, () => WORDS) }, { input: WORDS }],
    ['embeddings', { input: [[1, 2, 3], [1]] }, { input: [1, 2, 3] }],
    ['rerank', { query: 'q', documents: Array.from({ length: 10 }, () => WORDS) }, { query: 'q', documents: [WORDS] }],
    ['moderations', { input: ['a', WORDS, 'b'] }, { input: WORDS }],
    ['moderations', { input: [{ type: 'text', text: WORDS }] }, { input: WORDS }],
  ])('of %s is the longest alone', (name, many, longest) => {
    expect(contextTokens(name, many).context).toBe(contextTokens(name, longest).context);
    expect(contextTokens(name, longest).context).toBeGreaterThan(2);
  });

  test('of a ranking is no more than what is not cut', () => {
    const documents = [WORDS.repeat(20)];
    expect(contextTokens('rerank', { query: 'q', documents }).context).toBeLessThan(4_100);
    expect(contextTokens('rerank', { query: 'q', documents, max_tokens_per_doc: 500 }).context).toBeLessThan(510);
    expect(contextTokens('rerank', { query: 'q', documents }).prompt).toBeGreaterThan(20_000);
  });
});
