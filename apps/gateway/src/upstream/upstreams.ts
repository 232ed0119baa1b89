import type { Readable } from 'node:stream';
import type { AddressRule } from '@modelhub/egress/address-rules';
import { createGuardedAgent } from '@modelhub/egress/guarded-agent';
import type { ConfiguredProvider } from '@modelhub/providers/registry';
import type { UpstreamRequest } from '@modelhub/providers/types';
import { Pool, type Agent, type Dispatcher } from 'undici';

const KEEP_ALIVE_MS = 60_000;
const WARM_UP_TIMEOUT_MS = 3_000;

interface Route {
  readonly pool: Pool;
  /** The base URL's own path, without a slash at its end. */
  readonly path: string;
}

export interface UpstreamsOptions {
  readonly customAddresses: AddressRule;
  readonly connectTimeoutMs: number;
}

/** Where a request goes. */
export interface Destination {
  readonly baseUrl: string;
  /** A customer had a say in it: the address is checked when it is connected to, and nothing of ours is in reach. */
  readonly isCustomAddress: boolean;
}

/**
 * Connections to providers, a pool for each origin. A pool has no cap: with streams that last, a cap below their number lets the others
 * wait without end; how much is served at once is the gateway's own admission limit. Timeouts of answers are the gateway's as well.
 */
export class Upstreams {
  readonly #pools = new Map<string, Pool>();
  readonly #routes = new Map<string, Route>();
  /** For addresses of customers. */
  readonly #guarded: Agent;
  readonly #connectTimeoutMs: number;

  constructor(providers: ReadonlyMap<string, ConfiguredProvider>, { customAddresses, connectTimeoutMs }: UpstreamsOptions) {
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#guarded = createGuardedAgent({ rule: customAddresses, connectTimeoutMs });
    for (const { connection } of providers.values()) this.#open(connection.baseUrl);
  }

  /** Sends a request; what becomes of it is told to the handler. */
  dispatch(destination: Destination, request: UpstreamRequest, handler: Dispatcher.DispatchHandler): void {
    this.send(destination, { method: 'POST', path: request.path, headers: request.headers, body: bodyOf(request) }, handler);
  }

  /** As `dispatch`, for a request of any kind; its path comes after the destination's own. */
  send({ baseUrl, isCustomAddress }: Destination, request: Omit<Dispatcher.DispatchOptions, 'origin'>, handler: Dispatcher.DispatchHandler): void {
    if (isCustomAddress) {
      const { origin, pathname } = new URL(baseUrl);
      this.#guarded.dispatch({ ...request, origin, path: pathOf(pathname) + request.path }, handler);
    } else {
      // What the operator names is a handful, so nothing is ever closed.
      const { pool, path } = this.#routes.get(baseUrl) ?? this.#open(baseUrl);
      pool.dispatch({ ...request, path: path + request.path }, handler);
    }
  }

  #open(baseUrl: string): Route {
    const { origin, pathname } = new URL(baseUrl);
    const pool = this.#pools.get(origin) ?? newPool(origin, this.#connectTimeoutMs);
    const route: Route = { pool, path: pathOf(pathname) };
    this.#pools.set(origin, pool);
    this.#routes.set(baseUrl, route);
    return route;
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
    await Promise.all([this.#guarded.destroy(), ...[...this.#pools.values()].map((pool) => pool.destroy())]);
  }
}

function pathOf(pathname: string): string {
  return pathname === '/' ? '' : pathname;
}

function newPool(origin: string, connectTimeoutMs: number): Pool {
  return new Pool(origin, {
    connections: null,
    pipelining: 1,
    allowH2: false,
    connectTimeout: connectTimeoutMs,
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
