import type { Model } from '@modelhub/catalog/types';

export type Encoding = 'o200k_base' | 'cl100k_base';

export interface Tokenizer {
  readonly encoding: Encoding;
  /** Tokens of the model for each token of the encoding; 1 where it is the model's own. */
  readonly factor: number;
  /** How far the count may be off, as a share of it. */
  readonly error: number;
}

const OWN: Tokenizer = { encoding: 'o200k_base', factor: 1, error: 0.02 };
/** Models of before GPT-4o. */
const OLDER = /^(gpt-4(?!o|\.)|gpt-3\.5|text-embedding|davinci|babbage)/;

/**
 * Other labs do not publish a tokenizer that could be run here, or one of many megabytes: their models are counted with OpenAI's newest and a factor.
 * The factors are rules of thumb for English text and code; docs/tokens.md states what to expect of them.
 */
const BY_LAB: Readonly<Record<string, Tokenizer>> = {
  anthropic: { encoding: 'o200k_base', factor: 1.2, error: 0.25 },
  google: { encoding: 'o200k_base', factor: 1, error: 0.15 },
  'meta-llama': { encoding: 'o200k_base', factor: 1.03, error: 0.1 },
  mistralai: { encoding: 'o200k_base', factor: 1.15, error: 0.2 },
  cohere: { encoding: 'o200k_base', factor: 1.05, error: 0.15 },
};
const OTHERS: Tokenizer = { encoding: 'o200k_base', factor: 1.05, error: 0.2 };

/** The model's tokenizer, or the nearest. */
export function tokenizerOf({ lab, id }: Pick<Model, 'lab' | 'id'>): Tokenizer {
  if (lab !== 'openai') return BY_LAB[lab] ?? OTHERS;
  return OLDER.test(id.slice(id.indexOf('/') + 1)) ? { ...OWN, encoding: 'cl100k_base' } : OWN;
}
