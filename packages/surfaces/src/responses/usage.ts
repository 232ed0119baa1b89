import { completionTokens, promptTokens, type TokenUsage } from '@modelhub/core/token-usage';

/** Token counts as OpenAI's Responses API reports them: what was cached and what was thought lie inside the totals. */
export function responseUsage(usage: TokenUsage): object {
  const input = promptTokens(usage);
  const output = completionTokens(usage);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cachedInput, cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: input + output,
  };
}
