import { preset } from '../openai/preset.ts';
import { usageFromOpenAI } from '../openai/usage.ts';

/**
 * xAI (docs.x.ai). Reasoning is not part of `completion_tokens` but beside it (Google Cloud, "Reasoning for Grok models"); it is
 * told by the total, so that an answer that counts as OpenAI does is read as OpenAI does.
 */
export const xai = preset({
  id: 'xai',
  name: 'xAI',
  operations: ['images.generations'],
  baseUrl: 'https://api.x.ai/v1',
  usageOf: ({ usage }) => usageFromOpenAI(withReasoning(usage)),
});

interface Counts {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly total_tokens?: number;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null;
}

function withReasoning(usage: unknown): unknown {
  if (typeof usage !== 'object' || usage === null) return usage;
  const { prompt_tokens: read = 0, completion_tokens: written = 0, total_tokens: total, completion_tokens_details: details } = usage as Counts;
  const reasoning = details?.reasoning_tokens ?? 0;
  return reasoning > 0 && total === read + written + reasoning ? { ...usage, completion_tokens: written + reasoning } : usage;
}
