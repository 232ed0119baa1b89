import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';

/** Carries an upstream's answer to a client and does nothing else: a stream as it comes, anything else in one write. */
export class RelayHandler implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #isStream = false;
  #isOver = false;
  #statusCode = 0;
  #contentType = '';
  #chunks: Buffer[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Without this the sockets of clients that left would stay paused for ever.
    this.#response.once('close', () => {
      if (!this.#isOver) controller.abort(new Error('the client left'));
    });
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.#statusCode = statusCode;
    this.#contentType = String(headers['content-type'] ?? '');
    this.#isStream = this.#contentType.startsWith('text/event-stream');
    if (this.#isStream) this.#response.writeHead(statusCode, ['content-type', this.#contentType]);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isStream) {
      this.#chunks.push(chunk);
      return;
    }
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#isOver = true;
    if (this.#isStream) {
      this.#response.end();
      return;
    }
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#response.writeHead(this.#statusCode, ['content-type', this.#contentType, 'content-length', String(body.length)]);
    this.#response.end(body);
  }

  onResponseError(): void {
    this.#isOver = true;
    if (!this.#response.headersSent) this.#response.writeHead(502);
    this.#response.end();
  }
}
