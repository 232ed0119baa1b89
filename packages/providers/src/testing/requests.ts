import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import type { ChatRequest, ProviderAdapter, UpstreamRequest } from '../types.ts';

/** The model at its own lab. */
export function endpointOf(name: string): Endpoint {
  const model = catalog.findModel(name);
  const endpoint = model?.endpoints.find(({ provider }) => provider === model.lab);
  if (endpoint === undefined) throw new Error(`${name} is gone from the catalog`);
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
