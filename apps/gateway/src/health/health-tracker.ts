import { systemClock, type Clock } from '@modelhub/core/clock';
import type { Endpoint } from '@modelhub/catalog/types';
import type { Headroom, UpstreamFailure } from '@modelhub/providers/types';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { AccountMemory } from './account-memory.ts';
import { ACCOUNT_RULE, Breaker, type BreakerState } from './breaker.ts';
import { EndpointSeen } from './endpoint-seen.ts';
import { kindOfFailure } from './endings.ts';
import type { LiveView } from './live-figures.ts';

/**
 * What is known of each endpoint on each account. A provider's key, its limits and its faults are those of one account: what happens on
 * a customer's own key says nothing about ours, and the other way round.
 */
export class HealthTracker {
  readonly #accounts = new AccountMemory<AccountHealth>(() => ({ breaker: new Breaker(ACCOUNT_RULE), endpoints: new Map() }));
  /** Those on our own accounts, by id. */
  readonly #ours = new Map<string, EndpointSeen>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Whether a request for it would be let through now. */
  isOpen(account: ProviderAccount | undefined, endpointId: string): boolean {
    const health = this.#accounts.find(account);
    if (health === undefined) return false;
    const nowMs = this.#clock.nowMs();
    return !health.breaker.admits(nowMs) || health.endpoints.get(endpointId)?.breaker.admits(nowMs) === false;
  }

  /** How near the limits of the account are at an endpoint; null where its provider does not say. */
  headroom(account: ProviderAccount | undefined, endpointId: string): 'ample' | 'low' | null {
    const share = this.#seen(account, endpointId)?.headroomShare ?? null;
    if (share === null) return null;
    return this.isTight(account, endpointId) ? 'low' : 'ample';
  }

  /** Whether so little is left of the account's limits that one of the next requests may be refused. */
  isTight(account: ProviderAccount | undefined, endpointId: string): boolean {
    const seen = this.#seen(account, endpointId);
    return seen !== undefined && seen.tightUntilMs !== 0 && seen.tightUntilMs > this.#clock.nowMs();
  }

  /** Whether a request would be let through to find out whether it is back, with none under way that will. */
  wantsProbe(account: ProviderAccount, endpointId: string): boolean {
    const health = this.#accounts.find(account);
    if (health === undefined) return false;
    const nowMs = this.#clock.nowMs();
    return health.breaker.wantsProbe(nowMs) || health.endpoints.get(endpointId)?.breaker.wantsProbe(nowMs) === true;
  }

  /** For people who look: what the breaker of an endpoint says, or that of the whole account where that is worse. */
  stateOf(account: ProviderAccount | undefined, endpointId: string): BreakerState {
    const health = this.#accounts.find(account);
    if (health === undefined) return 'closed';
    const nowMs = this.#clock.nowMs();
    const state = health.breaker.stateAt(nowMs);
    return state === 'closed' ? (health.endpoints.get(endpointId)?.breaker.stateAt(nowMs) ?? 'closed') : state;
  }

  /** Milliseconds to the first token of streams; of whole answers, where there were no streams; null where there was no traffic. */
  latencyMs(account: ProviderAccount | undefined, endpointId: string, share = 0.5): number | null {
    return this.#seen(account, endpointId)?.figures?.live.latencyMs(share, this.#clock.nowMs()) ?? null;
  }

  /** Milliseconds to the end of an answer, streamed or not; null where there was no traffic, and on accounts of customers, of which no figures are kept. */
  durationMs(account: ProviderAccount | undefined, endpointId: string, share: number): number | null {
    return this.#seen(account, endpointId)?.figures?.live.durationMs(share, this.#clock.nowMs()) ?? null;
  }

  /** Output tokens a second; null where there was no traffic. */
  throughput(account: ProviderAccount | undefined, endpointId: string, share = 0.5): number | null {
    return this.#seen(account, endpointId)?.figures?.live.tokensPerSecond(share, this.#clock.nowMs()) ?? null;
  }

  /** How busy an endpoint is, to be compared with another: see `PeakEwma`. */
  cost(account: ProviderAccount | undefined, endpointId: string): number {
    return this.#seen(account, endpointId)?.load.cost(this.#clock.nowMs()) ?? 0;
  }

  /** How an endpoint does; null where nobody knows of any traffic. */
  view(account: ProviderAccount | undefined, endpointId: string): LiveView | null {
    return this.#seen(account, endpointId)?.figures?.live.view(this.#clock.nowMs()) ?? null;
  }

  /** What was seen of endpoints on our accounts, by id; those that were never asked are not among them. */
  get ours(): ReadonlyMap<string, EndpointSeen> {
    return this.#ours;
  }

  /** The same of one of them, which may be nothing yet. */
  seenOf(account: ProviderAccount, endpointId: string): EndpointSeen {
    return this.#seenIn(this.#accounts.of(account, this.#clock.nowMs()), account, endpointId);
  }

