import { completionTokens, promptTokens, type TokenUsage } from '@modelhub/core/token-usage';

/** Counts in OpenAI's spelling, where cached tokens are part of the prompt. */
export function chatUsage(usage: TokenUsage): Record<string, unknown> {
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cachedInput, audio_tokens: usage.audioInput, cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, audio_tokens: usage.audioOutput },
  };
}
