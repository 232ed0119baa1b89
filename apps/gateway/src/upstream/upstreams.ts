import type { Readable } from 'node:stream';
import type { ConfiguredProvider } from '@modelhub/providers/registry';
import type { UpstreamRequest } from '@modelhub/providers/types';
import { Pool, type Dispatcher } from 'undici';

const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 60_000;
const WARM_UP_TIMEOUT_MS = 3_000;

interface Route {
  readonly pool: Pool;
  /** The base URL's own path, without a slash at its end. */
  readonly path: string;
}

/**
 * Connections to providers, a pool for each origin. A pool has no cap: with streams that last, a cap below their number lets the others
 * wait without end; how much is served at once is the gateway's own admission limit. Timeouts of answers are the gateway's as well.
 */
export class Upstreams {
  readonly #pools = new Map<string, Pool>();
  readonly #routes = new Map<string, Route>();

  constructor(providers: ReadonlyMap<string, ConfiguredProvider>) {
    for (const { connection } of providers.values()) {
      const { origin, pathname } = new URL(connection.baseUrl);
      const pool = this.#pools.get(origin) ?? newPool(origin);
      this.#pools.set(origin, pool);
      this.#routes.set(connection.baseUrl, { pool, path: pathname === '/' ? '' : pathname });
    }
  }

  /** Sends a request; what becomes of it is told to the handler. */
  dispatch(baseUrl: string, request: UpstreamRequest, handler: Dispatcher.DispatchHandler): void {
    const route = this.#routes.get(baseUrl);
    if (route === undefined) throw new RangeError('this base URL belongs to no configured provider');
    route.pool.dispatch({ method: 'POST', path: route.path + request.path, headers: request.headers, body: bodyOf(request) }, handler);
  }

  /** Opens one connection to every provider, so that the first request does not wait for TLS. One that does not answer is no reason to wait. */
  async warmUp(): Promise<void> {
    const calls = [...this.#pools.values()].map((pool) =>
      pool.request({ method: 'HEAD', path: '/', signal: AbortSignal.timeout(WARM_UP_TIMEOUT_MS) }).then(
        ({ body }) => body.dump(),
        () => {},
      ),
    );
    await Promise.all(calls);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

function newPool(origin: string): Pool {
  return new Pool(origin, {
    connections: null,
    pipelining: 1,
    allowH2: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function bodyOf({ body, headers }: UpstreamRequest): Buffer | Readable {
  if (Buffer.isBuffer(body)) return body;
  headers.push('content-length', String(body.length));
  return body.open();
}
