import type { Clock } from '@modelhub/core/clock';
import type { HoldRequest, HoldResult, SettleRequest, SharedCounters } from './shared-state.ts';

interface Counter {
  /** Settled and held together. */
  used: bigint;
  held: bigint;
  expiresAtMs: number;
}

interface Hold {
  untilMs: number;
  readonly counters: readonly Counter[];
  readonly amounts: readonly bigint[];
}

const SWEEP_EVERY_MS = 10_000;

/** Counters of one process. Everything is synchronous, so that everything is atomic. */
export class MemoryCounters implements SharedCounters {
  readonly shares = null;
  readonly #clock: Clock;
  readonly #counters = new Map<string, Counter>();
  readonly #holds = new Map<string, Hold>();
  /** No hold lapses before that. */
  #nextLapseMs = Number.POSITIVE_INFINITY;
  #nextSweepMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(request: HoldRequest): HoldResult {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#nextLapseMs) this.#lapse(nowMs);
    if (nowMs >= this.#nextSweepMs) this.#sweep(nowMs);
    const { amounts } = request;
    const refs = request.counters;
    const counters: Counter[] = [];
    for (let i = 0; i < refs.length; i += 1) {
      const counter = this.#find(request, i, nowMs);
      if (counter === null) return this.#unseeded(request, nowMs);
      counters.push(counter);
    }
    const remaining: bigint[] = [];
    for (let i = 0; i < refs.length; i += 1) {
      const left = (refs[i]?.cap ?? 0n) - (counters[i]?.used ?? 0n);
      const after = left - (amounts[i] ?? 0n);
      if (after < 0n) return { kind: 'refused', index: i, remaining: left, leased: 0n };
      remaining.push(after);
    }
    for (let i = 0; i < counters.length; i += 1) add(counters[i], amounts[i] ?? 0n);
    // One that cannot lapse need not be found again. A map of all requests under way would keep much of them long after their end: see the gateway's `Bag`.
    if (request.leaseMs !== Number.POSITIVE_INFINITY) {
      const untilMs = nowMs + request.leaseMs;
      this.#holds.set(request.id, { untilMs, counters, amounts });
      if (untilMs < this.#nextLapseMs) this.#nextLapseMs = untilMs;
    }
    return { kind: 'held', remaining };
  }

  settle(request: SettleRequest): void {
    const { held } = request;
    if (held !== undefined) {
      this.#end(request, held);
      return;
    }
    const hold = this.#holds.get(request.id);
    if (hold !== undefined) {
      this.#holds.delete(request.id);
      for (let i = 0; i < hold.counters.length; i += 1) {
        const counter = hold.counters[i];
        if (counter === undefined) continue;
        const held = hold.amounts[i] ?? 0n;
        counter.held -= held;
        counter.used += (request.amounts[i] ?? 0n) - held;
      }
      return;
    }
    for (let i = 0; i < request.counters.length; i += 1) {
      const counter = this.#counters.get(request.counters[i]?.key ?? '');
      if (counter !== undefined) counter.used += request.amounts[i] ?? 0n;
    }
  }

  #end({ counters, amounts }: SettleRequest, held: readonly bigint[]): void {
    for (let i = 0; i < counters.length; i += 1) {
      const counter = this.#counters.get(counters[i]?.key ?? '');
      if (counter === undefined) continue;
      const amount = held[i] ?? 0n;
      counter.held -= amount;
      counter.used += (amounts[i] ?? 0n) - amount;
    }
  }

  renew(holds: readonly SettleRequest[], leaseMs: number): void {
    const untilMs = this.#clock.nowMs() + leaseMs;
    for (const { id, counters, amounts } of holds) {
      const hold = this.#holds.get(id);
      if (hold !== undefined) {
        hold.untilMs = untilMs;
        continue;
      }
      const kept = counters.flatMap(({ key }, i) => {
        const counter = this.#counters.get(key);
        return counter === undefined ? [] : [{ counter, amount: amounts[i] ?? 0n }];
      });
      for (const { counter, amount } of kept) add(counter, amount);
      this.#holds.set(id, { untilMs, counters: kept.map(({ counter }) => counter), amounts: kept.map(({ amount }) => amount) });
      if (untilMs < this.#nextLapseMs) this.#nextLapseMs = untilMs;
    }
  }

  async read(_organizationId: string, keys: readonly string[]): Promise<readonly { readonly settled: bigint; readonly held: bigint }[]> {
    this.#lapse(this.#clock.nowMs());
    return keys.map((key) => {
      const counter = this.#counters.get(key);
      return counter === undefined ? { settled: 0n, held: 0n } : { settled: counter.used - counter.held, held: counter.held };
    });
  }

  #find(request: HoldRequest, i: number, nowMs: number): Counter | null {
    const ref = request.counters[i];
    if (ref === undefined) return null;
    const known = this.#counters.get(ref.key);
    if (known !== undefined && known.expiresAtMs > nowMs) {
      known.expiresAtMs = ref.expiresAtMs;
      return known;
    }
    const seed = request.seeds?.[i];
    if (ref.isSeeded && seed === undefined) return null;
    const counter: Counter = { used: seed ?? 0n, held: 0n, expiresAtMs: ref.expiresAtMs };
    this.#counters.set(ref.key, counter);
    return counter;
  }

  #unseeded(request: HoldRequest, nowMs: number): HoldResult {
    return { kind: 'unseeded', indexes: request.counters.flatMap((_, i) => (this.#find(request, i, nowMs) === null ? [i] : [])) };
  }

  #lapse(nowMs: number): void {
    this.#nextLapseMs = Number.POSITIVE_INFINITY;
    for (const [id, hold] of this.#holds) {
      if (hold.untilMs > nowMs) {
        if (hold.untilMs < this.#nextLapseMs) this.#nextLapseMs = hold.untilMs;
        continue;
      }
      this.#holds.delete(id);
      for (let i = 0; i < hold.counters.length; i += 1) add(hold.counters[i], -(hold.amounts[i] ?? 0n));
    }
  }

  #sweep(nowMs: number): void {
    this.#nextSweepMs = nowMs + SWEEP_EVERY_MS;
    for (const [key, counter] of this.#counters) if (counter.expiresAtMs <= nowMs) this.#counters.delete(key);
  }
}

function add(counter: Counter | undefined, amount: bigint): void {
  if (counter === undefined) return;
  counter.used += amount;
  counter.held += amount;
}
