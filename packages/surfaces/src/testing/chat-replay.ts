import { replay, type ReplayContext, type Replayed } from '@modelhub/providers/testing/captures';
import { answeringEndpoint } from '@modelhub/providers/testing/requests';
import type { ProviderAdapter, StreamTranslator, WholeAnswer } from '@modelhub/providers/types';
import { chatSurface } from '../chat/surface.ts';
import { ConversationCall } from '../conversation-call.ts';
import type { PreparedCall } from '../types.ts';

const connection = { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-upstream-0123456789', extra: {} };

/** A chat completion at a provider as the gateway prepares it: native where the provider speaks the dialect. */
function prepared(adapter: ProviderAdapter, context: ReplayContext): PreparedCall {
  const request = { ...context.request, messages: [{ role: 'user', content: 'Hi' }] };
  const endpoint = answeringEndpoint(context.endpointId);
  const call = new ConversationCall(chatSurface, { body: Buffer.from(JSON.stringify(request)), headers: {} });
  return call.prepare(adapter, { endpoint, connection, context });
}

export function chatTranslator(adapter: ProviderAdapter, context: ReplayContext): StreamTranslator {
  return prepared(adapter, context).streamTranslator();
}

export function replayChat(adapter: ProviderAdapter, pieces: Iterable<Buffer>, context: ReplayContext): Replayed {
  return replay(chatTranslator(adapter, context), pieces);
}

export function wholeChat(adapter: ProviderAdapter, body: Buffer, context: ReplayContext): WholeAnswer {
  return prepared(adapter, context).fromResponse({ headers: {}, body });
}
