import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { answerClientError } from '../plugins/errors.ts';
import { InboundConnection, type Admission, type ConnectionOwner, type ReceivedRequest } from './inbound-connection.ts';
import type { RequestHead } from './request-head.ts';

const SWEEP_MS = 1_000;

export interface InboundSettings {
  /** A request that has not arrived after that long never will. */
  readonly requestTimeoutMs: number;
  /** Of a connection without a request. */
  readonly keepAliveTimeoutMs: number;
  readonly lifecycle: { readonly isDraining: boolean };
  /** Who asks, where the request is one that is served here; null leaves it to Node's server. */
  admit(head: RequestHead, socket: Socket): Admission | Promise<Admission>;
  serve(request: ReceivedRequest): void;
}

/**
 * Stands in front of a server of Node's, and reads the plain requests of the hot path itself: Node's reading and writing of HTTP takes more of the processor than all
 * the rest of the gateway. A connection on which something else comes goes to Node's server for good.
 */
export class InboundServer implements ConnectionOwner {
  readonly keepAliveSeconds: number;
  readonly #settings: InboundSettings;
  readonly #connections = new Set<InboundConnection>();
  readonly #handOver: (socket: Socket) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(server: Server, settings: InboundSettings) {
    this.#settings = settings;
    this.keepAliveSeconds = Math.floor(settings.keepAliveTimeoutMs / 1_000);
    const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
    this.#handOver = (socket) => {
      for (const listener of listeners) listener.call(server, socket);
    };
    server.removeAllListeners('connection');
    server.on('connection', (socket) => this.#connections.add(new InboundConnection(socket, this)));
    this.#timer = setInterval(() => this.#sweep(performance.now()), SWEEP_MS).unref();
  }

  get isDraining(): boolean {
    return this.#settings.lifecycle.isDraining;
  }

  admit(head: RequestHead, socket: Socket): Admission | Promise<Admission> {
    return this.#settings.admit(head, socket);
  }

  received(request: ReceivedRequest): void {
    this.#settings.serve(request);
  }

  handOver(connection: InboundConnection, bytes: readonly Buffer[]): void {
    const { socket } = connection;
    connection.release();
    this.#connections.delete(connection);
    socket.pause();
    for (let i = bytes.length - 1; i >= 0; i -= 1) socket.unshift(bytes[i]);
    this.#handOver(socket);
    socket.resume();
  }

  closed(connection: InboundConnection): void {
    this.#connections.delete(connection);
  }

  /** Takes no further requests: connections without one are closed, the others with the end of their answers. */
  drain(): void {
    for (const connection of this.#connections) connection.closeIfIdle();
  }

  /** Ends what is left. */
  close(): void {
    clearInterval(this.#timer);
    for (const { socket } of this.#connections) socket.destroy();
  }

  #sweep(nowMs: number): void {
    const { requestTimeoutMs, keepAliveTimeoutMs } = this.#settings;
    for (const connection of this.#connections) {
      const { phase, phaseSinceMs, socket } = connection;
      const inPhaseMs = nowMs - phaseSinceMs;
      if (phase === 'idle' && inPhaseMs > keepAliveTimeoutMs) socket.destroy();
      else if ((phase === 'head' || phase === 'body') && inPhaseMs > requestTimeoutMs) {
        answerClientError(Object.assign(new Error('the request did not arrive'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
      }
    }
  }
}
