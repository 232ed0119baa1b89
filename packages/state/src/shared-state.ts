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
  /**
   * True while everything published until at most 800 ms ago is known to have been heard. Half-open connections count as lost:
   * a probe must have been answered. While it is false cached tenants are trusted for a second only.
   */
  readonly isConnected: boolean;
  /** Calls back when messages may have been lost and are heard again: what is cached has to be checked. */
  onReconnect(listener: () => void): void;
}

/** One counter of one window. Its key changes when the window rolls over, so a counter never has to be reset. */
export interface CounterRef {
  readonly key: string;
  /** Redis Cluster hash tag: all counters of one call belong to one organization. */
  readonly organizationId: string;
  readonly cap: bigint;
  /** The counter and its holds may be forgotten after that. */
  readonly expiresAtMs: number;
  /** What is already spent is known elsewhere: the counter does not come into being without a seed. */
  readonly isSeeded: boolean;
}

export interface HoldRequest {
  /** Never used twice. */
  readonly id: string;
  readonly counters: readonly CounterRef[];
  /** What to hold of each counter; never negative. */
  readonly amounts: readonly bigint[];
  /** A hold that is neither settled nor renewed lapses after that. One without an end is settled with what it held, once. */
  readonly leaseMs: number;
  /** Starts a seeded counter that does not exist, once: whoever comes second changes nothing with theirs. */
  readonly seeds?: readonly (bigint | undefined)[];
}

export type HoldResult =
  | { readonly kind: 'held'; readonly remaining: readonly bigint[] }
  /**
   * Up to `leased` may come back from shares: unused there, or held when their gateways last reported. Recall them before a
   * request is turned away.
   */
  | { readonly kind: 'refused'; readonly index: number; readonly remaining: bigint; readonly leased: bigint }
  /** These counters do not exist and need a seed. Nothing is held. */
  | { readonly kind: 'unseeded'; readonly indexes: readonly number[] };

export interface SettleRequest {
  readonly id: string;
  readonly counters: readonly CounterRef[];
  readonly amounts: readonly bigint[];
  /** What was held of each counter, for a hold whose lease has no end: nobody but its holder remembers it. */
  readonly held?: readonly bigint[];
}

/**
 * Exact counters with holds. A hold is taken only where `settled + held <= cap` stays true, on all counters or on none. `memory`
 * answers at once, `redis` with promises that reject with `StoreUnavailableError`.
 */
export interface SharedCounters {
  hold(request: HoldRequest): HoldResult | Promise<HoldResult>;
  /**
   * Turns a hold into spend of `amounts[i]`, or into nothing where that is 0n. A hold that has lapsed still counts its spend; a
   * counter that does not exist is not made: its seed will hold the spend. Once per hold.
   */
  settle(request: SettleRequest): void | Promise<void>;
  /** Prolongs holds of one organization, and takes them again where the store has lost them while their counter lives. */
  renew(holds: readonly SettleRequest[], leaseMs: number): void | Promise<void>;
  read(organizationId: string, keys: readonly string[]): Promise<readonly { readonly settled: bigint; readonly held: bigint }[]>;
  /** Shares of counters for gateways that do not want to ask each time; null where asking costs nothing. */
  readonly shares: CounterShares | null;
}

/** What a gateway reports of its share of a counter, and asks for more. */
export interface ShareSync {
  readonly counter: CounterRef;
  /** Unique to the process. */
  readonly holder: string;
  /** Grows by one with every new report; sending a report again with its number changes nothing. */
  readonly sequence: number;
  /** Spent from the share since the last report. */
  readonly spent: bigint;
  /** Held by requests under way; lapses `liveLeaseMs` after the report. */
  readonly live: bigint;
  /** Kept for requests to come; lapses `freeLeaseMs` after the report. */
  readonly free: bigint;
  /** Wanted on top of `free`, granted whole or not at all: only while everything in use stays within `farCap`. */
  readonly want: bigint;
  readonly farCap: bigint;
  readonly freeLeaseMs: number;
  readonly liveLeaseMs: number;
}

export type ShareResult =
  | {
      readonly kind: 'synced';
      readonly granted: bigint;
      /** What nobody has settled, held or leased. */
      readonly remaining: bigint;
      /** The share had lapsed before this report came: `free` of the report is not on record. */
      readonly isLapsed: boolean;
      /** Somebody near the cap waits for it: give back what is free. */
      readonly isRecalled: boolean;
    }
  /** The store has no such counter (any more). */
  | { readonly kind: 'missing' };

export interface CounterShares {
  sync(report: ShareSync): Promise<ShareResult>;
  /**
   * Asks every gateway to report and to give its unused share back, and bars new shares for a while. Resolves to what is still
   * out: unused, or held by gateways that have not reported since.
   */
  recall(counter: CounterRef): Promise<bigint>;
  onRecall(listener: (key: string) => void): void;
}

/** The store could not be asked, or did not answer in time. */
export class StoreUnavailableError extends Error {
  constructor(cause?: unknown) {
    super('the shared store cannot be reached', { cause });
    this.name = 'StoreUnavailableError';
  }
}

/** A circuit that a gateway opened on what it saw itself. What it only heard from others it does not pass on. */
export interface CircuitReport {
  readonly endpointId: string;
  /** `limited`: the provider asked our account to wait, which holds for every gateway. `failing`: it may be that gateway's own network. */
  readonly cause: 'failing' | 'limited';
  /** When it left the closed state, by the clock of that gateway: tells one opening from the next, and nothing else. */
  readonly openedAtMs: number;
  /** The same and its end as seen from the report: clocks differ, distances hardly do. */
  readonly openedAgoMs: number;
  readonly openForMs: number;
}

export interface GatewayCircuits {
  readonly gatewayId: string;
  /** The machine: what is between it and a provider its gateways have in common. */
  readonly host: string;
  readonly atMs: number;
  readonly circuits: readonly CircuitReport[];
  /** Providers from which it had a result lately, and those of them of which an endpoint is open. */
  readonly providersAsked: number;
  readonly providersFailing: number;
}

/** How one endpoint did at one gateway, on our account. */
export interface EndpointFiguresReport {
  readonly endpointId: string;
  /** For each window, how many requests ended in each way. */
  readonly endings: readonly (readonly number[])[];
  /** Decayed histograms as pairs of bucket and weight, flat. */
  readonly timeToFirst: readonly number[];
  readonly latency: readonly number[];
  readonly throughput: readonly number[];
}

export interface GatewayFigures {
  readonly gatewayId: string;
  readonly atMs: number;
  readonly endpoints: readonly EndpointFiguresReport[];
}

/** What gateways tell each other about endpoints: circuits often and briefly, figures seldom and at length. The last report of a gateway counts. */
export interface HealthExchange {
  /** False where there is nobody to tell. */
  readonly isShared: boolean;
  reportCircuits(report: GatewayCircuits): Promise<void>;
  /** Of other gateways, of the last minute. */
  peerCircuits(): Promise<readonly GatewayCircuits[]>;
  reportFigures(report: GatewayFigures): Promise<void>;
  peerFigures(): Promise<readonly GatewayFigures[]>;
  /** True for the first gateway that asks for the name within that time: it does what all of them could do and one is to do. */
  claim(name: string, forMs: number): Promise<boolean>;
}
