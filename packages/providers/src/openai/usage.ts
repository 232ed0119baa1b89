import { countOf, isTokenCount } from '../token-count.ts';
import type { TokenUsage } from '@modelhub/core/token-usage';

type Json = Readonly<Record<string, unknown>>;

/** Finds the usage in an answer or a chunk. */
export type UsageReader = (answer: Json) => TokenUsage | null;

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/**
 * OpenAI's `usage` object. Cached, cache-written and audio tokens lie inside `prompt_tokens`, audio and reasoning inside
 * `completion_tokens` (API reference, "The chat completion object"); here each component stands alone. What OpenAI writes to a cache
 * lives for half an hour and has one price, so it goes where the shorter writes go. Null when there are no usable totals: figures that
 * cannot be read are missing, not zero.
 */
export function usageFromOpenAI(value: unknown): TokenUsage | null {
  const usage = object(value);
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens = 0 } = usage;
  if (!isTokenCount(promptTokens) || !isTokenCount(completionTokens)) return null;
  const prompt = object(usage['prompt_tokens_details']);
  const completion = object(usage['completion_tokens_details']);
  const read = Math.trunc(promptTokens);
  const written = Math.trunc(completionTokens);
  const cachedInput = Math.min(countOf(prompt['cached_tokens']), read);
  const audioInput = Math.min(countOf(prompt['audio_tokens']), read - cachedInput);
  const cacheWrite5m = Math.min(countOf(prompt['cache_write_tokens']), read - cachedInput - audioInput);
  const audioOutput = Math.min(countOf(completion['audio_tokens']), written);
  const output = written - audioOutput;
  return {
    input: read - cachedInput - audioInput - cacheWrite5m,
    cachedInput,
    cacheWrite5m,
    cacheWrite1h: 0,
    output,
    reasoning: Math.min(countOf(completion['reasoning_tokens']), output),
    audioInput,
    audioOutput,
    imageInput: 0,
    imageOutput: 0,
    units: 0,
  };
}
