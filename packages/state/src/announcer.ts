import { RedisCommands } from './redis-commands.ts';
import { publishInvalidation } from './redis-invalidations.ts';
import type { Invalidation } from './shared-state.ts';

/** Gateways ask again by themselves after half a minute: an announcement that is older tells nobody anything. */
const KEPT_MS = 60_000;
const KEPT_MAX = 10_000;
const RETRY_EVERY_MS = 250;

interface Kept {
  readonly event: Invalidation;
  readonly sinceMs: number;
  isSending: boolean;
}

/** Tells gateways through Redis what has changed, for programs that change tenants and keep none in memory. */
export class Announcer {
  readonly #commands: RedisCommands;
  readonly #timer: NodeJS.Timeout;
  /** By what they say. */
  readonly #kept = new Map<string, Kept>();

  /** Connects in the background. */
  constructor(redisUrl: string) {
    this.#commands = new RedisCommands(redisUrl);
    this.#commands.onReady(() => void this.#publishKept());
    this.#timer = setInterval(() => void this.#publishKept(), RETRY_EVERY_MS).unref();
  }

  /** Resolves when the announcement is made, or kept to be made as soon as Redis can be reached. Never rejects. */
  async announce(event: Invalidation): Promise<void> {
    const key = `${event.kind}:${event.id}`;
    const kept = { event, sinceMs: performance.now(), isSending: false };
    this.#kept.set(key, kept);
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value as string);
    await this.#publish(key, kept);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#commands.close();
  }

  async #publishKept(): Promise<void> {
    await Promise.all([...this.#kept].map(([key, kept]) => this.#publish(key, kept)));
  }

  async #publish(key: string, kept: Kept): Promise<void> {
    if (kept.isSending) return;
    kept.isSending = true;
    try {
      if (performance.now() - kept.sinceMs < KEPT_MS) await publishInvalidation(this.#commands, kept.event);
    } catch {
      kept.isSending = false;
      return;
    }
    // The same may have changed once more meanwhile.
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
  }
}
