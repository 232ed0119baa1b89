import { tokenCount, type TokenUsage } from '@modelhub/core/token-usage';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/**
 * OpenAI's `usage` object. Cached and audio tokens lie inside `prompt_tokens`, audio and reasoning inside `completion_tokens`
 * (API reference, "The chat completion object"); here each component stands alone. Null when there is no usage object.
 */
export function usageFromOpenAI(value: unknown): TokenUsage | null {
  if (typeof value !== 'object' || value === null) return null;
  const usage = object(value);
  const prompt = object(usage['prompt_tokens_details']);
  const completion = object(usage['completion_tokens_details']);
  const promptTokens = tokenCount(usage['prompt_tokens']);
  const completionTokens = tokenCount(usage['completion_tokens']);
  const cachedInput = Math.min(tokenCount(prompt['cached_tokens']), promptTokens);
  const audioInput = Math.min(tokenCount(prompt['audio_tokens']), promptTokens - cachedInput);
  const audioOutput = Math.min(tokenCount(completion['audio_tokens']), completionTokens);
  const output = completionTokens - audioOutput;
  return {
    input: promptTokens - cachedInput - audioInput,
    cachedInput,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output,
    reasoning: Math.min(tokenCount(completion['reasoning_tokens']), output),
    audioInput,
    audioOutput,
    imageInput: 0,
    imageOutput: 0,
  };
}
