import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from './seeded-random.ts';

/** How fast an answer comes, in milliseconds, each as [least, most]. */
export interface Pace {
  /** Until the headers. */
  readonly firstMs: readonly [number, number];
  /** Between two events of a stream. */
  readonly chunkMs: readonly [number, number];
}

/** For tests: long enough that clients can leave half-way, short enough to wait for. */
export const TEST_PACE: Pace = { firstMs: [5, 60], chunkMs: [0, 6] };

/** For tests of what is said. */
export const NO_PACE: Pace = { firstMs: [0, 0], chunkMs: [0, 0] };

/** For people: about as fast as a hosted model. */
export const HUMAN_PACE: Pace = { firstMs: [150, 400], chunkMs: [10, 35] };

const SLOWDOWN = 10;

/** Waits that depend on the conversation alone. Throws an AbortError once the signal fires. */
export class Pacer {
  readonly #pace: Pace;
  readonly #random: SeededRandom;
  readonly #factor: number;
  readonly #signal: AbortSignal;

  constructor(pace: Pace, options: { readonly random: SeededRandom; readonly isSlow: boolean; readonly signal: AbortSignal }) {
    this.#pace = pace;
    this.#random = options.random;
    this.#factor = options.isSlow ? SLOWDOWN : 1;
    this.#signal = options.signal;
  }

  first(): Promise<void> {
    return this.#wait(this.#pace.firstMs);
  }

  chunk(): Promise<void> {
    return this.#wait(this.#pace.chunkMs);
  }

  async #wait([least, most]: readonly [number, number]): Promise<void> {
    const ms = this.#random.between(least, most) * this.#factor;
    if (ms > 0) await sleep(ms, undefined, { signal: this.#signal });
  }
}
