import { modelRefusedBy } from '@modelhub/core/access-lists';
import { ModelHubError } from '@modelhub/core/errors';
import { messagesSurface, readCountedRequest } from '@modelhub/surfaces/messages';
import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { countTokens } from '../tokens/count-tokens.ts';
import { countedModel } from '../tokens/counted-model.ts';
import { askProvider } from '../tokens/ask-provider.ts';
import { authenticate, principalOf } from '../plugins/authenticate.ts';

const EMPTY = Buffer.alloc(0);

/** `POST /v1/messages/count_tokens`: by Anthropic itself for its own models, and with the nearest tokenizer for all others. Costs nothing. */
export function tokenCountRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.post('/v1/messages/count_tokens', { onRequest: authenticate(gateway) }, async (request, reply) => {
    const principal = principalOf(request);
    const body = Buffer.isBuffer(request.body) ? request.body : EMPTY;
    const asked = readCountedRequest(body);
    const model = countedModel(gateway, principal, { surface: messagesSurface, request: asked });
    if (modelRefusedBy(principal.accessLists, model.id) !== null) {
      throw new ModelHubError('model_not_allowed', { message: `This API key may not use ${model.id}.`, param: 'model' });
    }
    const counted =
      (await askProvider(gateway, model, { principal, request: asked, body })) ??
      (await countTokens(gateway, { surface: messagesSurface, request: asked, model }));
    return reply.header('x-request-id', request.id).send({ input_tokens: counted });
  });
}
