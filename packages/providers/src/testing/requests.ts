import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import type { ChatRequest, ProviderAdapter, UpstreamRequest } from '../types.ts';

export function endpointOf(model: string): Endpoint {
  const endpoint = catalog.findModel(model)?.endpoints[0];
  if (endpoint === undefined) throw new Error(`${model} is gone from the catalog`);
  return endpoint;
}

/** Sends a body as the gateway does: parsed once, and the bytes beside it. */
export function requestOf(adapter: ProviderAdapter, body: string | Readonly<Record<string, unknown>>, endpoint: Endpoint): UpstreamRequest {
  const text = typeof body === 'string' ? body : JSON.stringify({ model: 'my-model', messages: [{ role: 'user', content: 'Hi' }], ...body });
  return adapter.toUpstreamRequest({
    request: JSON.parse(text) as ChatRequest,
    body: Buffer.from(text),
    endpoint,
    connection: { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-upstream-0123456789' },
  });
}
