import { preset } from '../openai/preset.ts';

/** Perplexity (docs.perplexity.ai, "Chat completions"). Reports usage on every chunk; `citations` and `search_results` pass through as they are. */
export const perplexity = preset({
  id: 'perplexity',
  name: 'Perplexity',
  operations: [],
  baseUrl: 'https://api.perplexity.ai',
  renamed: { max_completion_tokens: 'max_tokens' },
});
