import type { UpstreamCall } from '../upstream/upstream-call.ts';
import { Bag, type Bagged } from './bag.ts';

const TICK_MS = 250;
/** An upstream that has said its last word gets that long to end its answer, so that the connection can be used again. */
const LINGER_MS = 1_000;

/** A request under way, looked at a few times a second. */
export interface Watched extends Bagged {
  /** `nowMs` is `performance.now()`. */
  tick(nowMs: number): void;
  /** The gateway stops and cannot wait any longer. */
  shutDown(): void;
}

/**
 * One timer for all requests under way: deadlines, checkpoints and keep-alives need no better resolution than a quarter of a second,
 * and a timer for each request would cost more than what it guards.
 */
export class RequestWatch {
  readonly #watched = new Bag<Watched>();
  readonly #lingering = new Bag<UpstreamCall>();
  readonly #timer: NodeJS.Timeout;
  #onEmpty: (() => void) | null = null;

  constructor() {
    // After what has arrived was read: a gateway that was busy for a second must not take the answers that wait for it for late.
    this.#timer = setInterval(() => setImmediate(() => this.#tick()), TICK_MS).unref();
  }

  /** Requests under way. */
  get size(): number {
    return this.#watched.size;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size === 0) this.#onEmpty?.();
  }

  /** The answer is whole; the call may end by itself. */
  linger(call: UpstreamCall): void {
    this.#lingering.add(call);
    void call.end.then(() => this.#lingering.delete(call));
  }

  /** Resolves when no request is under way, or when `timeoutMs` have passed. */
  async empty(timeoutMs: number): Promise<void> {
    if (this.#watched.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      setTimeout(resolve, timeoutMs).unref();
    });
    this.#onEmpty = null;
  }

  /** Tells every request under way to come to its end. */
  shutDown(): void {
    this.#watched.forEach((watched) => watched.shutDown());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#watched.forEach((watched) => watched.tick(nowMs));
    this.#lingering.forEach((call) => {
      if (nowMs - call.headersAtMs > LINGER_MS) call.abort('stream-over');
    });
  }
}
