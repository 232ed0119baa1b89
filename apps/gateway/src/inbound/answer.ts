import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { LAST_CHUNK, writeChunk } from '../pipeline/chunk-framing.ts';
import type { ClientChannel } from '../pipeline/client-response.ts';
import { httpDate } from './http-date.ts';

/** Up to that size what is written is one buffer, and one system call. */
const JOINED_BYTES_MAX = 16 * 1024;
/** What may not stand in a header: it would end it, and begin another one. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;
const NOTHING = Buffer.alloc(0);

/** The connection that an answer is written to. */
export interface AnsweredConnection {
  readonly socket: Socket;
  /** No further request is taken on it. */
  readonly isLast: boolean;
  /** In seconds, as clients are told. */
  readonly keepAliveSeconds: number;
  /** The answer is complete: the connection can take another request. */
  answered(): void;
}

/** The answer to one request on one of our own connections: its head goes with its first bytes, and what one turn of the event loop brings is one chunk. */
export class InboundAnswer implements ClientChannel {
  isGone = false;
  onGone: (() => void) | null = null;
  hasBegun = false;
  readonly #connection: AnsweredConnection;
  /** Until it is written. */
  #head = '';
  #isChunked = false;
  #isOver = false;
  /** Of this turn of the event loop. */
  #pieces: Buffer[] = [];

  constructor(connection: AnsweredConnection) {
    this.#connection = connection;
  }

  begin(statusCode: number, headers: readonly string[]): void {
    if (this.isGone || this.hasBegun) return;
    this.#head = this.#headOf(statusCode, headers);
    this.hasBegun = true;
  }

  write(data: Buffer | string): boolean {
    if (this.isGone || this.#isOver) return true;
    if (data.length > 0 && this.#pieces.push(toBuffer(data)) === 1) process.nextTick(flush, this);
    return !this.#connection.socket.writableNeedDrain;
  }

  onDrain(listener: () => void): void {
    this.#connection.socket.once('drain', listener);
  }

  end(data?: Buffer | string): void {
    if (this.isGone || this.#isOver) return;
    if (!this.hasBegun) throw new Error('an answer has to begin before it ends');
    if (this.#isChunked) {
      if (data !== undefined && data.length > 0) this.#pieces.push(toBuffer(data));
      this.#isOver = true;
      this.#writeChunk(LAST_CHUNK);
    } else {
      this.#isOver = true;
      this.#writeWhole(data === undefined ? NOTHING : toBuffer(data));
    }
    this.#connection.answered();
  }

  destroy(): void {
    if (!this.#isOver) this.#connection.socket.destroy();
  }

  /** The connection was closed; nobody hears the rest. */
  closed(): void {
    if (this.#isOver || this.isGone) return;
    this.isGone = true;
    this.#pieces = [];
    this.onGone?.();
  }

  /** Writes what has come in this turn. */
  flush(): void {
    if (this.#pieces.length > 0 && !this.isGone && !this.#isOver) this.#writeChunk('');
  }

  /** What waits as one chunk, and what is to stand behind it. */
  #writeChunk(trailing: string): void {
    const pieces = this.#pieces;
    const head = this.#head;
    this.#pieces = [];
    this.#head = '';
    const { socket } = this.#connection;
    if (head === '' && trailing === '') {
      writeChunk(socket, pieces);
      return;
    }
    socket.cork();
    if (head !== '') socket.write(head, 'latin1');
    writeChunk(socket, pieces);
    if (trailing !== '') socket.write(trailing, 'latin1');
    socket.uncork();
  }

  #writeWhole(body: Buffer): void {
    const head = this.#head;
    const { socket } = this.#connection;
    this.#head = '';
    if (body.length <= JOINED_BYTES_MAX) {
      const message = Buffer.allocUnsafe(head.length + body.length);
      message.write(head, 0, 'latin1');
      message.set(body, head.length);
      socket.write(message);
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    socket.uncork();
  }

  #headOf(statusCode: number, headers: readonly string[]): string {
    const { isLast, keepAliveSeconds } = this.#connection;
    let head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n`;
    let hasLength = false;
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i] as string;
      const value = headers[i + 1] as string;
      if (NOT_IN_HEADERS.test(value)) throw new TypeError(`the header ${name} cannot be sent as it is`);
      if (name === 'content-length') hasLength = true;
      head += `${name}: ${value}\r\n`;
    }
    this.#isChunked = !hasLength;
    if (this.#isChunked) head += 'transfer-encoding: chunked\r\n';
    head += isLast ? 'connection: close\r\n' : `connection: keep-alive\r\nkeep-alive: timeout=${keepAliveSeconds}\r\n`;
    return `${head}date: ${httpDate()}\r\n\r\n`;
  }
}

function toBuffer(data: Buffer | string): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : data;
}

function flush(answer: InboundAnswer): void {
  answer.flush();
}