  /** A request to one of the endpoints leaves, whatever its breakers say: where nothing else is left, a refusal without an attempt would help nobody. */
  begin({ account, endpoint }: { readonly account: ProviderAccount; readonly endpoint: Pick<Endpoint, 'id'> }, kind: 'request' | 'probe' = 'request'): Trial {
    const nowMs = this.#clock.nowMs();
    const health = this.#accounts.of(account, nowMs);
    return new Trial({ clock: this.#clock, nowMs, account: health.breaker, endpoint: this.#seenIn(health, account, endpoint.id), isProbe: kind === 'probe' });
  }

  #seenIn({ endpoints }: AccountHealth, account: ProviderAccount, endpointId: string): EndpointSeen {
    let seen = endpoints.get(endpointId);
    if (seen === undefined) {
      seen = new EndpointSeen(account.own === null);
      endpoints.set(endpointId, seen);
      if (account.own === null) this.#ours.set(endpointId, seen);
    }
    return seen;
  }

  #seen(account: ProviderAccount | undefined, endpointId: string): EndpointSeen | undefined {
    return this.#accounts.find(account)?.endpoints.get(endpointId);
  }
}

interface AccountHealth {
  /** Open while the provider does not take the account's key at all. */
  readonly breaker: Breaker;
  readonly endpoints: Map<string, EndpointSeen>;
}

interface TrialOf {
  readonly clock: Clock;
  readonly nowMs: number;
  readonly account: Breaker;
  readonly endpoint: EndpointSeen;
  readonly isProbe: boolean;
}

/** One request to one endpoint. Its first result counts, and each has one: whoever ends the request abandons what is left. */
export class Trial {
  readonly #clock: Clock;
  readonly #account: Breaker;
  readonly #accountEpoch: number;
  readonly #endpoint: EndpointSeen;
  readonly #endpointEpoch: number;
  readonly #startedAtMs: number;
  readonly #isProbe: boolean;
  #firstAtMs: number | null = null;
  #isOver = false;

  constructor({ clock, nowMs, account, endpoint, isProbe }: TrialOf) {
    this.#clock = clock;
    this.#startedAtMs = nowMs;
    this.#account = account;
    this.#endpoint = endpoint;
    this.#isProbe = isProbe;
    account.begin(nowMs);
    endpoint.breaker.begin(nowMs);
    endpoint.began(nowMs, isProbe);
    this.#accountEpoch = account.epoch;
    this.#endpointEpoch = endpoint.breaker.epoch;
  }

  /** The provider said with its answer what is left of the account's limits. */
  limitsLeft({ share, lowForMs }: Headroom): void {
    this.#endpoint.headroomShare = share;
    this.#endpoint.tightUntilMs = lowForMs === 0 ? 0 : this.#clock.nowMs() + lowForMs;
  }

  /** The first token of a stream is there. */
  answering(): void {
    this.#firstAtMs ??= this.#clock.nowMs();
  }

  succeeded(outputTokens: number): void {
    if (!this.#end()) return;
    const nowMs = this.#clock.nowMs();
    this.#account.succeeded(this.#accountEpoch, nowMs);
    this.#endpoint.breaker.succeeded(this.#endpointEpoch, nowMs);
    this.#endpoint.answered({ beganAtMs: this.#startedAtMs, firstAtMs: this.#firstAtMs, nowMs, outputTokens, isProbe: this.#isProbe });
  }

  failed(failure: UpstreamFailure): void {
    if (!this.#end()) return;
    const nowMs = this.#clock.nowMs();
    const { breaker } = this.#endpoint;
    const { blame, error, retryAfterMs, isAccountWide } = failure;
    this.#endpoint.ended(kindOfFailure(failure), nowMs, this.#isProbe);
    if (isAccountWide === true) this.#account.trip(this.#accountEpoch, nowMs);
    else if (blame === 'provider') this.#account.abandoned(this.#accountEpoch);
    else this.#account.succeeded(this.#accountEpoch, nowMs);
    if (blame === 'provider') breaker.failed(this.#endpointEpoch, nowMs);
    // A provider that says what is wrong with a request is well.
    else if (blame === 'client') breaker.succeeded(this.#endpointEpoch, nowMs);
    else if (isAccountWide === true) breaker.abandoned(this.#endpointEpoch);
    else if (error.code === 'rate_limit_exceeded') breaker.coolDown(this.#endpointEpoch, retryAfterMs, nowMs);
    else breaker.trip(this.#endpointEpoch, nowMs);
  }

  /** The provider broke off an answer that had begun. */
  broke(): void {
    if (!this.#end()) return;
    this.#account.abandoned(this.#accountEpoch);
    const nowMs = this.#clock.nowMs();
    this.#endpoint.breaker.failed(this.#endpointEpoch, nowMs);
    this.#endpoint.ended('broken_stream', nowMs, this.#isProbe);
  }

  /** Another attempt at the same request was faster. */
  overtaken(isStream: boolean): void {
    if (!this.#isOver) this.#endpoint.overtaken(this.#startedAtMs, { isStream, nowMs: this.#clock.nowMs() });
    this.abandoned();
  }

  /** It ended without a word about the provider: the client left, or nothing was sent. */
  abandoned(): void {
    if (!this.#end()) return;
    this.#account.abandoned(this.#accountEpoch);
    this.#endpoint.breaker.abandoned(this.#endpointEpoch);
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#endpoint.load.ended();
    return true;
  }
}
