import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { EnvError, readEnv, type Env } from '../env.ts';
import { clientAddress, CLIENT_ADDRESS_HEADER } from './client-address.ts';

function readEnvOrExit(): Env {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`The dashboard cannot start: ${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Checks the environment, and notes on every request who its client is. Next.js hands route handlers no socket and keeps an
 * `x-forwarded-for` that anybody can write, so the address is taken here, where Node announces a request.
 */
export function start(): void {
  const env = readEnvOrExit();
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const forwarded = request.headers['x-forwarded-for'];
    request.headers[CLIENT_ADDRESS_HEADER] = clientAddress({
      peer: request.socket.remoteAddress,
      forwardedFor: Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      trustedHops: env.TRUSTED_PROXY_HOPS,
    });
  });
}
