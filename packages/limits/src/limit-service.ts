import { systemClock, type Clock } from '@modelhub/core/clock';
import { StoreUnavailableError, type HoldResult, type SharedCounters } from '@modelhub/state/shared-state';
import { DirectHolds } from './direct-holds.ts';
import { HeldReservation, type Hold, type HoldKeeper } from './held-reservation.ts';
import { OutageAllowance } from './outage-allowance.ts';
import { amountsOfEstimate, RulePreparer, type PreparedRules } from './prepared-rules.ts';
import { Seeder, SeedUnavailableError } from './seeder.ts';
import { DEFAULT_SHARE_TIMES, SharePool, type ShareTimes } from './share-pool.ts';
import type { LimitRule, LimitService, ReservationEstimate, ReserveResult, SpentReader } from './types.ts';

export interface LimitServiceOptions {
  readonly state: { readonly counters: SharedCounters };
  readonly clock?: Clock;
  /** Where a money counter that does not exist starts; nothing by default. */
  readonly readSpent?: SpentReader;
  /** For tests that do not want to wait. */
  readonly shareTimes?: ShareTimes;
}

interface ReserveOptions {
  readonly hardCap: boolean;
  readonly eventId: string;
}

/** After the store failed to answer it is not asked again for that long. */
const STORE_PAUSE_MS = 500;
/** Unused shares can be taken anew while a request waits for them; it asks so many times. */
const RECALLS_MAX = 4;

export function createLimitService(options: LimitServiceOptions): LimitService {
  return new CounterLimitService(options);
}

class CounterLimitService implements LimitService {
  readonly #counters: SharedCounters;
  readonly #clock: Clock;
  readonly #preparer = new RulePreparer();
  readonly #seeder: Seeder;
  readonly #direct: DirectHolds;
  readonly #shares: SharePool | null;
  readonly #outage: OutageAllowance;
  #storePausedUntilMs = 0;
  #sequence = 0;

  constructor(options: LimitServiceOptions) {
    this.#counters = options.state.counters;
    this.#clock = options.clock ?? systemClock;
    this.#seeder = new Seeder(options.readSpent ?? (async () => 0n));
    const times = options.shareTimes ?? DEFAULT_SHARE_TIMES;
    const { shares } = this.#counters;
    this.#direct = new DirectHolds(this.#counters, shares === null ? Number.POSITIVE_INFINITY : times.liveLeaseMs);
    this.#shares = shares === null ? null : new SharePool(shares, times);
    this.#outage = new OutageAllowance(this.#counters, this.#clock);
  }

  reserve(rules: readonly LimitRule[], estimate: ReservationEstimate, options: ReserveOptions): ReserveResult | Promise<ReserveResult> {
    const prepared = this.#preparer.prepare(rules, this.#clock.nowMs());
    const amounts = amountsOfEstimate(rules, estimate);
    for (let i = 0; i < rules.length; i += 1) {
      if ((amounts[i] ?? 0n) > (rules[i]?.cap ?? 0n)) return this.#refuse(prepared, { index: i, remaining: rules[i]?.cap ?? 0n, neverFits: true });
    }
    // An event may be reserved for again after a release, so its id alone is not unique.
    const hold: Hold = { id: `${options.eventId}.${(this.#sequence += 1)}`, prepared, amounts };
    const fromShare = this.#shares?.take(hold);
    if (this.#shares !== null && fromShare != null) return this.#reserved(hold, fromShare, this.#shares);
    if (this.#clock.nowMs() < this.#storePausedUntilMs) return this.#withoutStore(hold, options);
    const result = this.#direct.take(hold);
    if (!(result instanceof Promise)) return this.#answer(hold, result) ?? this.#persist(hold, result, options);
    return this.#persist(hold, result, options);
  }

  async close(): Promise<void> {
    this.#direct.close();
    await this.#shares?.close();
  }

  /** Null: the store has to be asked once more. */
  #answer(hold: Hold, result: HoldResult): ReserveResult | null {
    if (result.kind === 'held') {
      this.#shares?.consider(hold, result.remaining);
      return this.#reserved(hold, result.remaining, this.#direct);
    }
    if (result.kind === 'unseeded' || result.leased > 0n) return null;
    return this.#refuse(hold.prepared, { ...result, neverFits: false });
  }

  /** Seeds counters and recalls unused shares until the store's answer is final. */
  async #persist(hold: Hold, first: HoldResult | Promise<HoldResult>, options: ReserveOptions): Promise<ReserveResult> {
    try {
      let result = await first;
      for (let recalls = 0; ;) {
        const answer = this.#answer(hold, result);
        if (answer !== null) return answer;
        if (result.kind === 'unseeded') {
          const seeds = await this.#seeder.seeds(hold.prepared, result.indexes);
          result = await this.#direct.take(hold, seeds);
          continue;
        }
        if (result.kind !== 'refused') continue;
        if (recalls >= RECALLS_MAX) return this.#refuse(hold.prepared, { ...result, neverFits: false });
        recalls += 1;
        await this.#shares?.recall(hold.prepared.counters[result.index]);
        result = await this.#direct.take(hold);
      }
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.#storePausedUntilMs = this.#clock.nowMs() + STORE_PAUSE_MS;
      else if (!(error instanceof SeedUnavailableError)) throw error;
      return this.#withoutStore(hold, options);
    }
  }

  #withoutStore(hold: Hold, options: ReserveOptions): ReserveResult {
    if (options.hardCap) return { kind: 'unavailable' };
    const remaining = this.#outage.take(hold);
    return remaining === null ? { kind: 'unavailable' } : this.#reserved(hold, remaining, this.#outage);
  }

  #reserved(hold: Hold, remaining: readonly bigint[], keeper: HoldKeeper): ReserveResult {
    return { kind: 'reserved', reservation: new HeldReservation({ hold, keeper, remaining, clock: this.#clock }) };
  }

  #refuse(prepared: PreparedRules, refusal: { readonly index: number; readonly remaining: bigint; readonly neverFits: boolean }): ReserveResult {
    const rule = prepared.rules[refusal.index];
    if (rule === undefined) throw new RangeError('the store refused a counter that was not asked for');
    const resetAtMs = prepared.windows[refusal.index]?.endMs ?? null;
    return {
      kind: 'refused',
      rule,
      remaining: refusal.remaining,
      resetAtMs,
      retryAfterMs: refusal.neverFits ? 0 : waitMs(rule, resetAtMs, this.#clock.nowMs()),
      neverFits: refusal.neverFits,
    };
  }
}

function waitMs(rule: LimitRule, resetAtMs: number | null, nowMs: number): number {
  if (rule.kind === 'concurrency') return 1_000;
  return resetAtMs === null ? 0 : Math.max(1, resetAtMs - nowMs);
}
