import { ModelHubError } from '@modelhub/core/errors';
import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import type { ConversationDialect, ProviderAdapter, ProviderEntry, UpstreamFailure, UpstreamHeaders } from '../types.ts';
import { embeddings } from './operations/embeddings.ts';
import { rerank } from './operations/rerank.ts';
import { answerTool } from './answer-tool.ts';
import { readCohereMessage } from './from-response.ts';
import { CohereStreamReader } from './from-stream.ts';
import { toCohereRequest } from './to-request.ts';

export const cohereConversation: ConversationDialect = {
  toUpstreamRequest: toCohereRequest,
  readWhole: (body, sink, { request }) => readCohereMessage(body, sink, answerTool(request)?.name ?? null),
  streamReader: (sink, { request }) => new CohereStreamReader(sink, answerTool(request)?.name ?? null),
};

export const cohereAdapter: ProviderAdapter = {
  id: 'cohere',
  name: 'Cohere',
  conversation: cohereConversation,
  native: {},
  operations: { embeddings, rerank },
  toFailure,
  providerRequestId: (headers) => readRequestId(headers, 'x-debug-trace-id'),
};

export const cohere: ProviderEntry = {
  adapter: cohereAdapter,
  defaultBaseUrl: 'https://api.cohere.com',
  baseUrlExample: null,
  sandboxPath: '',
};

/** 498 is Cohere's own: request or answer hold what its filter does not let pass (docs.cohere.com, "Errors"). */
function toFailure(status: number, headers: UpstreamHeaders, body: Buffer): UpstreamFailure {
  const text = readErrorBody(body);
  const failure = classifyFailure('Cohere', { status, headers, text });
  if (status !== 498) return failure;
  const { message, detail } = failure.error;
  return {
    error: new ModelHubError('content_policy_violation', { message, ...(detail === undefined ? {} : { detail }) }),
    blame: 'client',
    retryAfterMs: null,
  };
}
