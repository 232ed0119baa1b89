import { ModelHubError } from '@modelhub/core/errors';
import { classifyFailure, readErrorBody, readRequestId } from '../failure.ts';
import type { ConversationDialect, ProviderAdapter, ProviderEntry, UpstreamFailure, UpstreamHeaders } from '../types.ts';
import { embeddings } from './embeddings.ts';
import { isTooLong } from './failure.ts';
import { readOllamaMessage } from './from-response.ts';
import { OllamaStreamReader } from './from-stream.ts';
import { toOllamaRequest } from './to-request.ts';

export const ollamaConversation: ConversationDialect = {
  toUpstreamRequest: toOllamaRequest,
  readWhole: (body, sink) => readOllamaMessage(body, sink),
  streamReader: (sink) => new OllamaStreamReader(sink),
};

export const ollamaAdapter: ProviderAdapter = {
  id: 'ollama',
  name: 'Ollama',
  conversation: ollamaConversation,
  native: {},
  operations: { embeddings },
  toFailure,
  providerRequestId: (headers) => readRequestId(headers, 'x-request-id'),
};

/** Models on machines of one's own. It knows no keys; a proxy in front of it, or Ollama's own cloud, may. */
export const ollama: ProviderEntry = {
  adapter: ollamaAdapter,
  defaultBaseUrl: 'http://127.0.0.1:11434',
  baseUrlExample: null,
  sandboxPath: '',
  isOperatorsOwn: true,
  credentialFields: [{ name: 'apiKey', label: 'API key', isSecret: true, isOptional: true }],
};

/** A prompt that is too long is said with 500 by some versions: nobody else's fault, whatever the status. */
function toFailure(status: number, headers: UpstreamHeaders, body: Buffer): UpstreamFailure {
  const text = readErrorBody(body);
  if (!isTooLong(text.message)) return classifyFailure('Ollama', { status, headers, text });
  return {
    error: new ModelHubError('context_length_exceeded', { message: 'The prompt is too long for this model.', detail: text.message }),
    blame: 'client',
    retryAfterMs: null,
  };
}
