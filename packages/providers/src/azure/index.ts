import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { anthropicConversation } from '../anthropic/index.ts';
import { anthropicMessages } from '../anthropic/native.ts';
import { parseExactly } from '../exact-json.ts';
import { readRequestId } from '../failure.ts';
import { openaiHeadroom } from '../headroom.ts';
import { openaiCompatible } from '../openai/index.ts';
import type { ConversationDialect, NativeDialect, Operation, ProviderAdapter, ProviderConnection, ProviderEntry, UpstreamRequest } from '../types.ts';
import { apiVersionOf, deploymentOf, isBelowOpenAI, isClaude, isOpenAIModel, pathOf } from './address.ts';
import { withoutFilterNotes } from './chat-relay.ts';
import { azureFailure } from './failure.ts';

const ID = 'azure';
const NAME = 'Azure';

/** What a resource has of OpenAI's operations besides conversations. */
const OPERATIONS = ['embeddings', 'images.generations', 'images.edits', 'audio.speech', 'audio.transcriptions', 'audio.translations'] as const;

const openai = openaiCompatible({ id: ID, name: NAME, hasResponses: true, operations: OPERATIONS });
const { conversation: openaiConversation, native } = openai as ProviderAdapter & { readonly conversation: ConversationDialect };
const { chat, completions, responses } = native as Readonly<Record<'chat' | 'completions' | 'responses', NativeDialect>>;

interface Target {
  readonly endpoint: Endpoint;
  readonly connection: ProviderConnection;
}

/** The same call at the customer's resource: the model is a deployment there, and the key has a header of its own. */
function atResource(asked: UpstreamRequest, { endpoint, connection }: Target): UpstreamRequest {
  const path = pathOf(asked.path, endpoint, connection);
  const others = asked.headers.flatMap((name, at) => (at % 2 === 0 && name !== 'authorization' ? [name, asked.headers[at + 1] as string] : []));
  // Foundry's own API refuses parameters that it does not know, unless it is told that the model does.
  const passing = path.startsWith('/models/') ? ['extra-parameters', 'pass-through'] : [];
  return { path, headers: [...others, 'api-key', connection.apiKey, ...passing], body: asked.body };
}

/** `model` has to be what the resource calls it. */
function deployed<Input extends Target>(input: Input): Input {
  return { ...input, endpoint: { ...input.endpoint, upstreamModel: deploymentOf(input.endpoint, input.connection) } };
}

function atOwnResource(operation: Operation): Operation {
  return { ...operation, toUpstreamRequest: (input) => atResource(operation.toUpstreamRequest(deployed(input)), input) };
}

/** Claude is served in Anthropic's dialect below `/anthropic` (platform.claude.com, "Claude in Microsoft Foundry"). What it can do is told by its own name. */
function atFoundry({ path, headers, body }: UpstreamRequest, { endpoint, connection }: Target): UpstreamRequest {
  if (isBelowOpenAI(connection)) {
    const detail = 'the base URL ends with /openai: that of the resource itself serves Claude as well';
    throw new ModelHubError('provider_error', { message: `${NAME} is not set up for this model.`, detail });
  }
  const deployment = deploymentOf(endpoint, connection);
  const named = deployment === endpoint.upstreamModel || !Buffer.isBuffer(body) ? body : renamed(body, deployment);
  return { path: `/anthropic${path}`, headers, body: named };
}

function renamed(body: Buffer, model: string): Buffer {
  return Buffer.from(JSON.stringify({ ...(parseExactly(body.toString('utf8')) as object), model }));
}

const conversation: ConversationDialect = {
  toUpstreamRequest(input) {
    if (isClaude(input.endpoint)) return atFoundry(anthropicConversation.toUpstreamRequest(input), input);
    return atResource(openaiConversation.toUpstreamRequest(deployed(input)), input);
  },
  readWhole: (body, sink, context) => (isClaude(context.endpoint) ? anthropicConversation : openaiConversation).readWhole(body, sink, context),
  streamReader: (sink, context) => (isClaude(context.endpoint) ? anthropicConversation : openaiConversation).streamReader(sink, context),
};

/** The older API has no responses, and an address that ends with /openai nothing of Claude's. */
function isReachable(endpoint: Endpoint, connection: ProviderConnection): boolean {
  if (endpoint.responsesOnly && apiVersionOf(connection) !== null) return false;
  return !isClaude(endpoint) || !isBelowOpenAI(connection);
}

/**
 * Azure OpenAI and the models of other labs in Microsoft Foundry: OpenAI's dialect, at an address that every customer has of their own; Claude in
 * Anthropic's. README.md says what was checked.
 */
const adapter: ProviderAdapter = {
  id: ID,
  name: NAME,
  conversation,
  native: {
    chat: {
      ...chat,
      serves: (endpoint, connection) => !isClaude(endpoint) && chat.serves?.(endpoint, connection) !== false,
      toUpstreamRequest: (input) => atResource(chat.toUpstreamRequest(deployed(input)), input),
      streamTranslator: (context) => withoutFilterNotes(chat.streamTranslator(context)),
    },
    completions: { ...completions, toUpstreamRequest: (input) => atResource(completions.toUpstreamRequest(deployed(input)), input) },
    responses: {
      ...responses,
      serves: (endpoint, connection) => isOpenAIModel(endpoint) && apiVersionOf(connection) === null,
      toUpstreamRequest: (input) => atResource(responses.toUpstreamRequest(deployed(input)), input),
    },
    messages: {
      ...anthropicMessages,
      serves: isClaude,
      toUpstreamRequest: (input) => atFoundry(anthropicMessages.toUpstreamRequest(input), input),
    },
  },
  operations: Object.fromEntries(Object.entries(openai.operations).map(([name, operation]) => [name, atOwnResource(operation)])),
  isReachable,
  toFailure: (status, headers, body) => azureFailure(NAME, status, headers, body),
  providerRequestId: (headers) => readRequestId(headers, 'apim-request-id'),
  readHeadroom: openaiHeadroom,
};

export const azure: ProviderEntry = {
  adapter,
  defaultBaseUrl: null,
  baseUrlExample: 'https://my-resource.services.ai.azure.com',
  sandboxPath: '',
  credentialFields: [
    { name: 'apiKey', label: 'API key', isSecret: true },
    { name: 'apiVersion', label: 'API version, where the older API is used', isSecret: false, isOptional: true, example: '2024-10-21' },
    {
      name: 'deployments',
      label: 'Deployments that are not named after their model',
      isSecret: false,
      isOptional: true,
      example: 'gpt-4o=my-gpt4o,gpt-4.1=other',
    },
  ],
};
