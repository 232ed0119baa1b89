import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { ClientResponse } from '../pipeline/client-response.ts';
import { handleRequest } from '../pipeline/handle-request.ts';
import { authenticate } from '../plugins/authenticate.ts';

const EMPTY = Buffer.alloc(0);

export function chatCompletionRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.post('/v1/chat/completions', { onRequest: authenticate(gateway) }, (request, reply) => {
    const { principal, body, id, receivedAtMs } = request;
    if (principal === null) throw new Error('a request came past authentication');
    // From here on the pipeline writes to the socket itself: the framework's way would serialise, copy and buffer.
    reply.hijack();
    const client = new ClientResponse(reply.raw);
    void handleRequest(gateway, { requestId: id, principal, body: Buffer.isBuffer(body) ? body : EMPTY, receivedAtMs, client });
  });
}
