import { randomUUID } from 'node:crypto';
import type { CounterRef, CounterShares } from '@modelhub/state/shared-state';
import { CounterShare, type ShareContext, type ShareTimes } from './counter-share.ts';
import type { Hold, HoldKeeper } from './held-reservation.ts';

export type { ShareTimes } from './counter-share.ts';

export const DEFAULT_SHARE_TIMES: ShareTimes = { freeLeaseMs: 5_000, liveLeaseMs: 30_000, syncMs: 250, idleMs: 2_000, barredMs: 500 };

/** A share is at most that part of its cap, and worth having only for several requests. */
const SHARE_DIVISOR = 16n;
const REQUESTS_MIN = 4n;
const REQUESTS_WANTED = 64n;
/** While others give their shares back. */
const RECALL_POLL_FIRST_MS = 2;
const RECALL_POLL_MAX_MS = 100;

/** Shares of all counters that this gateway uses. A request is admitted from them only if every one of its counters has room. */
export class SharePool implements HoldKeeper {
  readonly #context: ShareContext;
  readonly #shares = new Map<string, CounterShare>();
  readonly #recalls = new Map<string, Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: CounterShares, times: ShareTimes) {
    let sequence = 0;
    this.#context = { store, times, holder: randomUUID().slice(0, 8), nextSequence: () => (sequence += 1) };
    store.onRecall((key) => this.#shares.get(key)?.surrender(performance.now()));
    this.#timer = setInterval(() => this.#tick(), times.syncMs).unref();
  }

  /** What is left of each counter after this hold, or null when the store has to be asked. */
  take({ prepared, amounts }: Hold): readonly bigint[] | null {
    const { counters } = prepared;
    const nowMs = performance.now();
    for (let i = 0; i < counters.length; i += 1) {
      const share = this.#shares.get(counters[i]?.key ?? '');
      if (share === undefined || !share.canTake(amounts[i] ?? 0n, nowMs)) return null;
    }
    const remaining: bigint[] = [];
    for (let i = 0; i < counters.length; i += 1) {
      const share = this.#shares.get(counters[i]?.key ?? '');
      const left = share?.take(amounts[i] ?? 0n, nowMs) ?? 0n;
      remaining.push(left);
    }
    return remaining;
  }

  end({ prepared, amounts }: Hold, spent: readonly bigint[]): void {
    for (let i = 0; i < prepared.counters.length; i += 1) {
      // A share with something held is never dropped.
      this.#shares.get(prepared.counters[i]?.key ?? '')?.give(amounts[i] ?? 0n, spent[i] ?? 0n);
    }
  }

  /** After the store admitted a request: asks for shares of those counters that are far from their caps. */
  consider({ prepared, amounts }: Hold, remaining: readonly bigint[]): void {
    const nowMs = performance.now();
    prepared.counters.forEach((counter, i) => {
      const amount = amounts[i] ?? 0n;
      const size = shareSize(counter, amount);
      if (size === 0n || (remaining[i] ?? 0n) < counter.cap / 4n + size) return;
      const share = this.#shares.get(counter.key) ?? new CounterShare(counter, this.#context);
      this.#shares.set(counter.key, share);
      if (!share.canTake(amount, nowMs)) share.request(size, nowMs);
    });
  }

  /** Resolves when no gateway keeps an unused share of the counter any more; those of dead ones lapse. */
  recall(counter: CounterRef | undefined): Promise<void> {
    if (counter === undefined) return Promise.resolve();
    const pending = this.#recalls.get(counter.key);
    if (pending !== undefined) return pending;
    const recall = this.#recallAll(counter).finally(() => this.#recalls.delete(counter.key));
    this.#recalls.set(counter.key, recall);
    return recall;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const nowMs = performance.now();
    for (const share of this.#shares.values()) share.surrender(nowMs);
    await Promise.all([...this.#shares.values()].map((share) => share.flush()));
  }

  async #recallAll(counter: CounterRef): Promise<void> {
    const giveUpAtMs = performance.now() + this.#context.times.freeLeaseMs + RECALL_POLL_MAX_MS;
    let pollMs = RECALL_POLL_FIRST_MS;
    while ((await this.#context.store.recall(counter)) > 0n && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      pollMs = Math.min(pollMs * 2, RECALL_POLL_MAX_MS);
    }
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const [key, share] of this.#shares) {
      if (share.isOver) this.#shares.delete(key);
      else share.tick(nowMs);
    }
  }
}

/** A sixteenth of the cap at most, enough for 64 requests at most; nothing where that is less than four requests. */
function shareSize(counter: CounterRef, amount: bigint): bigint {
  const part = counter.cap / SHARE_DIVISOR;
  if (part === 0n || amount * REQUESTS_MIN > part) return 0n;
  const wanted = amount === 0n ? part : amount * REQUESTS_WANTED;
  return wanted < part ? wanted : part;
}
