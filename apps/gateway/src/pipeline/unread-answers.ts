import type { Socket } from 'node:net';
import { Bag, type Bagged } from './bag.ts';

/** Or a quarter of the deadline, where that is shorter. */
const LOOK_MS = 1_000;

export interface ReadingBounds {
  /** A client that takes nothing of what waits for it for so long is cut. */
  readonly timeoutMs: number;
  /** One that takes less than that is cut, too, in the end. */
  readonly bytesPerSecondMin: number;
}

/**
 * Cuts clients that do not read what they have asked for, whoever writes it: what waits for them would stay in memory for as long as they like. One timer
 * for all connections.
 *
 * Node's own timeout of a socket is no bound: it begins anew whenever a byte has moved, and kernels move some of what they hold long after the last read.
 * Here the time for which a client is behind adds up, and what it takes counts against that time, at the lowest rate that is good enough. One that
 * takes nothing is cut when `timeoutMs` have passed; one that takes a little now and then when what waits for it could have been taken at that rate, and
 * `timeoutMs` more; one that is faster never.
 */
export class UnreadAnswers {
  readonly #connections = new Bag<Connection>();
  readonly #bounds: ReadingBounds;
  readonly #timer: NodeJS.Timeout;
  #lookedAtMs = performance.now();
  #cut = 0;

  constructor(bounds: ReadingBounds) {
    this.#bounds = bounds;
    const everyMs = Math.min(LOOK_MS, bounds.timeoutMs / 4);
    // After what has moved was noticed: what a gateway that was busy has not written yet is not its clients' fault.
    this.#timer = setInterval(() => setImmediate(() => this.#look(2 * everyMs)), everyMs).unref();
  }

  /** Connections that were cut so far. */
  get cut(): number {
    return this.#cut;
  }

  /** Looks after a connection for as long as it is open. */
  add(socket: Socket): void {
    const connection = new Connection(socket);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Time in which the gateway was too busy to look, or stood still, does not count. */
  #look(countedMsMax: number): void {
    const nowMs = performance.now();
    const tookMs = Math.min(nowMs - this.#lookedAtMs, countedMsMax);
    this.#lookedAtMs = nowMs;
    const { timeoutMs, bytesPerSecondMin } = this.#bounds;
    this.#connections.forEach((connection) => {
      if (connection.behindMs(tookMs, bytesPerSecondMin) < timeoutMs) return;
      this.#cut += 1;
      // With a reset, so that the kernel gives up what it holds, and so that nobody takes a cut answer for a whole one.
      connection.socket.resetAndDestroy();
      this.#connections.delete(connection);
    });
  }
}

class Connection implements Bagged {
  bagIndex = -1;
  readonly socket: Socket;
  #behindMs = 0;
  /** What had left for the client at the last look, if something waited then. */
  #leftBytes: number | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** For how long the client has been behind, as of now. `tookMs` have passed since the last look. */
  behindMs(tookMs: number, bytesPerSecondMin: number): number {
    if (this.socket.writableLength === 0) {
      this.#leftBytes = null;
      if (this.#behindMs > 0) this.#behindMs = Math.max(0, this.#behindMs - tookMs);
      return this.#behindMs;
    }
    const leftBytes = bytesLeft(this.socket);
    if (this.#leftBytes !== null) {
      const takenMs = (1_000 * (leftBytes - this.#leftBytes)) / bytesPerSecondMin;
      this.#behindMs = Math.max(0, this.#behindMs + tookMs - takenMs);
    }
    this.#leftBytes = leftBytes;
    return this.#behindMs;
  }
}

/** What Node knows of a connection itself, and looks at for the timeouts of sockets. */
interface SocketHandle {
  /** With what waits in it. */
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

/**
 * Bytes that have left the process. By `bytesWritten` and `writableLength` alone one write of many megabytes has not moved until all of it has, however
 * well its client reads.
 */
function bytesLeft(socket: Socket & { readonly _handle?: SocketHandle | null }): number {
  const handle = socket._handle;
  return handle === null || handle === undefined ? 0 : handle.bytesWritten - handle.writeQueueSize;
}
