import { hash } from 'node:crypto';
import type { ProviderAccount } from '../accounts/provider-account.ts';

/** What is known of an account that was not used for that long says nothing any more: no provider is left alone for longer. */
const IDLE_MS = 15 * 60_000;
const SWEEP_MS = 60_000;
/** The least recently used leave first. */
const CUSTOMERS_MAX = 10_000;

interface Kept<Known> {
  readonly known: Known;
  usedAtMs: number;
}

/**
 * What is known of each account. An account of a customer is made anew each time its key is looked up, every half minute; what is known of it has to outlive that, or a key
 * that its provider has told to wait would be asked again. It goes by the credential itself: another key under the same name is another account.
 */
export class AccountMemory<Known> {
  readonly #known = new WeakMap<ProviderAccount, Kept<Known>>();
  readonly #customers = new Map<string, Kept<Known>>();
  readonly #make: () => Known;
  #sweptAtMs = 0;

  constructor(make: () => Known) {
    this.#make = make;
  }

  /** Undefined where nothing is known. */
  find(account: ProviderAccount | undefined): Known | undefined {
    if (account === undefined) return undefined;
    const kept = this.#known.get(account);
    if (kept !== undefined || account.own === null || this.#customers.size === 0) return kept?.known;
    const before = this.#customers.get(fingerprint(account));
    if (before !== undefined) this.#known.set(account, before);
    return before?.known;
  }

  /** What is known, which may be nothing yet; the account is in use. */
  of(account: ProviderAccount, nowMs: number): Known {
    let kept = this.#known.get(account);
    if (kept === undefined) {
      kept = account.own === null ? { known: this.#make(), usedAtMs: nowMs } : this.#customer(fingerprint(account), nowMs);
      this.#known.set(account, kept);
    }
    kept.usedAtMs = nowMs;
    return kept.known;
  }

  #customer(key: string, nowMs: number): Kept<Known> {
    if (nowMs - this.#sweptAtMs > SWEEP_MS) this.#sweep(nowMs);
    const kept = this.#customers.get(key) ?? { known: this.#make(), usedAtMs: nowMs };
    // To the end, so that the first is the one that was looked for longest ago.
    this.#customers.delete(key);
    this.#customers.set(key, kept);
    const [oldest] = this.#customers.keys();
    if (this.#customers.size > CUSTOMERS_MAX && oldest !== undefined) this.#customers.delete(oldest);
    return kept;
  }

  #sweep(nowMs: number): void {
    this.#sweptAtMs = nowMs;
    for (const [key, { usedAtMs }] of this.#customers) if (nowMs - usedAtMs > IDLE_MS) this.#customers.delete(key);
  }
}

/** No key stays in memory for this. */
function fingerprint({ own }: ProviderAccount): string {
  return hash('sha256', JSON.stringify([own?.id, own?.provider, own?.baseUrl, own?.values]), 'base64');
}
