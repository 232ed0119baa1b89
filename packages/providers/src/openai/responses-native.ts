import type { NativeDialect } from '../types.ts';
import { fromResponse } from './responses-answer.ts';
import { toResponsesRequest } from './responses-request.ts';
import { ResponsesStreamRelay } from './responses-stream.ts';

/** The Responses API of a provider that has it. */
export function nativeResponses(providerName: string): NativeDialect {
  return {
    toUpstreamRequest: toResponsesRequest,
    fromResponse: (body, context) => fromResponse(body, context, providerName),
    streamTranslator: (context) => new ResponsesStreamRelay(providerName, context),
  };
}
