import { setTimeout as delay } from 'node:timers/promises';

/** One attempt at a connection that hears announcements. */
export interface Subscription {
  /** Resolves when the other side has answered, after everything that was sent before. */
  probe(): Promise<void>;
  /** Aborted when the connection is over. */
  readonly ended: AbortSignal;
  destroy(): void;
}

const PROBE_EVERY_MS = 250;
/** Proof of life older than that counts as none, so that a revoked key is noticed within a second whatever happens. */
const PROVEN_FOR_MS = 800;
const PROBE_TIMEOUT_MS = 1_500;
const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 2_000;

/**
 * Keeps a subscription alive: probes it, takes a half-open connection for lost, and connects again with back-off. `isProven` is
 * true while the last answered probe was sent less than 800 ms ago.
 */
export class SupervisedConnection {
  readonly #connect: () => Promise<Subscription>;
  readonly #onConnected: () => void;
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;
  #provenAtMs = Number.NEGATIVE_INFINITY;
  #current: Subscription | null = null;

  constructor(connect: () => Promise<Subscription>, onConnected: () => void) {
    this.#connect = connect;
    this.#onConnected = onConnected;
    this.#loop = this.#run();
  }

  get isProven(): boolean {
    return performance.now() - this.#provenAtMs < PROVEN_FOR_MS;
  }

  get current(): Subscription | null {
    return this.#current;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#current?.destroy();
    await this.#loop;
  }

  async #run(): Promise<void> {
    let backoffMs = BACKOFF_FIRST_MS;
    while (!this.#closing.signal.aborted) {
      try {
        const subscription = await this.#connect();
        this.#current = subscription;
        if (this.#closing.signal.aborted) subscription.destroy();
        // Whoever caches must look again before the connection counts as proven.
        this.#onConnected();
        backoffMs = BACKOFF_FIRST_MS;
        await this.#watch(subscription);
      } catch {
        // Counted as lost either way; what matters is the next attempt.
      }
      this.#current = null;
      this.#provenAtMs = Number.NEGATIVE_INFINITY;
      await pause(backoffMs * (0.5 + Math.random()), this.#closing.signal);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    }
  }

  async #watch(subscription: Subscription): Promise<void> {
    const over = AbortSignal.any([this.#closing.signal, subscription.ended]);
    try {
      while (!over.aborted) {
        const sentAtMs = performance.now();
        await answeredInTime(subscription.probe());
        this.#provenAtMs = sentAtMs;
        await pause(PROBE_EVERY_MS, over);
      }
    } finally {
      subscription.destroy();
    }
  }
}

/** Rejects when the answer takes so long that the connection has to be taken for half-open. */
function answeredInTime(probe: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the connection is silent')), PROBE_TIMEOUT_MS);
    probe.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => {});
}
