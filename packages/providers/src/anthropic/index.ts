import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import type { ProviderAdapter } from '../types.ts';
import { fromAnthropicResponse } from './from-response.ts';
import { AnthropicStreamTranslator } from './from-stream.ts';
import { toAnthropicRequest } from './to-request.ts';

export const anthropic: ProviderAdapter = {
  id: 'anthropic',
  name: 'Anthropic',
  toUpstreamRequest: toAnthropicRequest,
  fromResponse: fromAnthropicResponse,
  streamTranslator: (context) => new AnthropicStreamTranslator(context),
  toFailure: (status, headers, body) => classifyFailure('Anthropic', { status, headers, text: readErrorBody(body) }),
  providerRequestId: (headers) => readRequestId(headers, 'request-id'),
};
