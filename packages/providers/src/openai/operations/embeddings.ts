import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { unreadable } from '../../failure.ts';
import { isTokenCount } from '../../token-count.ts';
import type { Operation } from '../../types.ts';
import { fieldsOf, jsonRequest, readAnswer, type Origin } from './origin.ts';

/** `POST /embeddings` (API reference, "Create embeddings"). */
export function embeddings(origin: Origin): Operation {
  return {
    toUpstreamRequest: (input) => jsonRequest('/embeddings', input),
    fromResponse({ body }) {
      const answer = readAnswer(body, origin);
      if (!Array.isArray(answer['data'])) throw unreadable(origin.providerName, 'embeddings without data');
      const { prompt_tokens: prompt, total_tokens: total } = fieldsOf(answer['usage']);
      const read = [prompt, total].find((count) => isTokenCount(count));
      return {
        body,
        contentType: 'application/json',
        usage: read === undefined ? null : { ...ZERO_USAGE, input: Math.trunc(read) },
        outputTokensForwarded: 0,
        finishReason: null,
        serviceTier: null,
      };
    },
  };
}
