import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import { openaiHeadroom } from '../headroom.ts';
import type { ChatRequest, ConversationDialect, HeadroomReader, NativeDialect, OperationName, ProviderAdapter, ReadContext } from '../types.ts';
import { ChatStreamReader, readChatCompletion } from './chat-reader.ts';
import { nativeCompletions } from './completions-native.ts';
import { fromOpenAIResponse } from './from-response.ts';
import { OpenAIStreamRelay } from './from-stream.ts';
import { ALL_OPERATIONS, openaiOperations } from './operations/index.ts';
import { responsesConversation } from './responses/index.ts';
import { canBeResponse } from './responses/to-request.ts';
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
  /** Finds what is left of the account's limits. */
  readonly readHeadroom?: HeadroomReader;
  /** It has the Responses API as well. */
  readonly hasResponses?: true;
}

const usageOfOpenAI: UsageReader = ({ usage }) => usageFromOpenAI(usage);

/** An adapter for OpenAI itself, and the base of every provider that speaks its dialect. */
export function openaiCompatible({
  id,
  name,
  usageOf = usageOfOpenAI,
  operations = ['embeddings'],
  hasResponses,
  readHeadroom = openaiHeadroom,
  ...dialect
}: OpenAIDialect): ProviderAdapter {
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
    readHeadroom,
  };
}

/**
 * Conversations of models that think go to the Responses API, which alone hands their thoughts out to be shown to them again; so do those of models that chat
 * completions do not have. Everything else, and what only chat completions can do, goes to these. Azure's older API has no responses.
 */
function withResponses(chats: ConversationDialect, responses: ConversationDialect): ConversationDialect {
  const dialectOf = ({ endpoint, request }: ReadContext): ConversationDialect => {
    const isThinking = endpoint.provider === 'openai' && endpoint.supportedParameters.includes('reasoning_effort');
    return endpoint.responsesOnly || (isThinking && canBeResponse(request)) ? responses : chats;
  };
  return {
    toUpstreamRequest: (input) => dialectOf(input).toUpstreamRequest(input),
    readWhole: (body, sink, context) => dialectOf(context).readWhole(body, sink, context),
    streamReader: (sink, context) => dialectOf(context).streamReader(sink, context),
  };
}

export const openai = openaiCompatible({
  id: 'openai',
  name: 'OpenAI',
  hasResponses: true,
  operations: ALL_OPERATIONS.filter((name) => name !== 'rerank'),
});
