import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { unreadable } from '../../failure.ts';
import { isTokenCount } from '../../token-count.ts';
import type { Operation } from '../../types.ts';
import { fieldsOf, jsonRequest, readAnswer, type Origin } from './origin.ts';

/**
 * `POST /rerank` of providers that took over Cohere's form (Together, SiliconFlow, DeepInfra, Jina): the same question, with tokens as the bill. Counts
 * stand in `usage` or, as Cohere's own, in `meta`.
 */
export function rerank(origin: Origin): Operation {
  return {
    toUpstreamRequest: (input) => jsonRequest('/rerank', input),
    fromResponse({ body }) {
      const answer = readAnswer(body, origin);
      if (!Array.isArray(answer['results'])) throw unreadable(origin.providerName, 'a ranking without results');
      const { total_tokens: total, prompt_tokens: prompt } = fieldsOf(answer['usage']);
      const meta = fieldsOf(answer['meta']);
      const { search_units: searches } = fieldsOf(meta['billed_units']);
      const { input_tokens: read } = fieldsOf(meta['tokens'] ?? meta['billed_units']);
      const tokens = [total, prompt, read].find((count) => isTokenCount(count));
      const isCounted = tokens !== undefined || isTokenCount(searches);
      return {
        body,
        contentType: 'application/json',
        usage: isCounted ? { ...ZERO_USAGE, input: Math.trunc(tokens ?? 0), units: isTokenCount(searches) ? Math.trunc(searches) : 0 } : null,
        outputTokensForwarded: 0,
        finishReason: null,
        serviceTier: null,
      };
    },
  };
}
