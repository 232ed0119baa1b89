import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import { anthropicHeadroom } from '../headroom.ts';
import type { ConversationDialect, ProviderAdapter } from '../types.ts';
import { readAnthropicMessage } from './from-response.ts';
import { AnthropicStreamReader } from './from-stream.ts';
import { anthropicMessages } from './native.ts';
import { anthropicTokenCounting } from './token-counting.ts';
import { toAnthropicRequest } from './to-request.ts';

export const anthropicConversation: ConversationDialect = {
  toUpstreamRequest: toAnthropicRequest,
  readWhole: readAnthropicMessage,
  streamReader: (sink, context) => new AnthropicStreamReader(sink, context),
};

export const anthropic: ProviderAdapter = {
  id: 'anthropic',
  name: 'Anthropic',
  conversation: anthropicConversation,
  native: { messages: anthropicMessages },
  operations: {},
  tokenCounting: anthropicTokenCounting,
  toFailure: (status, headers, body) => classifyFailure('Anthropic', { status, headers, text: readErrorBody(body) }),
  providerRequestId: (headers) => readRequestId(headers, 'request-id'),
  readHeadroom: anthropicHeadroom,
};
