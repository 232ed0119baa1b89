import { anthropicConversation } from '../anthropic/index.ts';
import { anthropicMessages } from '../anthropic/native.ts';
import { readRequestId } from '../failure.ts';
import { googleFailure } from '../google/failure.ts';
import { geminiMethod, geminiReading } from '../google/index.ts';
import { generateContentBody, pricedTier } from '../google/to-request.ts';
import { openaiCompatible } from '../openai/index.ts';
import type {
  ConversationDialect,
  NativeDialect,
  ProviderAdapter,
  ProviderConnection,
  ProviderEntry,
  ReadContext,
  UpstreamRequest,
  UpstreamRequestInput,
} from '../types.ts';
import { addressOf, authorization, isClaude, isOpenModel, projectPath } from './address.ts';
import { atAnthropic, atVertex } from './claude.ts';
import { vertexEmbeddings } from './embeddings.ts';

const ID = 'google-vertex';
const NAME = 'Google Vertex AI';

const gemini = geminiReading(NAME);
const openModels = openaiCompatible({ id: ID, name: NAME });
const { conversation: openConversation, native } = openModels as ProviderAdapter & { readonly conversation: ConversationDialect };
const { chat } = native as { readonly chat: NativeDialect };

function toGemini(input: UpstreamRequestInput): UpstreamRequest {
  const { endpoint, connection, request } = input;
  const tier = pricedTier(request, endpoint);
  const model = encodeURIComponent(endpoint.upstreamModel);
  return {
    path: `${projectPath(connection)}/publishers/google/models/${model}:${geminiMethod(request.stream === true)}`,
    headers: [
      'content-type',
      'application/json',
      ...authorization(connection),
      // cloud.google.com, "Priority PayGo" and "Flex PayGo": without the first, reserved throughput would be used up before.
      ...(tier === null ? [] : ['x-vertex-ai-llm-request-type', 'shared', 'x-vertex-ai-llm-shared-request-type', tier]),
    ],
    body: Buffer.from(JSON.stringify(generateContentBody(input))),
  };
}

/** OpenAI's dialect below an endpoint of its own (cloud.google.com, "Call MaaS APIs for open models"). */
function atOpenApi(asked: UpstreamRequest, connection: ProviderConnection): UpstreamRequest {
  return { ...asked, path: `${projectPath(connection)}/endpoints/openapi${asked.path}` };
}

/** Who reads and writes for a model. */
function dialectOf({ endpoint }: Pick<ReadContext, 'endpoint'>): Pick<ConversationDialect, 'readWhole' | 'streamReader'> {
  if (isClaude(endpoint)) return anthropicConversation;
  return isOpenModel(endpoint) ? openConversation : gemini;
}

function asRead(context: ReadContext): ReadContext {
  return isClaude(context.endpoint) ? { ...context, endpoint: atAnthropic(context.endpoint) } : context;
}

const conversation: ConversationDialect = {
  toUpstreamRequest(input) {
    const { endpoint, connection } = input;
    if (isClaude(endpoint)) return atVertex(anthropicConversation.toUpstreamRequest({ ...input, endpoint: atAnthropic(endpoint) }), input);
    return isOpenModel(endpoint) ? atOpenApi(openConversation.toUpstreamRequest(input), connection) : toGemini(input);
  },
  readWhole: (body, sink, context) => dialectOf(context).readWhole(body, sink, asRead(context)),
  streamReader: (sink, context) => dialectOf(context).streamReader(sink, asRead(context)),
};

/** Gemini in its own dialect, Claude in Anthropic's, and open models in OpenAI's, all of them under a project and a location. */
const adapter: ProviderAdapter = {
  id: ID,
  name: NAME,
  conversation,
  native: {
    chat: { ...chat, serves: isOpenModel, toUpstreamRequest: (input) => atOpenApi(chat.toUpstreamRequest(input), input.connection) },
    messages: {
      ...anthropicMessages,
      serves: isClaude,
      toUpstreamRequest: (input) => atVertex(anthropicMessages.toUpstreamRequest({ ...input, endpoint: atAnthropic(input.endpoint) }), input),
    },
  },
  operations: { embeddings: vertexEmbeddings(NAME) },
  toFailure: (status, headers, body) => googleFailure(NAME, { status, headers, body }),
  providerRequestId: (headers) => readRequestId(headers, 'x-request-id') ?? readRequestId(headers, 'request-id'),
};

export const googleVertex: ProviderEntry = {
  adapter,
  defaultBaseUrl: 'https://aiplatform.googleapis.com/v1',
  addressOf,
  baseUrlExample: null,
  sandboxPath: '/v1/projects/sandbox/locations/global',
  credentialFields: [
    { name: 'apiKey', label: 'Service account (its JSON), or API key of express mode', isSecret: true, isMultiline: true },
    { name: 'project', label: 'Project, where it is not the service account’s own', isSecret: false, isOptional: true, example: 'my-project-123' },
    { name: 'location', label: 'Location', isSecret: false, isOptional: true, example: 'global' },
  ],
};
