import type { Endpoint } from '@modelhub/catalog/types';
import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import type { ChatRequest, ConversationDialect, NativeDialect, OperationName, ProviderAdapter } from '../types.ts';
import { ChatStreamReader, readChatCompletion } from './chat-reader.ts';
import { nativeCompletions } from './completions-native.ts';
import { fromOpenAIResponse } from './from-response.ts';
import { OpenAIStreamRelay } from './from-stream.ts';
import { ALL_OPERATIONS, openaiOperations } from './operations/index.ts';
import { responsesConversation } from './responses/index.ts';
import { nativeResponses } from './responses-native.ts';
import { toOpenAIRequest, type RequestDialect } from './to-request.ts';
import { usageFromOpenAI, type UsageReader } from './usage.ts';

/** A provider's name, and what it does otherwise than OpenAI. */
export interface OpenAIDialect extends RequestDialect {
  readonly id: string;
  readonly name: string;
  /** Finds the usage in a whole answer or in a chunk; null where there is none. */
  readonly usageOf?: UsageReader;
  /** What it has of OpenAI's operations; embeddings where it is absent. */
  readonly operations?: readonly OperationName[];
  /** It has the Responses API as well. */
  readonly hasResponses?: true;
}

const usageOfOpenAI: UsageReader = ({ usage }) => usageFromOpenAI(usage);

/** An adapter for OpenAI itself, and the base of every provider that speaks its dialect. */
export function openaiCompatible({ id, name, usageOf = usageOfOpenAI, operations = ['embeddings'], hasResponses, ...dialect }: OpenAIDialect): ProviderAdapter {
  const origin = { providerName: name, usageOf };
  const chats: ConversationDialect = {
    toUpstreamRequest: (input) => toOpenAIRequest(input, dialect),
    readWhole: (body, sink) => readChatCompletion(body, sink, origin),
    streamReader: (sink) => new ChatStreamReader(sink, origin),
  };
  const chat: NativeDialect = {
    ...(hasResponses ? { serves: ({ responsesOnly }) => !responsesOnly } : {}),
    toUpstreamRequest: ({ request, ...input }) => toOpenAIRequest({ ...input, request: request as ChatRequest }, dialect),
    fromResponse: (body) => fromOpenAIResponse(body, origin),
    streamTranslator: (context) => new OpenAIStreamRelay({ ...origin, context }),
  };
  return {
    id,
    name,
    conversation: hasResponses ? withResponses(chats, responsesConversation(name)) : chats,
    native: { chat, completions: nativeCompletions(origin), ...(hasResponses ? { responses: nativeResponses(name) } : {}) },
    operations: openaiOperations(operations, origin),
    toFailure: (status, headers, body) => classifyFailure(name, { status, headers, text: readErrorBody(body) }),
    providerRequestId: (headers) => readRequestId(headers, 'x-request-id'),
  };
}

/** Conversations go to chat completions, but for the models that these do not have. */
function withResponses(chats: ConversationDialect, responses: ConversationDialect): ConversationDialect {
  const dialectOf = ({ responsesOnly }: Endpoint): ConversationDialect => (responsesOnly ? responses : chats);
  return {
    toUpstreamRequest: (input) => dialectOf(input.endpoint).toUpstreamRequest(input),
    readWhole: (body, sink, context) => dialectOf(context.endpoint).readWhole(body, sink, context),
    streamReader: (sink, context) => dialectOf(context.endpoint).streamReader(sink, context),
  };
}

export const openai = openaiCompatible({
  id: 'openai',
  name: 'OpenAI',
  hasResponses: true,
  operations: ALL_OPERATIONS.filter((name) => name !== 'rerank'),
});
