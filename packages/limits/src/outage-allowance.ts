import type { Clock } from '@modelhub/core/clock';
import { MemoryCounters } from '@modelhub/state/memory-counters';
import type { CounterRef, SettleRequest, SharedCounters } from '@modelhub/state/shared-state';
import type { Hold, HoldKeeper } from './held-reservation.ts';
import type { PreparedRules } from './prepared-rules.ts';
import type { LimitRule } from './types.ts';

/** While the store is away each gateway lets through at most a twentieth of each cap per window. */
const ALLOWANCE_DIVISOR = 20n;

/** What a gateway admits on its own while the shared store cannot be asked, for plans without a hard cap. */
export class OutageAllowance implements HoldKeeper {
  readonly #store: SharedCounters;
  readonly #own: MemoryCounters;
  readonly #small = new WeakMap<PreparedRules, readonly CounterRef[]>();

  constructor(store: SharedCounters, clock: Clock) {
    this.#store = store;
    this.#own = new MemoryCounters(clock);
  }

  /** What is left of the allowance after this hold, or null when it does not cover it. */
  take({ id, prepared, amounts }: Hold): readonly bigint[] | null {
    const result = this.#own.hold({ id, counters: this.#smallCounters(prepared), amounts, leaseMs: Number.POSITIVE_INFINITY });
    return result.kind === 'held' ? result.remaining : null;
  }

  /** The store is told as soon as it answers again. */
  end({ id, prepared, amounts }: Hold, spent: readonly bigint[]): void {
    this.#own.settle({ id, counters: this.#smallCounters(prepared), amounts: spent, held: amounts });
    const late: SettleRequest = { id, counters: prepared.counters, amounts: spent };
    void Promise.resolve(this.#store.settle(late)).catch(() => {});
  }

  #smallCounters(prepared: PreparedRules): readonly CounterRef[] {
    const known = this.#small.get(prepared);
    if (known !== undefined) return known;
    const small = prepared.counters.map((counter, i) => ({ ...counter, isSeeded: false, cap: allowance(prepared.rules[i]) }));
    this.#small.set(prepared, small);
    return small;
  }
}

/** A twentieth of the cap, and at least one request where requests are counted. */
function allowance(rule: LimitRule | undefined): bigint {
  if (rule === undefined) return 0n;
  const part = rule.cap / ALLOWANCE_DIVISOR;
  return part === 0n && rule.cap > 0n && (rule.kind === 'requests' || rule.kind === 'concurrency') ? 1n : part;
}
