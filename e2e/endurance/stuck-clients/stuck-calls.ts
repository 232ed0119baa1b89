import { setTimeout as sleep } from 'node:timers/promises';
import type { CallSeen } from '../instance/answer-shape.ts';
import type { Provider } from '../instance/provider.ts';

const EVERY_MS = 1_500;

/** The calls of stuck streams, as their provider sees them. */
export class StuckCalls {
  readonly #provider: Provider;
  readonly #isStuck: (id: number) => boolean;
  readonly #calls = new Map<number, CallSeen>();

  constructor(provider: Provider, isStuck: (id: number) => boolean) {
    this.#provider = provider;
    this.#isStuck = isStuck;
  }

  /** What has been sent so far, by call. */
  async bytes(): Promise<ReadonlyMap<number, number>> {
    await this.#look();
    return new Map([...this.#calls].map(([id, { bodyBytes }]) => [id, bodyBytes]));
  }

  /** Waits until that many have begun, and none of them has brought anything for a while. Rejects when they go on for longer than that. */
  async untilFilled(count: number, timeoutMs: number): Promise<void> {
    let before = await this.bytes();
    for (const deadlineMs = performance.now() + timeoutMs; performance.now() < deadlineMs;) {
      await sleep(EVERY_MS);
      const now = await this.bytes();
      if (now.size >= count && [...now].every(([id, bytes]) => before.get(id) === bytes)) return;
      before = now;
    }
    throw new Error('providers go on sending to clients that do not read');
  }

  /** Waits until all of them were closed by the gateway. Returns when the last one was, on the monotonic clock. */
  async untilCut(count: number, timeoutMs: number): Promise<number> {
    for (const deadlineMs = performance.now() + timeoutMs; ; await sleep(200)) {
      await this.#look();
      const closed = [...this.#calls.values()].flatMap(({ closedMs }) => closedMs ?? []);
      if (closed.length >= count) return Math.max(...closed);
      if (performance.now() > deadlineMs) throw new Error(`${count - closed.length} of ${count} streams that nobody reads were not cut`);
    }
  }

  async #look(): Promise<void> {
    for (const call of await this.#provider.take()) if (this.#isStuck(call.id)) this.#calls.set(call.id, call);
  }
}
