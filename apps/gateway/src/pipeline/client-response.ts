import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { writeChunk } from './chunk-framing.ts';

/** Where the answer to one request goes. Knows whether somebody is still waiting for it. */
export interface ClientChannel {
  /** Nobody waits any more, and what is written goes nowhere. */
  readonly isGone: boolean;
  /** Called once when the client leaves before its answer was complete. */
  onGone: (() => void) | null;
  readonly hasBegun: boolean;
  /** `headers` as a flat list of names and values. */
  begin(statusCode: number, headers: readonly string[]): void;
  /** False when the client is behind: wait for `onDrain` before writing more. */
  write(data: Buffer | string): boolean;
  onDrain(listener: () => void): void;
  end(data?: Buffer | string): void;
  /** Gives up on the client: its answer cannot be made whole. */
  destroy(): void;
}

/**
 * The connection of a client. Node writes each piece of a stream as four (its length, an end of line, the piece, an end of line); here what one turn of
 * the event loop brings is one chunk in one buffer. The head, the first piece and the end are Node's to write, and so is all of it where the answer is not
 * chunked (HTTP/1.0) or another one is written before it on the same connection.
 */
export class ClientResponse implements ClientChannel {
  isGone = false;
  onGone: (() => void) | null = null;
  readonly #raw: ServerResponse;
  #hasWritten = false;
  /** Where pieces are written that have their framing from here. */
  #socket: Socket | null = null;
  /** Of this turn of the event loop. */
  #pieces: Buffer[] = [];

  constructor(raw: ServerResponse) {
    this.#raw = raw;
    if (raw.destroyed) this.isGone = true;
    // On the response, not on the request: a request is closed as soon as its body was read.
    else raw.once('close', () => this.#closed());
  }

  get hasBegun(): boolean {
    return this.#raw.headersSent;
  }

  begin(statusCode: number, headers: readonly string[]): void {
    if (!this.isGone) this.#raw.writeHead(statusCode, headers as string[]);
  }

  write(data: Buffer | string): boolean {
    if (this.isGone) return true;
    if (this.#socket === null) return this.#writeFirst(data);
    if (this.#pieces.push(typeof data === 'string' ? Buffer.from(data) : data) === 1) process.nextTick(flush, this);
    return !this.#socket.writableNeedDrain;
  }

  onDrain(listener: () => void): void {
    (this.#socket ?? this.#raw).once('drain', listener);
  }

  end(data?: Buffer | string): void {
    if (this.isGone) return;
    this.flush();
    if (data === undefined) this.#raw.end();
    else this.#raw.end(data);
  }

  destroy(): void {
    this.#raw.destroy();
  }

  /** Writes what has come in this turn. */
  flush(): void {
    const pieces = this.#pieces;
    const socket = this.#socket;
    if (pieces.length === 0 || socket === null) return;
    this.#pieces = [];
    if (this.isGone || !socket.writable) return;
    writeChunk(socket, pieces);
  }

  #writeFirst(data: Buffer | string): boolean {
    const raw = this.#raw;
    const isReady = raw.write(data);
    if (!this.#hasWritten && raw.chunkedEncoding) this.#socket = raw.socket;
    this.#hasWritten = true;
    return isReady;
  }

  #closed(): void {
    if (this.#raw.writableFinished) return;
    this.isGone = true;
    this.onGone?.();
  }
}

function flush(client: ClientResponse): void {
  client.flush();
}
