import { preset } from '../openai/preset.ts';
import { usageFromOpenAI } from '../openai/usage.ts';

/**
 * DeepSeek (api-docs.deepseek.com). Counts what came out of its cache in `prompt_cache_hit_tokens` (guide "Context caching"). While it thinks it
 * wants the reasoning of earlier turns back and answers 400 without it (guide "Thinking mode", "Tool calls").
 */
export const deepseek = preset({
  id: 'deepseek',
  name: 'DeepSeek',
  operations: [],
  baseUrl: 'https://api.deepseek.com',
  renamed: { max_completion_tokens: 'max_tokens' },
  wantsReasoningBack: true,
  usageOf: ({ usage }) => usageFromOpenAI(withCacheHits(usage)),
});

function withCacheHits(usage: unknown): unknown {
  if (typeof usage !== 'object' || usage === null || !('prompt_cache_hit_tokens' in usage)) return usage;
  return { prompt_tokens_details: { cached_tokens: usage.prompt_cache_hit_tokens }, ...usage };
}
