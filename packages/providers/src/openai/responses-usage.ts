import type { TokenUsage } from '@modelhub/core/token-usage';
import { usageFromOpenAI } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

/**
 * The usage of a response: OpenAI's figures under other names, and the searches on the web, which are billed by number (API reference, "The response
 * object"). Null when there are no usable totals.
 */
export function usageFromResponse(response: Fields): TokenUsage | null {
  const { input_tokens, output_tokens, input_tokens_details, output_tokens_details } = fieldsOf(response['usage']);
  const usage = usageFromOpenAI({
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    prompt_tokens_details: input_tokens_details,
    completion_tokens_details: output_tokens_details,
  });
  return usage === null ? null : { ...usage, units: searchesIn(response['output']) };
}

/** What a model opens or looks for within a page it has found is no search of its own (pricing page, "Web search"). */
function searchesIn(output: unknown): number {
  if (!Array.isArray(output)) return 0;
  return output.map(fieldsOf).filter(({ type, action }) => type === 'web_search_call' && (fieldsOf(action)['type'] ?? 'search') === 'search').length;
}
