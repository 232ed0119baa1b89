import type { ServerResponse } from 'node:http';

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
  /** Gives up on a client that does not read. */
  destroy(): void;
}

/** The connection of a client. */
export class ClientResponse implements ClientChannel {
  isGone = false;
  onGone: (() => void) | null = null;
  readonly #raw: ServerResponse;

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
    return this.isGone || this.#raw.write(data);
  }

  onDrain(listener: () => void): void {
    this.#raw.once('drain', listener);
  }

  end(data?: Buffer | string): void {
    if (this.isGone) return;
    if (data === undefined) this.#raw.end();
    else this.#raw.end(data);
  }

  destroy(): void {
    this.#raw.destroy();
  }

  #closed(): void {
    if (this.#raw.writableFinished) return;
    this.isGone = true;
    this.onGone?.();
  }
}
