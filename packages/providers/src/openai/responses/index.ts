import type { ConversationDialect } from '../../types.ts';
import { readResponse } from './from-response.ts';
import { ResponseStreamReader } from './from-stream.ts';
import { toResponseRequest } from './to-request.ts';

/** Conversations in the Responses API, for clients that speak another dialect. */
export function responsesConversation(providerName: string): ConversationDialect {
  return {
    toUpstreamRequest: toResponseRequest,
    readWhole: (body, sink) => readResponse(body, sink, providerName),
    streamReader: (sink) => new ResponseStreamReader(sink, providerName),
  };
}
