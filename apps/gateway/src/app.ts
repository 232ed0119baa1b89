import { newId } from '@modelhub/core/ids';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Gateway } from './gateway.ts';
import { admit } from './plugins/admission.ts';
import { answerClientError, answerErrors } from './plugins/errors.ts';
import { acceptJsonBytes } from './plugins/json-bytes.ts';
import { jsonRoutes } from './routes/json-routes.ts';
import { formRoutes } from './routes/operations.ts';
import { accountRoutes } from './routes/account.ts';
import { tokenCountRoutes } from './routes/token-counts.ts';
import { healthRoutes } from './routes/health.ts';
import { modelRoutes } from './routes/models.ts';
import { nativeRoutes } from './routes/native.ts';
import { responseRoutes } from './routes/responses.ts';

/** A body that has not arrived after that long never will. */
export const REQUEST_TIMEOUT_MS = 120_000;
/** Longer than the usual idle time of load balancers, so that they are the ones who close. */
export const KEEP_ALIVE_TIMEOUT_MS = 75_000;

export interface Lifecycle {
  /** No new requests; those under way go on. */
  isDraining: boolean;
}

/** The HTTP surface: plugins first, then routes. */
export function buildApp(gateway: Gateway, lifecycle: Lifecycle): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: gateway.settings.bodyBytesMax,
    genReqId: () => newId('request'),
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    clientErrorHandler: answerClientError,
  });
  app.decorateRequest('principal', null);
  app.decorateRequest('receivedAtMs', 0);
  acceptJsonBytes(app);
  answerErrors(app, gateway);
  healthRoutes(app, gateway, lifecycle);
  app.register((api, _options, done) => {
    api.addHook('onRequest', admit(gateway, lifecycle));
    jsonRoutes(api, gateway);
    formRoutes(api, gateway);
    responseRoutes(api, gateway);
    modelRoutes(api, gateway);
    accountRoutes(api, gateway);
    tokenCountRoutes(api, gateway);
    nativeRoutes(api, gateway);
    done();
  });
  return app;
}
