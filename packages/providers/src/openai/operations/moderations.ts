import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { unreadable } from '../../failure.ts';
import type { Operation } from '../../types.ts';
import { jsonRequest, readAnswer, type Origin } from './origin.ts';

/** `POST /moderations` (API reference, "Create moderation"). OpenAI bills nothing for it, which is an exact count of nothing. */
export function moderations(origin: Origin): Operation {
  return {
    toUpstreamRequest: (input) => jsonRequest('/moderations', input),
    fromResponse({ body }) {
      const answer = readAnswer(body, origin);
      if (!Array.isArray(answer['results'])) throw unreadable(origin.providerName, 'a moderation without results');
      return { body, contentType: 'application/json', usage: ZERO_USAGE, outputTokensForwarded: 0, finishReason: null, serviceTier: null };
    },
  };
}
