import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import type { ChatRequest, ConversationDialect, NativeDialect, ProviderAdapter } from '../types.ts';

/** The model at its own lab. */
export function endpointOf(name: string): Endpoint {
  const model = catalog.findModel(name);
  const endpoint = model?.endpoints.find(({ provider }) => provider === model.lab);
  if (endpoint === undefined) throw new Error(`${name} is gone from the catalog`);
  return endpoint;
}

/** Who answered a capture; where it makes no difference to the dialect, captures do not say. */
export function answeringEndpoint(endpointId: string | undefined): Endpoint {
  if (endpointId === undefined) return endpointOf('gpt-4o');
  const endpoint = catalog.findEndpoint(endpointId);
  if (endpoint === undefined) throw new Error(`${endpointId} is gone from the catalog`);
  return endpoint;
}

/** A request as it goes to a provider; its body is no form. */
export interface SentRequest {
  readonly path: string;
  readonly headers: string[];
  readonly body: Buffer;
}

/** Sends a body as the gateway does: parsed once, and the bytes beside it. */
export function requestOf(adapter: ProviderAdapter, body: string | Readonly<Record<string, unknown>>, endpoint: Endpoint): SentRequest {
  const text = typeof body === 'string' ? body : JSON.stringify({ model: 'my-model', messages: [{ role: 'user', content: 'Hi' }], ...body });
  const {
    path,
    headers,
    body: sent,
  } = conversationOf(adapter).toUpstreamRequest({
    request: JSON.parse(text) as ChatRequest,
    body: Buffer.from(text),
    endpoint,
    connection: { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-upstream-0123456789' },
  });
  if (!Buffer.isBuffer(sent)) throw new Error('a conversation was sent as a form');
  return { path, headers, body: sent };
}

export function conversationOf({ id, conversation }: ProviderAdapter): ConversationDialect {
  if (conversation === null) throw new Error(`${id} has no conversations`);
  return conversation;
}

export function nativeOf({ id, native }: ProviderAdapter): NativeDialect {
  if (native.chat === undefined) throw new Error(`${id} has no chat completions of its own`);
  return native.chat;
}
