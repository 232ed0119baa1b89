import type { ConfiguredProvider } from '@modelhub/providers/registry';
import type { UpstreamForm, UpstreamRequest } from '@modelhub/providers/types';
import type { Dispatcher } from 'undici';
import type { Agents, AgentsOptions } from './agents.ts';
import type { CallHandler } from './call-handler.ts';
import { ConnectionPool } from './http1/connection-pool.ts';

const WARM_UP_TIMEOUT_MS = 3_000;
const SWEEP_MS = 5_000;

interface Route {
  readonly pool: ConnectionPool;
  readonly origin: string;
  /** The base URL's own path, without a slash at its end. */
  readonly path: string;
}

/** Where a request goes. */
export interface Destination {
  readonly baseUrl: string;
  /** A customer had a say in it: the address is checked when it is connected to, and nothing of ours is in reach. */
  readonly isCustomAddress: boolean;
}

/**
 * Connections to providers. Requests to providers that the operator has set up go over our own client, which does what they need and nothing else (ADR 46);
 * bodies that are made while they are sent, and addresses of customers, go over undici. Timeouts of answers are the gateway's, not the clients'.
 */
export class Upstreams {
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #routes = new Map<string, Route>();
  readonly #options: AgentsOptions;
  /** Being loaded, or there. */
  #loading: Promise<Agents> | null = null;
  #agents: Agents | null = null;
  readonly #sweeper: NodeJS.Timeout;

  constructor(providers: ReadonlyMap<string, ConfiguredProvider>, options: AgentsOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();
    for (const { connection } of providers.values()) this.#open(connection.baseUrl);
  }

  /** Sends a request; what becomes of it is told to the handler. */
  dispatch(destination: Destination, { path, headers, body }: UpstreamRequest, handler: CallHandler): void {
    if (!Buffer.isBuffer(body)) this.send(destination, { method: 'POST', path, headers: withLength(headers, body), body: body.open() }, handler);
    else if (destination.isCustomAddress) this.send(destination, { method: 'POST', path, headers, body }, handler);
    else {
      const route = this.#routeTo(destination.baseUrl);
      route.pool.post({ path: route.path + path, headers, body }, handler);
    }
  }

  /** As `dispatch`, for a request of any kind; its path comes after the destination's own. */
  send({ baseUrl, isCustomAddress }: Destination, request: Omit<Dispatcher.DispatchOptions, 'origin'>, handler: CallHandler): void {
    const { origin, path } = isCustomAddress ? placeOf(baseUrl) : this.#routeTo(baseUrl);
    const dispatchBy = ({ guarded, streaming }: Agents): void => {
      (isCustomAddress ? guarded : streaming).dispatch({ ...request, origin, path: path + request.path }, handler);
    };
    if (this.#agents === null)
      this.#loadAgents()
        .then(dispatchBy)
        .catch((error: Error) => handler.onResponseError(null, error));
    else dispatchBy(this.#agents);
  }

  /** Opens one connection to every provider, so that the first request does not wait for TLS. One that does not answer is no reason to wait. */
  async warmUp(): Promise<void> {
    const warm = Promise.all([...this.#pools.values()].map((pool) => pool.warmUp()));
    await Promise.race([warm, new Promise((resolve) => setTimeout(resolve, WARM_UP_TIMEOUT_MS).unref())]);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const pool of this.#pools.values()) pool.destroy();
    const agents = await this.#loading;
    if (agents !== null) await Promise.all([agents.guarded.destroy(), agents.streaming.destroy()]);
  }

  /** What the operator names is a handful, so nothing is ever closed. */
  #routeTo(baseUrl: string): Route {
    return this.#routes.get(baseUrl) ?? this.#open(baseUrl);
  }

  #open(baseUrl: string): Route {
    const { origin, path } = placeOf(baseUrl);
    const pool = this.#pools.get(origin) ?? new ConnectionPool(origin, this.#options);
    const route: Route = { pool, origin, path };
    this.#pools.set(origin, pool);
    this.#routes.set(baseUrl, route);
    return route;
  }

  async #loadAgents(): Promise<Agents> {
    this.#loading ??= import('./agents.ts').then(({ openAgents }) => openAgents(this.#options));
    return (this.#agents = await this.#loading);
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const pool of this.#pools.values()) pool.sweep(nowMs);
  }
}

function placeOf(baseUrl: string): { readonly origin: string; readonly path: string } {
  const { origin, pathname } = new URL(baseUrl);
  return { origin, path: pathname === '/' ? '' : pathname };
}

function withLength(headers: readonly string[], { length }: UpstreamForm): string[] {
  return [...headers, 'content-length', String(length)];
}
