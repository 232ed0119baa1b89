import { SlidingCounts } from './sliding-counts.ts';

export interface RetryBudgetRule {
  readonly windowMs: number;
  /** So many more attempts than requests, in parts of the requests of the window. */
  readonly share: number;
  /** So many are always granted in a window: a tenth of three requests is nothing. */
  readonly floor: number;
}

export const RETRY_RULE: RetryBudgetRule = { windowMs: 10_000, share: 0.1, floor: 10 };

const REQUEST = 0;
const EXTRA = 1;

/**
 * Bounds what attempts after the first add to the load of providers that are failing already. When everything fails, three attempts for each request
 * would be three times the load in the worst moment.
 */
export class RetryBudget {
  readonly #rule: RetryBudgetRule;
  readonly #counts: SlidingCounts;

  constructor(rule: RetryBudgetRule = RETRY_RULE) {
    this.#rule = rule;
    this.#counts = new SlidingCounts({ windowMs: rule.windowMs, slots: 20, columns: 2 });
  }

  /** A request makes its first attempt. */
  request(nowMs: number): void {
    this.#counts.add(REQUEST, nowMs);
  }

  /** Another attempt, which counts and cannot be refused. */
  spend(nowMs: number): void {
    this.#counts.add(EXTRA, nowMs);
  }

  /** Another attempt, if there is room for it. */
  trySpend(nowMs: number): boolean {
    if (!this.hasRoom(nowMs)) return false;
    this.spend(nowMs);
    return true;
  }

  /** Whether another attempt would be granted. */
  hasRoom(nowMs: number): boolean {
    const allowed = Math.max(this.#rule.floor, this.#counts.sum(REQUEST, nowMs) * this.#rule.share);
    return this.#counts.sum(EXTRA, nowMs) + 1 <= allowed;
  }
}
