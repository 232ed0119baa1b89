import type { TokenUsage } from '@modelhub/core/token-usage';
import { countOf, isTokenCount } from '../token-count.ts';

/** Anthropic's `usage` object, as a message or a stream event carries it. */
export interface AnthropicUsage {
  readonly input_tokens?: unknown;
  readonly output_tokens?: unknown;
  readonly output_tokens_details?: { readonly thinking_tokens?: unknown } | null;
  readonly cache_read_input_tokens?: unknown;
  readonly cache_creation_input_tokens?: unknown;
  readonly cache_creation?: { readonly ephemeral_5m_input_tokens?: unknown; readonly ephemeral_1h_input_tokens?: unknown } | null;
  readonly service_tier?: unknown;
}

/**
 * Cache reads and writes stand beside `input_tokens`; writes are split by their time to live in `cache_creation`, and are of five
 * minutes where they are not (platform.claude.com, "Prompt caching"). Thinking is counted inside `output_tokens`. Null where the totals
 * are not there or cannot be read: such figures are missing, not zero.
 */
export function usageFromAnthropic(value: unknown): TokenUsage | null {
  const usage = asUsage(value);
  if (usage === null || !isTokenCount(usage.input_tokens) || !isTokenCount(usage.output_tokens)) return null;
  const writes = countOf(usage.cache_creation_input_tokens);
  const cacheWrite1h = countOf(usage.cache_creation?.ephemeral_1h_input_tokens);
  const told5m = usage.cache_creation?.ephemeral_5m_input_tokens;
  const output = countOf(usage.output_tokens);
  return {
    input: countOf(usage.input_tokens),
    cachedInput: countOf(usage.cache_read_input_tokens),
    // The total may be newer than its parts: a stream repeats only the total at its end.
    cacheWrite5m: Math.max(0, writes - cacheWrite1h, countOf(told5m)),
    cacheWrite1h,
    output,
    reasoning: Math.min(countOf(usage.output_tokens_details?.thinking_tokens), output),
    audioInput: 0,
    audioOutput: 0,
    imageInput: 0,
    imageOutput: 0,
    units: 0,
  };
}

/** Null for what is no object. */
export function asUsage(value: unknown): AnthropicUsage | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/**
 * Later figures of a stream replace earlier ones: they are running totals, never differences (docs.anthropic.com, "Streaming
 * messages"). A field that an event leaves out keeps its value.
 */
export function mergeUsage(earlier: AnthropicUsage, later: AnthropicUsage): AnthropicUsage {
  const told = Object.fromEntries(Object.entries(later).filter(([, value]) => value !== null && value !== undefined));
  return { ...earlier, ...told };
}
