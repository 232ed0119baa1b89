import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { generationOf } from '../account/generation.ts';
import { credits, keyStatus } from '../account/key-status.ts';
import type { Gateway } from '../gateway.ts';
import { authenticate, principalOf } from '../plugins/authenticate.ts';

/** What a caller may know of itself: a request of its own, its key, its credit. In OpenRouter's form, which clients already read. */
export function accountRoutes(app: FastifyInstance, gateway: Gateway): void {
  const options = { onRequest: authenticate(gateway) };
  const { clock, ledger } = gateway;
  const reader = () => ({ ...ledger, nowMs: clock.nowMs() });

  app.get<{ Querystring: { id?: unknown } }>('/v1/generation', options, async (request, reply) => {
    const { organizationId } = principalOf(request);
    return answer(request, reply, await generationOf(ledger.pool, { id: request.query.id, organizationId, nowMs: () => clock.nowMs() }));
  });
  app.get('/v1/key', options, async (request, reply) => answer(request, reply, await keyStatus(reader(), principalOf(request))));
  app.get('/v1/credits', options, async (request, reply) => answer(request, reply, await credits(reader(), principalOf(request))));
}

/** Written by `JSON.stringify` itself: it alone knows exact numbers. */
function answer(request: FastifyRequest, reply: FastifyReply, data: object): FastifyReply {
  return reply.header('x-request-id', request.id).header('cache-control', 'no-store').type('application/json').send(JSON.stringify({ data }));
}
