import { StoreUnavailableError, type CounterRef, type CounterShares, type ShareResult, type ShareSync } from '@modelhub/state/shared-state';

/** How long shares live, in ms. */
export interface ShareTimes {
  /** A share that its gateway has not reported for that long is free again. It stops using it at three fifths of that. */
  readonly freeLeaseMs: number;
  /** Holds of requests under way lapse that long after their gateway was last heard of. */
  readonly liveLeaseMs: number;
  /** A share in use is reported that often. */
  readonly syncMs: number;
  /** A share that nobody used for that long is given back. */
  readonly idleMs: number;
  /** After a recall or a refusal no new share is asked for during that time. */
  readonly barredMs: number;
}

export interface ShareContext {
  readonly store: CounterShares;
  readonly times: ShareTimes;
  /** Names this process to the store. */
  readonly holder: string;
  readonly nextSequence: () => number;
}

/** A share is granted only while at least a quarter of the cap stays unused. */
const FAR_CAP_DIVISOR = 4n;

/**
 * The part of one counter that this gateway may use without asking. What the store has on record for it always equals
 * `free + live + spent` here, so both can change on their own: the store by a report, this by requests.
 */
export class CounterShare {
  readonly counter: CounterRef;
  readonly #context: ShareContext;
  /** May be used by new requests. Below zero: requests cost more than they had held. */
  #free = 0n;
  /** Held by requests under way. */
  #live = 0n;
  /** Spent since the last report. */
  #spent = 0n;
  /** What the whole counter has left beyond this share, as of the last report. */
  #remainingElsewhere = 0n;
  #want = 0n;
  /** What was asked for last: it is refilled by as much when half of it is gone. */
  #size = 0n;
  /** Nothing is admitted from it: it is on its way back. */
  #isFrozen = true;
  #isDirty = false;
  #barredUntilMs = 0;
  #provenAtMs = Number.NEGATIVE_INFINITY;
  #usedAtMs = performance.now();
  /** A report whose answer is not known. It is sent again as it is. */
  #unanswered: ShareSync | null = null;
  #isSending = false;

  constructor(counter: CounterRef, context: ShareContext) {
    this.counter = counter;
    this.#context = context;
  }

  canTake(amount: bigint, nowMs: number): boolean {
    return !this.#isFrozen && this.#free >= amount && nowMs - this.#provenAtMs < this.#context.times.freeLeaseMs * 0.6;
  }

  /** Only after `canTake`. Returns what is left of the counter, as far as it is known here. */
  take(amount: bigint, nowMs: number): bigint {
    this.#free -= amount;
    this.#live += amount;
    this.#usedAtMs = nowMs;
    this.#isDirty = true;
    if (this.#free * 2n < this.#size && !this.#isSending) this.request(this.#size, nowMs);
    return this.#free + this.#remainingElsewhere;
  }

  /** Undoes `take`, or turns what was held into what was spent. */
  give(held: bigint, spent: bigint): void {
    this.#live -= held;
    this.#spent += spent;
    this.#free += held - spent;
    this.#isDirty = true;
    // Near the cap somebody may be turned away for want of what has just come back.
    if (this.#isFrozen) this.sync();
  }

  /** Asks for `amount` more, unless the counter was near its cap a moment ago. */
  request(amount: bigint, nowMs: number): void {
    if (nowMs < this.#barredUntilMs) return;
    this.#usedAtMs = nowMs;
    this.#isFrozen = false;
    this.#want = amount;
    this.#size = amount;
    this.sync();
  }

  /** Gives back what no request holds, at once. */
  surrender(nowMs: number): void {
    this.#isFrozen = true;
    this.#want = 0n;
    this.#barredUntilMs = nowMs + this.#context.times.barredMs;
    this.#isDirty = true;
    this.sync();
  }

  /** Called regularly: reports what has changed, and gives an idle share back. */
  tick(nowMs: number): void {
    const { times } = this.#context;
    if (!this.#isFrozen && nowMs - this.#usedAtMs > times.idleMs) {
      this.#isFrozen = true;
      this.#isDirty = true;
    }
    const refreshMs = this.#isFrozen ? times.liveLeaseMs / 3 : times.freeLeaseMs / 5;
    if (this.#isDirty || this.#unanswered !== null || nowMs - this.#provenAtMs > refreshMs) this.sync();
  }

  /** Nothing of it is left here or in the store. */
  get isOver(): boolean {
    return this.#isFrozen && !this.#isDirty && !this.#isSending && this.#unanswered === null && this.#free === 0n && this.#live === 0n && this.#spent === 0n;
  }

  /** Resolves when nothing is left to report, or the store does not answer. */
  async flush(): Promise<void> {
    while (this.#isDirty || this.#isSending || this.#unanswered !== null) {
      if (!this.#isSending && !(await this.#send())) return;
      if (this.#isSending) await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  sync(): void {
    if (!this.#isSending) void this.#send();
  }

  async #send(): Promise<boolean> {
    this.#isSending = true;
    const report = (this.#unanswered ??= this.#report());
    const sentAtMs = performance.now();
    try {
      const result = await this.#context.store.sync(report);
      this.#unanswered = null;
      if (result.kind === 'missing') this.#forget();
      else this.#accept(report, result, sentAtMs);
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return false;
    } finally {
      this.#isSending = false;
      // What was asked for meanwhile does not wait for the next tick.
      if (this.#isDirty && this.#isFrozen && this.#unanswered === null) this.sync();
    }
  }

  #report(): ShareSync {
    const { times, holder, nextSequence } = this.#context;
    if (this.#isFrozen || this.#free < 0n) {
      // What is given back must not be used any more; what was overdrawn is on record from now on.
      this.#free = 0n;
    }
    const { counter } = this;
    const report: ShareSync = {
      counter,
      holder,
      sequence: nextSequence(),
      spent: this.#spent,
      live: this.#live,
      free: this.#free,
      want: this.#want,
      farCap: counter.cap - counter.cap / FAR_CAP_DIVISOR,
      freeLeaseMs: times.freeLeaseMs,
      liveLeaseMs: times.liveLeaseMs,
    };
    this.#spent = 0n;
    this.#want = 0n;
    this.#isDirty = false;
    return report;
  }

  #accept(report: ShareSync, result: Extract<ShareResult, { kind: 'synced' }>, sentAtMs: number): void {
    this.#free += result.granted - (result.isLapsed ? report.free : 0n);
    this.#provenAtMs = sentAtMs;
    this.#remainingElsewhere = result.remaining;
    // A grant that comes after a recall goes straight back.
    if (this.#isFrozen && this.#free !== 0n) this.#isDirty = true;
    const isNearCap = report.want > 0n && result.granted === 0n;
    if (!this.#isFrozen && (isNearCap || result.isRecalled)) this.surrender(performance.now());
  }

  /** The store has lost the counter: so has it the share. What was spent is in the ledger, which will seed it. */
  #forget(): void {
    this.#isFrozen = true;
    this.#free = 0n;
    this.#spent = 0n;
    this.#isDirty = false;
    this.#provenAtMs = performance.now();
  }
}
