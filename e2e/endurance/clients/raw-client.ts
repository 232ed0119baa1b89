import { connect, type Socket } from 'node:net';
import { monotonicMs } from '../figures/monotonic.ts';

/** How a client goes: with a reset, by saying that it sends no more (and reading on), or by closing as a program does that ends. */
export const DEPARTURES = ['reset', 'half-close', 'close'] as const;
export type Departure = (typeof DEPARTURES)[number];

export interface RawRequest {
  readonly port: number;
  readonly secret: string;
  readonly path: string;
  readonly body: string;
}

/** The last bytes of a whole stream in each of the dialects. */
const STREAM_ENDS = ['data: [DONE]', '"type":"message_stop"', '"type":"response.completed"'];
const TAIL_KEPT = 400;
const FINAL_CHUNK = '\r\n0\r\n\r\n';

/** One request on a socket of its own, byte by byte: only so a client can leave in all the ways in which clients leave. */
export class RawClient {
  /** 0 until the first line of the answer is there. */
  status = 0;
  /** Reads of the socket that brought something of the answer's body. */
  pieces = 0;
  /** The answer was whole when it came. */
  isComplete = false;
  leftMs: number | null = null;
  /** The connection is gone, from whichever side. */
  closedMs: number | null = null;
  onPiece: (() => void) | null = null;
  /** Resolves when the answer is complete, or the connection is gone. */
  readonly over: Promise<void>;
  readonly #socket: Socket;
  #head = '';
  #tail = '';
  #bodyBytesLeft = Number.POSITIVE_INFINITY;

  /** Sends the whole request, or of its body only the given share. */
  constructor(request: RawRequest, { bodyShare = 1, isReading = true }: { readonly bodyShare?: number; readonly isReading?: boolean } = {}) {
    this.#socket = connect({ port: request.port, host: '127.0.0.1', noDelay: true });
    if (isReading) this.#socket.on('data', (chunk) => this.#read(chunk));
    else this.#socket.pause();
    this.#socket.on('error', () => {});
    this.#socket.write(headOf(request) + request.body.slice(0, Math.floor(request.body.length * bodyShare)));
    this.over = new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.closedMs = monotonicMs();
        resolve();
      });
    });
  }

  /** Begins to read what has been sent meanwhile. */
  readOn(): void {
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.resume();
  }

  leave(departure: Departure): void {
    if (this.leftMs !== null || this.closedMs !== null) return;
    this.leftMs = monotonicMs();
    if (departure === 'reset') this.#socket.resetAndDestroy();
    else if (departure === 'half-close') this.#socket.end();
    else this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const text = chunk.toString('latin1');
    if (this.status === 0) this.#readHead(text);
    else this.#readBody(text);
  }

  #readHead(text: string): void {
    this.#head += text;
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.status = Number(this.#head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#head.slice(0, end))?.[1];
    if (length !== undefined) this.#bodyBytesLeft = Number(length);
    const rest = this.#head.slice(end + 4);
    this.#head = '';
    if (rest !== '' || this.#bodyBytesLeft === 0) this.#readBody(rest);
  }

  #readBody(text: string): void {
    this.pieces += 1;
    this.#bodyBytesLeft -= text.length;
    this.#tail = (this.#tail + text).slice(-TAIL_KEPT);
    if (this.#bodyBytesLeft <= 0 || (this.#tail.endsWith(FINAL_CHUNK) && STREAM_ENDS.some((end) => this.#tail.includes(end)))) this.isComplete = true;
    this.onPiece?.();
  }
}

function headOf({ port, secret, path, body }: RawRequest): string {
  const headers = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${secret}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${headers.join('\r\n')}\r\n\r\n`;
}
