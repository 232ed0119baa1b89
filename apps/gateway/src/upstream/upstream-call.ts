import type { UpstreamHeaders } from '@modelhub/providers/types';
import type { Bagged } from '../pipeline/bag.ts';
import type { CallController, CallHandler } from './call-handler.ts';

/** An answer that is read whole may not be larger. */
const WHOLE_BYTES_MAX = 64 * 1024 * 1024;

export type UpstreamEnd =
  | { readonly kind: 'ended' }
  /** The connection could not be made, or broke. */
  | { readonly kind: 'broken'; readonly error: Error }
  /** We ended it: the client left, or a deadline passed. */
  | { readonly kind: 'aborted'; readonly reason: AbortReason };

/** The phase of an answer whose time was up. */
export type LatePhase = 'headers-late' | 'first-token-late' | 'silent' | 'total-late';

export type AbortReason = 'client-left' | LatePhase | 'stream-over' | 'overtaken' | 'too-large' | 'shutdown' | 'not-recorded';

class AbortedError extends Error {
  readonly reason: AbortReason;

  constructor(reason: AbortReason) {
    super(`aborted: ${reason}`);
    this.reason = reason;
  }
}

/** One request to a provider as a client for HTTP reports it. Without a listener for data, or with a status that is no success, the body is kept. */
export class UpstreamCall implements CallHandler, Bagged {
  bagIndex = -1;
  /** 0 until the response headers are there. */
  statusCode = 0;
  headers: UpstreamHeaders = {};
  /** Milliseconds of `performance.now()`; 0 until it happens. */
  readonly startedAtMs = performance.now();
  headersAtMs = 0;
  endedAtMs = 0;
  /** When the last piece came of a body that is kept. */
  keptAtMs = 0;
  /** Settles exactly once. */
  readonly end: Promise<UpstreamEnd>;

  readonly #onData: ((chunk: Buffer) => void) | null;
  readonly #onHeaders: (() => void) | null;
  #settle!: (end: UpstreamEnd) => void;
  #controller: CallController | null = null;
  #aborted: AbortReason | null = null;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(listeners: { readonly onHeaders?: () => void; readonly onData?: (chunk: Buffer) => void } = {}) {
    this.#onData = listeners.onData ?? null;
    this.#onHeaders = listeners.onHeaders ?? null;
    this.end = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get isSuccess(): boolean {
    return this.statusCode >= 200 && this.statusCode < 300;
  }

  /** What was kept of the body. */
  body(): Buffer {
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
  }

  abort(reason: AbortReason): void {
    if (this.#aborted !== null || this.endedAtMs !== 0) return;
    this.#aborted = reason;
    this.#controller?.abort(new AbortedError(reason));
    this.#finish({ kind: 'aborted', reason });
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  onRequestStart(controller: CallController): void {
    this.#controller = controller;
    if (this.#aborted !== null) controller.abort(new AbortedError(this.#aborted));
  }

  onResponseStart(_controller: CallController, statusCode: number, headers: UpstreamHeaders): void {
    if (statusCode < 200) return;
    this.statusCode = statusCode;
    this.headers = headers;
    this.headersAtMs = performance.now();
    this.#onHeaders?.();
  }

  onResponseData(_controller: CallController, chunk: Buffer): void {
    if (this.#aborted !== null) return;
    if (this.#onData !== null && this.isSuccess) {
      this.#onData(chunk);
      return;
    }
    this.#bytes += chunk.length;
    this.keptAtMs = performance.now();
    if (this.#bytes > WHOLE_BYTES_MAX) this.abort('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish({ kind: 'ended' });
  }

  onResponseError(_controller: CallController | null, error: Error): void {
    this.#finish(this.#aborted === null ? { kind: 'broken', error } : { kind: 'aborted', reason: this.#aborted });
  }

  #finish(end: UpstreamEnd): void {
    if (this.endedAtMs !== 0) return;
    this.endedAtMs = performance.now();
    // Its connection may serve somebody else from now on.
    this.#controller = null;
    this.#settle(end);
  }
}
