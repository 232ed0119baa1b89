import { systemClock, type Clock } from '@modelhub/core/clock';
import type { Endpoint } from '@modelhub/catalog/types';
import type { UpstreamFailure } from '@modelhub/providers/types';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import { ACCOUNT_RULE, Breaker, ENDPOINT_RULE, type BreakerState } from './breaker.ts';
import { kindOfFailure, LiveFigures, type LiveView } from './live-figures.ts';
import { PeakEwma } from './peak-ewma.ts';

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

  /** Milliseconds to the first token of streams; of whole answers, where there were no streams; null where there was no traffic. */
  latencyMs(account: ProviderAccount | undefined, endpointId: string, share = 0.5): number | null {
    const figures = this.#seen(account, endpointId)?.figures;
    if (figures === undefined) return null;
    const nowMs = this.#clock.nowMs();
    return figures.timeToFirst.percentile(share, nowMs) ?? figures.latency.percentile(share, nowMs);
  }

  /** Milliseconds to the end of an answer, streamed or not; null where there was no traffic. */
  durationMs(account: ProviderAccount | undefined, endpointId: string, share: number): number | null {
    return this.#seen(account, endpointId)?.figures.latency.percentile(share, this.#clock.nowMs()) ?? null;
  }

  /** Output tokens a second; null where there was no traffic. */
  throughput(account: ProviderAccount | undefined, endpointId: string, share = 0.5): number | null {
    return this.#seen(account, endpointId)?.figures.throughput.percentile(share, this.#clock.nowMs()) ?? null;
  }

  /** How busy an endpoint is, to be compared with another: see `PeakEwma`. */
  cost(account: ProviderAccount | undefined, endpointId: string): number {
    return this.#seen(account, endpointId)?.load.cost(this.#clock.nowMs()) ?? 0;
  }

  /** How an endpoint does; null where there was no traffic since the gateway has started. */
  view(account: ProviderAccount | undefined, endpointId: string): LiveView | null {
    return this.#seen(account, endpointId)?.figures.view(this.#clock.nowMs()) ?? null;
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
      seen = { breaker: new Breaker(ENDPOINT_RULE), figures: new LiveFigures(), load: new PeakEwma() };
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
  readonly figures: LiveFigures;
  readonly load: PeakEwma;
}

/** One request to one endpoint. Its first result counts, and each has one: whoever ends the request abandons what is left. */
export class Trial {
  readonly #clock: Clock;
  readonly #account: Breaker;
  readonly #accountEpoch: number;
  readonly #endpoint: EndpointSeen;
  readonly #endpointEpoch: number;
  readonly #startedAtMs: number;
  #firstAtMs: number | null = null;
  #isOver = false;

  constructor(clock: Clock, account: Breaker, endpoint: EndpointSeen) {
    const nowMs = clock.nowMs();
    this.#clock = clock;
    this.#startedAtMs = nowMs;
    this.#account = account;
    this.#endpoint = endpoint;
    account.begin(nowMs);
    endpoint.breaker.begin(nowMs);
    endpoint.load.began();
    this.#accountEpoch = account.epoch;
    this.#endpointEpoch = endpoint.breaker.epoch;
  }

  /** The first token of a stream is there. */
  answering(): void {
    this.#firstAtMs ??= this.#clock.nowMs();
  }

  succeeded(outputTokens: number): void {
    if (!this.#end()) return;
    const nowMs = this.#clock.nowMs();
    const { breaker, figures, load } = this.#endpoint;
    this.#account.succeeded(this.#accountEpoch, nowMs);
    breaker.succeeded(this.#endpointEpoch, nowMs);
    figures.ended('answered', nowMs);
    const firstAtMs = this.#firstAtMs;
    const tookMs = nowMs - this.#startedAtMs;
    figures.latency.record(tookMs, nowMs);
    if (firstAtMs !== null) figures.timeToFirst.record(firstAtMs - this.#startedAtMs, nowMs);
    load.observe(firstAtMs === null ? tookMs : firstAtMs - this.#startedAtMs, nowMs);
    const generatedMs = nowMs - (firstAtMs ?? this.#startedAtMs);
    if (outputTokens > 0 && generatedMs > 0) figures.throughput.record((outputTokens * 1_000) / generatedMs, nowMs);
  }

  failed(failure: UpstreamFailure): void {
    if (!this.#end()) return;
    const nowMs = this.#clock.nowMs();
    const { breaker, figures } = this.#endpoint;
    const { blame, error, retryAfterMs, isAccountWide } = failure;
    figures.ended(kindOfFailure(failure), nowMs);
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
    this.#endpoint.figures.ended('broken_stream', nowMs);
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
