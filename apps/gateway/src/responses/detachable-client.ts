import type { ClientChannel } from '../pipeline/client-response.ts';

/**
 * The way back to a client that need not stay. Once it is detached the answer goes on without it: what is written reaches the client while it is there,
 * and nobody is missed when it leaves. Only `cancel` ends the request then.
 */
export class DetachableClient implements ClientChannel {
  onGone: (() => void) | null = null;
  readonly #real: ClientChannel;
  #isDetached = false;
  #isCancelled = false;
  /** The client has its answer already: the rest is for nobody. */
  #isAnswered = false;
  #hasBegun = false;
  /** Who waits for a client that is behind; a client that has left is not waited for. */
  #onDrain: (() => void) | null = null;

  constructor(real: ClientChannel) {
    this.#real = real;
    real.onGone = () => {
      if (!this.#isDetached) this.onGone?.();
      this.#drained();
    };
  }

  get isGone(): boolean {
    return this.#isCancelled || (!this.#isDetached && this.#real.isGone);
  }

  get hasBegun(): boolean {
    return this.#isAnswered ? this.#hasBegun : this.#real.hasBegun;
  }

  /** From now on the client may leave. */
  detach(): void {
    this.#isDetached = true;
  }

  /** Gives the client an answer of its own, beside the one that is being made. */
  answer(statusCode: number, headers: readonly string[], body: Buffer): void {
    this.#real.begin(statusCode, headers);
    this.#real.end(body);
    this.#isAnswered = true;
  }

  /** The request is not wanted any more. */
  cancel(): void {
    this.#isCancelled = true;
    this.#real.destroy();
    this.onGone?.();
  }

  begin(statusCode: number, headers: readonly string[]): void {
    this.#hasBegun = true;
    if (!this.#isAnswered) this.#real.begin(statusCode, headers);
  }

  write(data: Buffer | string): boolean {
    return this.#isAnswered || this.#real.write(data);
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
    this.#real.onDrain(() => this.#drained());
  }

  end(data?: Buffer | string): void {
    if (!this.#isAnswered) this.#real.end(data);
  }

  /** A client that does not read is given up; a request that is detached goes on. */
  destroy(): void {
    this.#real.destroy();
  }

  #drained(): void {
    const listener = this.#onDrain;
    this.#onDrain = null;
    listener?.();
  }
}
