/** A cap. `cap` counts requests, tokens, nano-USD or concurrent requests, by `kind`. */
export interface LimitRule {
  /** Stable and unique: scope, scope id, kind and window. */
  readonly id: string;
  /** Redis Cluster hash tag and ledger owner. */
  readonly organizationId: string;
  readonly scope: 'organization' | 'project' | 'member' | 'key';
  readonly scopeId: string;
  readonly kind: 'requests' | 'tokens' | 'money' | 'concurrency';
  /** `instant` belongs to concurrency. Calendar windows are UTC; a week starts on Monday. */
  readonly window: 'minute' | 'day' | 'week' | 'month' | 'total' | 'instant';
  readonly cap: bigint;
}

/** What a request may use at most, as far as it can be known before it runs. */
export interface ReservationEstimate {
  readonly tokens: number;
  readonly costNanoUsd: bigint;
}

export interface ActualUse {
  readonly tokens: number;
  readonly costNanoUsd: bigint;
}

/** State of the tightest request and token rules, for the `x-ratelimit-*` headers. */
export interface RateLimitView {
  readonly limitRequests: number | null;
  readonly remainingRequests: number | null;
  readonly resetRequestsMs: number | null;
  readonly limitTokens: number | null;
  readonly remainingTokens: number | null;
  readonly resetTokensMs: number | null;
}

/** Tells what the current window of a money rule has cost so far; `windowStartMs` is null where the window has no start. */
export type SpentReader = (rule: LimitRule, windowStartMs: number | null) => Promise<bigint>;

/** A hold on all caps of one request. Exactly one of `settle` and `release` takes effect, once; both return at once. */
export interface Reservation {
  readonly rateLimits: RateLimitView;
  /** Replaces the estimate by what was used and gives the concurrency slot back. */
  settle(actual: ActualUse): void;
  /** Gives everything back: the request did not run, or is not charged. Requests per minute stay counted. */
  release(): void;
}

export type ReserveResult =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  | {
      readonly kind: 'refused';
      readonly rule: LimitRule;
      /** What is left under the cap, in the rule's unit. */
      readonly remaining: bigint;
      /** When the window starts again, or null where it never does. */
      readonly resetAtMs: number | null;
      /** Until the window starts again; 1,000 for concurrency; 0 where waiting does not help. */
      readonly retryAfterMs: number;
      /** The request alone is larger than the whole cap: it will never fit, however long the caller waits. */
      readonly neverFits: boolean;
    }
  /** The shared store cannot be asked and the plan does not allow to go on without it. */
  | { readonly kind: 'unavailable' };

export interface LimitService {
  /**
   * Reserves all rules or none, atomically; all rules belong to one organization. Answers synchronously from memory far from
   * every cap, and with a promise near one. Pass the same `rules` array again and again: what is derived from it is kept.
   */
  reserve(
    rules: readonly LimitRule[],
    estimate: ReservationEstimate,
    options: { readonly hardCap: boolean; readonly eventId: string },
  ): ReserveResult | Promise<ReserveResult>;
  close(): Promise<void>;
}
