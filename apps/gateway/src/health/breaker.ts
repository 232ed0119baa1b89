import { SlidingCounts } from './sliding-counts.ts';

export interface BreakerRule {
  readonly failuresInRow: number;
  /** This share of the results in the window opens, once there are enough to speak of a share. */
  readonly failureShare: number;
  readonly windowMs: number;
  readonly resultsMin: number;
  /** How long it stays open at first; each probe that fails doubles it. */
  readonly openFirstMs: number;
  readonly openMaxMs: number;
}

/** A breaker that has been open for as long as it may be asked for comes to the next probe within half a minute of a recovery. */
export const ENDPOINT_RULE: BreakerRule = {
  failuresInRow: 5,
  failureShare: 0.5,
  windowMs: 10_000,
  resultsMin: 20,
  openFirstMs: 2_000,
  openMaxMs: 25_000,
};

/** Of an account as a whole, which only one thing opens: its provider does not take its key. That is seldom mended in seconds. */
export const ACCOUNT_RULE: BreakerRule = { ...ENDPOINT_RULE, openFirstMs: 10_000, openMaxMs: 60_000 };

/** A provider that wants to be left alone for longer is asked again all the same: daily quotas are raised, and headers are wrong. */
const COOL_DOWN_MAX_MS = 300_000;
/** A probe that has not come back after that long, such as a long stream, lets another one go. */
const PROBE_LEASE_MS = 10_000;

const SUCCEEDED = 0;
const FAILED = 1;

export type BreakerState = 'closed' | 'open' | 'half-open';

/** `limited`: the provider asked to be left alone for a while. */
export type OpeningCause = 'failing' | 'limited';

/** Why it is not closed. */
export interface Opening {
  /** When it left the closed state, or found out for itself what it only had heard. */
  readonly atMs: number;
  readonly untilMs: number;
  readonly cause: OpeningCause;
  /** Nobody here has seen it fail: other gateways have. */
  readonly isHearsay: boolean;
}

/**
 * Leaves an endpoint alone that fails. Closed: everything passes. Open: nothing does, for a while that doubles with each failed probe. Half-open: one
 * request at a time passes as a probe, and its result decides. Results of requests that began before the last change of state say nothing about
 * it and are ignored: of a hundred under way when a provider goes down, the first few open, and the others neither prolong nor close.
 */
export class Breaker {
  readonly #rule: BreakerRule;
  readonly #results: SlidingCounts;
  #failuresInRow = 0;
  #isClosed = true;
  #openUntilMs = 0;
  #openMs: number;
  /** When the probe under way left; null where there is none. */
  #probeAtMs: number | null = null;
  #epoch = 0;
  #openedAtMs = 0;
  #cause: OpeningCause = 'failing';
  #isHearsay = false;

  constructor(rule: BreakerRule) {
    this.#rule = rule;
    this.#openMs = rule.openFirstMs;
    this.#results = new SlidingCounts({ windowMs: rule.windowMs, slots: 10, columns: 2 });
  }

  /** Counts the changes of state. What a request reports has to carry the epoch in which it began. */
  get epoch(): number {
    return this.#epoch;
  }

