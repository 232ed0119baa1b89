import { completionTokens, type TokenUsage } from '@modelhub/core/token-usage';

/** Counts in Anthropic's spelling, where reads and writes of a cache stand beside the input. */
export function messagesUsage(usage: TokenUsage): Record<string, unknown> {
  return {
    input_tokens: usage.input + usage.audioInput + usage.imageInput,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cachedInput,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite5m, ephemeral_1h_input_tokens: usage.cacheWrite1h },
    output_tokens: completionTokens(usage),
    output_tokens_details: { thinking_tokens: usage.reasoning },
    service_tier: 'standard',
  };
}
