/** What changed and must be forgotten by every gateway. */
export type Invalidation =
  /** `id` is the key's HMAC, hex: a key was created, changed or revoked. */
  | { readonly kind: 'api-key'; readonly id: string }
  /** An organization's status, limits, markup or policies changed: forget all of its keys. */
  | { readonly kind: 'organization'; readonly id: string };

/**
 * What gateways share. `memory` serves one process and takes invalidations from PostgreSQL's NOTIFY; `redis` serves any
 * number. One contract suite runs over both.
 */
export interface SharedState {
  readonly counters: SharedCounters;
  readonly health: HealthExchange;
  readonly invalidations: InvalidationBus;
  close(): Promise<void>;
}

export interface InvalidationBus {
  publish(event: Invalidation): Promise<void>;
  subscribe(listener: (event: Invalidation) => void): void;
  /** False while messages may be getting lost: cached tenants are then trusted for a second only. */
  readonly isConnected: boolean;
  onReconnect(listener: () => void): void;
}

/** One counter of one window. `windowKey` changes when the window rolls over, so a counter never has to be reset. */
export interface CounterHold {
  readonly key: string;
  readonly organizationId: string;
  readonly cap: bigint;
  readonly amount: bigint;
  /** The counter and its holds may be forgotten after that. */
  readonly expiresAtMs: number;
  /** What is already spent, should the store have forgotten it; asked for once per counter. */
  readonly seed?: bigint;
}

export type HoldResult =
  | { readonly kind: 'held'; readonly remaining: readonly bigint[] }
  | { readonly kind: 'refused'; readonly index: number; readonly remaining: bigint };

/**
 * Exact counters with holds. `settled + held <= cap` at all times; a hold that nobody settles lapses at `leaseUntilMs`.
 * All methods are atomic over all of their counters.
 */
export interface SharedCounters {
  hold(
    holdId: string,
    counters: readonly CounterHold[],
    leaseUntilMs: number,
  ): Promise<HoldResult>;
  /** Turns a hold into spend of `amounts[i]`, or into nothing where that is 0n. Unknown holds still count the spend. */
  settle(
    holdId: string,
    counters: readonly { readonly key: string; readonly organizationId: string; readonly amount: bigint; readonly expiresAtMs: number }[],
  ): Promise<void>;
  read(organizationId: string, keys: readonly string[]): Promise<readonly { readonly settled: bigint; readonly held: bigint }[]>;
}

export interface EndpointHealthReport {
  readonly endpointId: string;
  readonly gatewayId: string;
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly rateLimited: number;
  /** Circuit state as that gateway sees it. */
  readonly circuit: 'closed' | 'open' | 'half-open';
  readonly openUntilMs: number | null;
  readonly latencyMsP50: number | null;
}

export interface HealthExchange {
  report(reports: readonly EndpointHealthReport[]): Promise<void>;
  /** Reports of other gateways of the last minute. */
  peers(): Promise<readonly EndpointHealthReport[]>;
}