  stateAt(nowMs: number): BreakerState {
    if (this.#isClosed) return 'closed';
    return nowMs < this.#openUntilMs ? 'open' : 'half-open';
  }

  /** Null while it is closed. */
  get opening(): Opening | null {
    if (this.#isClosed) return null;
    return { atMs: this.#openedAtMs, untilMs: this.#openUntilMs, cause: this.#cause, isHearsay: this.#isHearsay };
  }

  /** Half-open, with no request under way that will tell what it is. */
  wantsProbe(nowMs: number): boolean {
    return !this.#isClosed && this.admits(nowMs);
  }

  /** Whether a request may go; the one that does in the half-open state is the probe if it is begun. */
  admits(nowMs: number): boolean {
    if (this.#isClosed) return true;
    if (nowMs < this.#openUntilMs) return false;
    return this.#probeAtMs === null || nowMs - this.#probeAtMs >= PROBE_LEASE_MS;
  }

  /** A request leaves. */
  begin(nowMs: number): void {
    if (!this.#isClosed) this.#probeAtMs = nowMs;
  }

  succeeded(epoch: number, nowMs: number): void {
    if (epoch !== this.#epoch) return;
    if (!this.#isClosed) {
      this.#close();
      return;
    }
    this.#failuresInRow = 0;
    this.#results.add(SUCCEEDED, nowMs);
  }

  failed(epoch: number, nowMs: number): void {
    if (epoch !== this.#epoch) return;
    if (!this.#isClosed) {
      this.trip(epoch, nowMs);
      return;
    }
    this.#failuresInRow += 1;
    this.#results.add(FAILED, nowMs);
    if (this.#failuresInRow >= this.#rule.failuresInRow || this.#isShareReached(nowMs)) this.trip(epoch, nowMs);
  }

  /** Ends without a result: the client left, or nothing was sent. */
  abandoned(epoch: number): void {
    if (epoch === this.#epoch) this.#probeAtMs = null;
  }

  /** One failure that is enough, or one that leaves it open: opens for the time that is due, and for twice as long the next time. */
  trip(epoch: number, nowMs: number, cause: OpeningCause = 'failing'): void {
    if (epoch !== this.#epoch) return;
    this.#open({ untilMs: nowMs + this.#openMs, nowMs, cause, isHearsay: false });
    this.#openMs = Math.min(this.#openMs * 2, this.#rule.openMaxMs);
  }

  /** The provider asked to be left alone for a while, or, with null, did not say for how long. That is no failure: nothing is doubled by a date of theirs. */
  coolDown(epoch: number, forMs: number | null, nowMs: number): void {
    if (forMs === null) {
      this.trip(epoch, nowMs, 'limited');
      return;
    }
    const untilMs = nowMs + Math.min(forMs, COOL_DOWN_MAX_MS);
    if (this.#isClosed) this.#open({ untilMs, nowMs, cause: 'limited', isHearsay: false });
    else {
      this.#openUntilMs = Math.max(this.#openUntilMs, untilMs);
      this.abandoned(epoch);
    }
  }

  /** Others have seen it fail. Until then nothing passes, and afterwards one request at a time finds out whether it fails here as well. */
  doubt(untilMs: number, nowMs: number): void {
    if (this.#isClosed) this.#open({ untilMs: Math.min(untilMs, nowMs + this.#rule.openMaxMs), nowMs, cause: 'failing', isHearsay: true });
  }

  /** The provider asked another gateway to leave our account alone for a while. */
  coolDownToo(untilMs: number, nowMs: number): void {
    if (this.#isClosed) this.#open({ untilMs: Math.min(untilMs, nowMs + COOL_DOWN_MAX_MS), nowMs, cause: 'limited', isHearsay: true });
  }

  /** Others have seen it answer again: the next request may find out, without waiting for the time to pass. */
  recheck(nowMs: number): void {
    if (!this.#isClosed && this.#cause === 'failing') this.#openUntilMs = Math.min(this.#openUntilMs, nowMs);
  }

  #isShareReached(nowMs: number): boolean {
    const failed = this.#results.sum(FAILED, nowMs);
    const all = failed + this.#results.sum(SUCCEEDED, nowMs);
    return all >= this.#rule.resultsMin && failed >= all * this.#rule.failureShare;
  }

  #open({ untilMs, nowMs, cause, isHearsay }: Omit<Opening, 'atMs'> & { readonly nowMs: number }): void {
    // A probe that fails prolongs what it is about; what was hearsay begins anew as something that was seen.
    if (this.#isClosed || this.#isHearsay) this.#openedAtMs = nowMs;
    this.#isClosed = false;
    this.#cause = cause;
    this.#isHearsay = isHearsay;
    this.#openUntilMs = untilMs;
    this.#probeAtMs = null;
    this.#epoch += 1;
  }

  #close(): void {
    this.#isClosed = true;
    this.#isHearsay = false;
    this.#openUntilMs = 0;
    this.#openMs = this.#rule.openFirstMs;
    this.#probeAtMs = null;
    this.#failuresInRow = 0;
    this.#results.clear();
    this.#epoch += 1;
  }
}
