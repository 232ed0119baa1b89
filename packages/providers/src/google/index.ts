import { readRequestId } from '../failure.ts';
import type { ConversationDialect, ProviderAdapter, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import { geminiEmbeddings } from './embeddings.ts';
import { googleFailure } from './failure.ts';
import { readGenerateContent } from './from-response.ts';
import { GeminiStreamReader } from './from-stream.ts';
import { generateContentBody, pricedTier } from './to-request.ts';

const NAME = 'Google';

function toGeminiRequest(input: UpstreamRequestInput): UpstreamRequest {
  const tier = pricedTier(input.request, input.endpoint);
  return {
    path: `/models/${encodeURIComponent(input.endpoint.upstreamModel)}:${geminiMethod(input.request.stream === true)}`,
    headers: ['content-type', 'application/json', 'x-goog-api-key', input.connection.apiKey],
    body: Buffer.from(JSON.stringify({ ...generateContentBody(input), ...(tier === null ? {} : { serviceTier: tier }) })),
  };
}

/** The last part of a path; a stream is a JSON list unless events are asked for. */
export function geminiMethod(isStream: boolean): string {
  return isStream ? 'streamGenerateContent?alt=sse' : 'generateContent';
}

/** Reading of Gemini's answers, which is the same wherever they come from. */
export function geminiReading(providerName: string): Pick<ConversationDialect, 'readWhole' | 'streamReader'> {
  return {
    readWhole: (body, sink, context) => readGenerateContent(body, sink, { ...context, providerName }),
    streamReader: (sink, context) => new GeminiStreamReader(sink, { ...context, providerName }),
  };
}

export const google: ProviderAdapter = {
  id: 'google',
  name: NAME,
  conversation: { toUpstreamRequest: toGeminiRequest, ...geminiReading(NAME) },
  native: {},
  operations: { embeddings: geminiEmbeddings(NAME) },
  toFailure: (status, headers, body) => googleFailure(NAME, { status, headers, body }),
  // Google gives requests no id in its headers; `responseId` of an answer is one.
  providerRequestId: (headers) => readRequestId(headers, 'x-request-id'),
};
