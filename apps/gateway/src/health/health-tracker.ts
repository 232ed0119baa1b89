import { systemClock, type Clock } from '@modelhub/core/clock';
import type { Endpoint } from '@modelhub/catalog/types';
import type { UpstreamFailure } from '@modelhub/providers/types';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { ACCOUNT_RULE, Breaker, ENDPOINT_RULE, type BreakerState } from './breaker.ts';

/** Weight of the newest observation. */
const ALPHA = 0.1;

export interface SpeedSeen {
  readonly timeToFirstMs: number;
  readonly durationMs: number;
  readonly outputTokens: number;
}

/**
 * What this gateway has seen of each endpoint on each account. A provider's key, its limits and its faults are those of one account: what happens on
 * a customer's own key says nothing about ours, and the other way round. What is known of a customer's account goes when its key leaves the memory.
 */
export class HealthTracker {
  readonly #accounts = new WeakMap<ProviderAccount, AccountHealth>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Whether a request for it would be let through now. */
  isOpen(account: ProviderAccount | undefined, endpointId: string): boolean {
    const health = account === undefined ? undefined : this.#accounts.get(account);
    if (health === undefined) return false;
    const nowMs = this.#clock.nowMs();
    return !health.breaker.admits(nowMs) || health.endpoints.get(endpointId)?.breaker.admits(nowMs) === false;
  }

  /** For people who look: what the breaker of an endpoint says, or that of the whole account where that is worse. */
  stateOf(account: ProviderAccount | undefined, endpointId: string): BreakerState {
    const health = account === undefined ? undefined : this.#accounts.get(account);
    if (health === undefined) return 'closed';
    const nowMs = this.#clock.nowMs();
    const state = health.breaker.stateAt(nowMs);
    return state === 'closed' ? (health.endpoints.get(endpointId)?.breaker.stateAt(nowMs) ?? 'closed') : state;
  }

  /** Median time to the first token in milliseconds; null where there was no traffic. */
  latencyMs(account: ProviderAccount | undefined, endpointId: string): number | null {
    return this.#seen(account, endpointId)?.latencyMs ?? null;
  }

  /** Output tokens a second; null where there was no traffic. */
  throughput(account: ProviderAccount | undefined, endpointId: string): number | null {
    return this.#seen(account, endpointId)?.tokensPerSecond ?? null;
  }

  /** A request to one of the endpoints leaves, whatever its breakers say: where nothing else is left, a refusal without an attempt would help nobody. */
  begin({ account, endpoint }: { readonly account: ProviderAccount; readonly endpoint: Pick<Endpoint, 'id'> }): Trial {
    let health = this.#accounts.get(account);
    if (health === undefined) {
      health = { breaker: new Breaker(ACCOUNT_RULE), endpoints: new Map() };
      this.#accounts.set(account, health);
    }
    let seen = health.endpoints.get(endpoint.id);
    if (seen === undefined) {
      seen = { breaker: new Breaker(ENDPOINT_RULE), latencyMs: null, tokensPerSecond: null };
      health.endpoints.set(endpoint.id, seen);
    }
    return new Trial(this.#clock, health.breaker, seen);
  }

  #seen(account: ProviderAccount | undefined, endpointId: string): EndpointSeen | undefined {
    return account === undefined ? undefined : this.#accounts.get(account)?.endpoints.get(endpointId);
  }
}

interface AccountHealth {
  /** Open while the provider does not take the account's key at all. */
  readonly breaker: Breaker;
  readonly endpoints: Map<string, EndpointSeen>;
}

interface EndpointSeen {
  readonly breaker: Breaker;
  latencyMs: number | null;
  tokensPerSecond: number | null;
}

/** One request to one endpoint. Its first result counts, and each has one: whoever ends the request abandons what is left. */
export class Trial {
  readonly #clock: Clock;
  readonly #account: Breaker;
  readonly #accountEpoch: number;
  readonly #endpoint: EndpointSeen;
  readonly #endpointEpoch: number;
  #isOver = false;

  constructor(clock: Clock, account: Breaker, endpoint: EndpointSeen) {
    const nowMs = clock.nowMs();
    this.#clock = clock;
    this.#account = account;
    this.#endpoint = endpoint;
    account.begin(nowMs);
    endpoint.breaker.begin(nowMs);
    this.#accountEpoch = account.epoch;
    this.#endpointEpoch = endpoint.breaker.epoch;
  }

  succeeded({ timeToFirstMs, durationMs, outputTokens }: SpeedSeen): void {
    if (!this.#end()) return;
    const nowMs = this.#clock.nowMs();
    const seen = this.#endpoint;
    this.#account.succeeded(this.#accountEpoch, nowMs);
    seen.breaker.succeeded(this.#endpointEpoch, nowMs);
    seen.latencyMs = average(seen.latencyMs, timeToFirstMs);
    if (outputTokens > 0 && durationMs > 0) seen.tokensPerSecond = average(seen.tokensPerSecond, (outputTokens * 1_000) / durationMs);
  }

  failed({ blame, error, retryAfterMs, isAccountWide }: UpstreamFailure): void {
    if (!this.#end()) return;
    const nowMs = this.#clock.nowMs();
    const { breaker } = this.#endpoint;
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
    this.#endpoint.breaker.failed(this.#endpointEpoch, this.#clock.nowMs());
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
    return true;
  }
}

function average(before: number | null, seen: number): number {
  return before === null ? seen : before + ALPHA * (seen - before);
}
