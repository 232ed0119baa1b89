import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedProcess } from '../instance/managed-process.ts';
import type { Seeded } from '../seeded.ts';

export interface Kill {
  readonly atMs: number;
  readonly backAtMs: number;
}

/**
 * Kills the gateway when the next share of the conversations has been held, in the middle of whatever it is doing, and starts it again.
 * Resolves when all kills are done.
 */
export class Killer {
  readonly kills: Kill[] = [];
  readonly #gateway: ManagedProcess;
  readonly #random: Seeded;
  readonly #thresholds: number[];
  #held = 0;
  #isOver = false;

  constructor(gateway: ManagedProcess, options: { readonly kills: number; readonly conversations: number; readonly random: Seeded }) {
    this.#gateway = gateway;
    this.#random = options.random;
    this.#thresholds = Array.from({ length: options.kills }, (_, index) => Math.floor(((index + 0.5) * options.conversations) / (options.kills + 1)));
  }

  progress(held: number): void {
    this.#held = held;
  }

  /** No conversation is left: what has not been killed by then stays alive. */
  finish(): void {
    this.#isOver = true;
  }

  async run(): Promise<void> {
    for (const threshold of this.#thresholds) {
      while (this.#held < threshold && !this.#isOver) await sleep(20);
      if (this.#isOver) return;
      await sleep(this.#random.between(0, 400));
      const atMs = Date.now();
      await this.#gateway.kill();
      await this.#gateway.start();
      this.kills.push({ atMs, backAtMs: Date.now() });
    }
  }
}
