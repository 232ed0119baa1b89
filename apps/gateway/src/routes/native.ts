import { NATIVE_APIS } from '@modelhub/providers/passthrough/native-api';
import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { passThrough } from '../passthrough/pass-through.ts';
import { ClientResponse } from '../pipeline/client-response.ts';
import { authenticate, nativeKey, principalOf } from '../plugins/authenticate.ts';
import { errorFormOf } from '../plugins/errors.ts';

/** `/openai/*`, `/anthropic/*` and `/google/*`: the providers' own APIs, whatever is asked of them. */
export function nativeRoutes(app: FastifyInstance, gateway: Gateway): void {
  for (const [name, api] of Object.entries(NATIVE_APIS)) {
    const prefix = `/${name}`;
    app.all(
      `${prefix}/*`,
      {
        onRequest: [
          authenticate(gateway, nativeKey),
          // Taken over before the framework reads a body, of whatever type it is.
          (request, reply) => {
            const { id: requestId, receivedAtMs, raw } = request;
            reply.hijack();
            void passThrough(gateway, api, {
              requestId,
              principal: principalOf(request),
              presentedKey: nativeKey(request) ?? '',
              receivedAtMs,
              client: new ClientResponse(reply.raw),
              errorForm: errorFormOf(request.url),
              raw,
              path: request.url.slice(prefix.length),
            });
          },
        ],
      },
      () => {
        throw new Error('a request came past its take-over');
      },
    );
  }
}
