import type { CallHandler } from '../call-handler.ts';
import { Connection, type ConnectionOwner, type Origin } from './connection.ts';

/** Connections without a request are closed after that long; many providers do so after a minute themselves. */
const IDLE_MS = 55_000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
/** What may not stand in a header: it would end it, and begin another one. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;

export interface PooledRequest {
  readonly path: string;
  /** Flat list of names and values. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/**
 * Connections to one provider. There is no cap: with streams that last, a cap below their number lets the others wait without end; how much is served at once
 * is the gateway's own admission limit. The connection that was used last is used next, so that those too many grow old and are closed.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly connectTimeoutMs: number;
  tlsSession: Buffer | undefined;
  readonly #origin: Origin;
  readonly #host: string;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();

  constructor(origin: string, { connectTimeoutMs }: { readonly connectTimeoutMs: number }) {
    const { protocol, hostname, port, host } = new URL(origin);
    this.connectTimeoutMs = connectTimeoutMs;
    this.#host = host;
    this.#origin = {
      isSecure: protocol === 'https:',
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port: port === '' ? (DEFAULT_PORTS[protocol] ?? 443) : Number(port),
    };
  }

  /** Sends a POST request; what becomes of it is told to the handler. Throws for headers that are none. */
  post(request: PooledRequest, handler: CallHandler): void {
    const head = headOf(request, this.#host);
    this.#take().send(head, request.body, handler);
  }

  /** Opens a connection for the first request, so that it does not wait for TLS. */
  async warmUp(): Promise<void> {
    const connection = this.#connect();
    await new Promise<void>((resolve) => {
      connection.onOpen = resolve;
    });
    if (connection.isUsable) this.idle(connection);
  }

  idle(connection: Connection): void {
    connection.idleSinceMs = performance.now();
    this.#idle.push(connection);
  }

  closed(connection: Connection): void {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  /** Closes what nobody has needed for a while. */
  sweep(nowMs: number): void {
    const old = this.#idle.filter(({ idleSinceMs, keepAliveMs }) => nowMs - idleSinceMs >= Math.min(IDLE_MS, keepAliveMs));
    for (const connection of old) this.#discard(connection);
  }

  destroy(): void {
    for (const connection of this.#open) connection.destroy();
  }

  #take(): Connection {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (connection.isUsable && performance.now() - connection.idleSinceMs < connection.keepAliveMs) return connection;
      connection.destroy();
    }
    return this.#connect();
  }

  #connect(): Connection {
    const connection = new Connection(this.#origin, this);
    this.#open.add(connection);
    return connection;
  }

  #discard(connection: Connection): void {
    this.#idle.splice(this.#idle.indexOf(connection), 1);
    connection.destroy();
  }
}

function headOf({ path, headers, body }: PooledRequest, host: string): string {
  let head = `POST ${path} HTTP/1.1\r\n`;
  let hasHost = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    if (NOT_IN_HEADERS.test(value)) throw new TypeError(`the header ${name} cannot be sent as it is`);
    hasHost ||= name === 'host';
    head += `${name}: ${value}\r\n`;
  }
  if (!hasHost) head += `host: ${host}\r\n`;
  return `${head}connection: keep-alive\r\ncontent-length: ${body.length}\r\n\r\n`;
}
