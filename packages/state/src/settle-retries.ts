import { StoreUnavailableError, type SettleRequest } from './shared-state.ts';

/** Beyond that the oldest are given up: their holds lapse, and the ledger has what they cost. */
const KEPT_MAX = 100_000;
/** After that the store may have forgotten that it was told already. */
const KEPT_MS = 9 * 60_000;
const RETRY_EVERY_MS = 500;
const AT_ONCE_MAX = 64;

interface Kept {
  readonly request: SettleRequest;
  readonly sinceMs: number;
}

/** Settlements that the store has not confirmed, sent again until it does. */
export class SettleRetries {
  readonly #send: (request: SettleRequest) => Promise<void>;
  readonly #kept = new Map<string, Kept>();
  #timer: NodeJS.Timeout | null = null;
  #isSending = false;

  /** `send` rejects with `StoreUnavailableError` when it is worth trying again. */
  constructor(send: (request: SettleRequest) => Promise<void>) {
    this.#send = send;
  }

  add(request: SettleRequest): void {
    if (this.#kept.has(request.id)) return;
    this.#kept.set(request.id, { request, sinceMs: performance.now() });
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value as string);
    this.#timer ??= setInterval(() => this.retry(), RETRY_EVERY_MS).unref();
  }

  retry(): void {
    if (!this.#isSending && this.#kept.size > 0) void this.#sendAll();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#kept.clear();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#kept.size > 0) {
        const answers = await Promise.all(this.#batch().map((kept) => this.#sendOne(kept)));
        if (answers.includes(false)) return;
      }
    } finally {
      this.#isSending = false;
    }
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #batch(): Kept[] {
    const batch: Kept[] = [];
    for (const kept of this.#kept.values()) if (batch.push(kept) >= AT_ONCE_MAX) break;
    return batch;
  }

  /** False: the store is still away. */
  async #sendOne({ request, sinceMs }: Kept): Promise<boolean> {
    if (performance.now() - sinceMs < KEPT_MS) {
      try {
        await this.#send(request);
      } catch (error) {
        if (error instanceof StoreUnavailableError) return false;
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#kept.delete(request.id);
    return true;
  }
}
