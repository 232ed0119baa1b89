import { chatSurface } from '@modelhub/surfaces/chat';
import { completionsSurface } from '@modelhub/surfaces/completions';
import { ConversationCall } from '@modelhub/surfaces/conversation-call';
import { messagesSurface } from '@modelhub/surfaces/messages';
import type { ConversationSurface } from '@modelhub/surfaces/types';
import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { ClientResponse } from '../pipeline/client-response.ts';
import { handleRequest } from '../pipeline/handle-request.ts';
import { asksForNotes } from '../pipeline/route-notes.ts';
import { authenticate } from '../plugins/authenticate.ts';
import { errorFormOf } from '../plugins/errors.ts';

const EMPTY = Buffer.alloc(0);

/** Dialects of conversations, by their paths. */
const SURFACES: Readonly<Record<string, ConversationSurface>> = {
  '/v1/chat/completions': chatSurface,
  '/v1/messages': messagesSurface,
  '/v1/completions': completionsSurface,
};

export function conversationRoutes(app: FastifyInstance, gateway: Gateway): void {
  for (const [path, surface] of Object.entries(SURFACES)) {
    app.post(path, { onRequest: authenticate(gateway) }, (request, reply) => {
      const { principal, id: requestId, receivedAtMs, headers } = request;
      const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
      if (principal === null) throw new Error('a request came past authentication');
      // From here on the pipeline writes to the socket itself: the framework's way would serialise, copy and buffer.
      reply.hijack();
      const client = new ClientResponse(reply.raw);
      const readCall = (): ConversationCall => new ConversationCall(surface, { body, headers });
      const wantsMetadata = asksForNotes(headers);
      void handleRequest(gateway, { requestId, principal, receivedAtMs, client, errorForm: errorFormOf(path), readCall, wantsMetadata });
    });
  }
}
