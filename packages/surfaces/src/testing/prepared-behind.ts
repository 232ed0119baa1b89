import type { ReplayContext } from '@modelhub/providers/testing/captures';
import { answeringEndpoint } from '@modelhub/providers/testing/requests';
import type { ProviderAdapter } from '@modelhub/providers/types';
import { ConversationCall } from '../conversation-call.ts';
import type { ConversationSurface, PreparedCall } from '../types.ts';

const INCOMING = { body: Buffer.from('{"model":"my-model"}'), headers: {} };
const CONNECTION = { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-upstream-0123456789', extra: {} };

/** A call behind a surface. The request in the surface's dialect does not matter here, but for what changes how an answer is read. */
export function preparedBehind(surface: ConversationSurface, adapter: ProviderAdapter, context: ReplayContext): PreparedCall {
  const chat = { ...context.request, model: 'my-model', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1_000 };
  const request = { ...chat, input: 'Hi' };
  const call = new ConversationCall({ ...surface, read: () => request, promptTokens: () => 40, toChatRequest: () => chat }, INCOMING);
  // Captures are of a provider's first dialect; its own Responses API is tested where it is read.
  const { responses: _native, ...native } = adapter.native;
  return call.prepare({ ...adapter, native }, { endpoint: answeringEndpoint(context.endpointId), connection: CONNECTION, context: { ...context, request } });
}
