import { setTimeout as wait } from 'node:timers/promises';

/** At most `perSecond` calls in any second, evenly spread; callers wait their turn in order. */
export class RateLimiter {
  readonly #spacingMs: number;
  #nextAtMs = 0;

  constructor(perSecond: number) {
    this.#spacingMs = 1_000 / perSecond;
  }

  async turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#nextAtMs);
    this.#nextAtMs = at + this.#spacingMs;
    if (at > now) await wait(at - now);
  }
}
