import { fieldsOf, itemsOf, textOf } from '../dialect/fields.ts';

/**
 * Cohere tells the probabilities of the tokens of a piece of text, and not which token is which part of it. A piece is one token for OpenAI, with the
 * probability of all of it; other tokens that it might have been are not told.
 */
export function logprobsOf(value: unknown): object[] {
  const { text, logprobs } = fieldsOf(value);
  const known = itemsOf(logprobs).filter((each): each is number => typeof each === 'number');
  if (typeof text !== 'string' || known.length === 0) return [];
  return [{ token: textOf(text), logprob: known.reduce((sum, each) => sum + each, 0), bytes: [...Buffer.from(text)], top_logprobs: [] }];
}
