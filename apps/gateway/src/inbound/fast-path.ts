import type { Server } from 'node:http';
import { newId } from '@modelhub/core/ids';
import { KEEP_ALIVE_TIMEOUT_MS, REQUEST_TIMEOUT_MS, type Lifecycle } from '../app.ts';
import type { Gateway } from '../gateway.ts';
import { isOpen } from '../plugins/admission.ts';
import { acceptedPrincipal, presentedKey } from '../plugins/authenticate.ts';
import { JSON_HANDLERS } from '../routes/json-routes.ts';
import { InboundServer } from './inbound-server.ts';

/**
 * Serves plain requests to the paths of `JSON_HANDLERS` past Node's server and the framework. Everything else, and everybody who is not let in, reaches them with the
 * connection, so that there is one place for each refusal.
 */
export function openFastPath(server: Server, gateway: Gateway, lifecycle: Lifecycle): InboundServer {
  return new InboundServer(server, {
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    keepAliveTimeoutMs: KEEP_ALIVE_TIMEOUT_MS,
    lifecycle,
    admit({ path, headers, contentLength }, socket) {
      if (!JSON_HANDLERS.has(path) || contentLength > gateway.settings.bodyBytesMax || !isOpen(gateway, lifecycle)) return null;
      const key = presentedKey(headers);
      if (key === null) return null;
      const answer = gateway.principals.authenticate(key, socket);
      return answer instanceof Promise ? answer.then(acceptedPrincipal, () => null) : acceptedPrincipal(answer);
    },
    serve({ head: { path, headers }, principal, receivedAtMs, body, client }) {
      void JSON_HANDLERS.get(path)?.(gateway, { requestId: newId('request'), principal, receivedAtMs, headers, body, client });
    },
  });
}
