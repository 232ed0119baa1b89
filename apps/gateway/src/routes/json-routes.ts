import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { isPlain } from '../inbound/request-head.ts';
import { authenticate } from '../plugins/authenticate.ts';
import { conversationHandlers } from './conversations.ts';
import { jsonRequest, type JsonHandler } from './json-request.ts';
import { operationHandlers } from './operations.ts';
import { createResponse } from './responses.ts';

/** By path. They are reached in two ways: through Node's server and the framework, and past both (see inbound/). */
export const JSON_HANDLERS: ReadonlyMap<string, JsonHandler> = new Map([...conversationHandlers, ...operationHandlers, ['/v1/responses', createResponse]]);

export function jsonRoutes(app: FastifyInstance, gateway: Gateway): void {
  for (const [path, handler] of JSON_HANDLERS) {
    app.post(path, { onRequest: authenticate(gateway) }, (request, reply) => {
      // This connection carried something that had to be read by Node's server. With the next one it can go past it again.
      if (isPlain(request.headers)) reply.raw.shouldKeepAlive = false;
      void handler(gateway, jsonRequest(request, reply));
    });
  }
}
