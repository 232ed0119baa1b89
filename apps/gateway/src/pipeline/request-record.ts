import type { Principal } from '@modelhub/access/principal';
import { billableTiers, OWN_KEY_PRICE, priceAt } from '@modelhub/catalog/price';
import type { Endpoint, PriceVersion } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { timedId } from '@modelhub/core/ids';
import type { ReservationEstimate, RateLimitView } from '@modelhub/limits/types';
import { costOfUsage, dearestUsage } from '@modelhub/metering/cost';
import type { ServedBy, UsageEventOpen } from '@modelhub/metering/usage-event';
import type { AnswerContext } from '@modelhub/providers/types';
import type { Escapes } from '@modelhub/routing/types';
import type { SurfaceCall } from '@modelhub/surfaces/types';
import type { Target } from '../accounts/targets.ts';
import type { Trial } from '../health/health-tracker.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { RouteNotes } from './route-notes.ts';

/** How long an open event is surely alive without another word; the watch moves it on long before. */
export const LEASE_MS = 30_000;

export interface RequestFacts {
  readonly call: SurfaceCall;
  readonly first: Target;
  readonly atMs: number;
  readonly notes: RouteNotes;
}

/** The facts of one request: what the journal, the headers and the log are made from. Mutable where they come to be known later. */
export class RequestRecord {
  /** UUIDv7; its time is `openedAtMs`. */
  readonly eventId: string;
  /** The public id of the answer, `gen_` and the event id's hex digits. */
  readonly generationId: string;
  /** Since the epoch; decides the price. */
  readonly openedAtMs: number;
  readonly incoming: IncomingRequest;
  readonly call: SurfaceCall;
  /** The endpoint at work, or the one that served. */
  candidate: Target;
  price: PriceVersion;
  /** Where a policy sends what the others refuse. */
  escapes: Escapes<Target> | null = null;
  attempts = 0;
  /** The prompt by a tokenizer, where the provider did not count it. */
  countedPromptTokens: number | null = null;
  /** Milliseconds spent waiting for providers until the first byte of the answer. */
  upstreamWaitMs = 0;
  timeToFirstMs: number | null = null;
  providerRequestId: string | null = null;
  /** The attempt at work, for whoever keeps the health of endpoints. */
  trial: Trial | null = null;
  readonly notes: RouteNotes;
  rateLimits: RateLimitView | null = null;
  /** What the reservation holds. */
  reservedNanoUsd = 0n;
  #openEvent: UsageEventOpen | null = null;

  constructor(incoming: IncomingRequest, facts: RequestFacts) {
    const id = timedId(facts.atMs);
    this.eventId = id.uuid;
    this.openedAtMs = id.atMs;
    this.generationId = `gen_${id.digits}`;
    this.incoming = incoming;
    this.call = facts.call;
    this.candidate = facts.first;
    this.notes = facts.notes;
    this.price = this.priceOf(facts.first);
  }

  get principal(): Principal {
    return this.incoming.principal;
  }

  get isStream(): boolean {
    return this.call.isStream;
  }

  /** Moves on to another endpoint. */
  useCandidate(candidate: Target): void {
    this.candidate = candidate;
    this.price = this.priceOf(candidate);
  }

  /** What the request can cost at most, whichever of the candidates serves, and in whichever of the tiers that it may come back with. */
  estimate(candidates: readonly Target[]): ReservationEstimate {
    const { markupBasisPoints } = this.principal;
    let tokens = 0;
    let cost = 0n;
    for (const candidate of candidates) {
      const { endpoint } = candidate;
      const usage = this.call.mostUsage(endpoint);
      for (const serviceTier of billableTiers(endpoint, this.call.request['service_tier'])) {
        const price = this.priceOf(candidate, serviceTier);
        const most = costOfUsage({ usage: dearestUsage(usage, price, (component) => this.call.mayUse(component)), price, markupBasisPoints });
        if (most > cost) cost = most;
      }
      tokens = Math.max(tokens, this.call.expectedTokens(endpoint));
    }
    return { tokens, costNanoUsd: cost };
  }

  /** The price of an answer whose prompt the provider has counted like that. While it has not said which tier served, it is the one that was asked for. */
  priceOfAnswer(promptTokens: number, reportedTier: string | null): PriceVersion {
    if (this.candidate.account.own !== null) return OWN_KEY_PRICE;
    const { endpoint } = this.candidate;
    // A response that has begun still says `auto`.
    const serviceTier = reportedTier === null || reportedTier === 'auto' ? this.#likelyTier(endpoint) : reportedTier;
    return priceAt(endpoint, { atMs: this.openedAtMs, promptTokens, serviceTier }) ?? this.price;
  }

  /** What the provider charges us; nothing where it charges the customer. */
  priceOf(candidate: Target, serviceTier = this.#likelyTier(candidate.endpoint)): PriceVersion {
    if (candidate.account.own !== null) return OWN_KEY_PRICE;
    const price = priceAt(candidate.endpoint, { atMs: this.openedAtMs, promptTokens: this.call.promptTokens, serviceTier });
    if (price === undefined) {
      throw new ModelHubError('provider_unavailable', {
        message: `${candidate.model.id} has no price yet.`,
        detail: candidate.endpoint.id,
        shouldRetry: false,
      });
    }
    return price;
  }

  served(price = this.price): ServedBy {
    const { endpoint } = this.candidate;
    return { model: endpoint.model, provider: endpoint.provider, endpointId: endpoint.id, priceId: price.id, serviceTier: price.serviceTier };
  }

  /** The same object as long as the same endpoint serves at the same price: it is asked for at the beginning and at the end. */
  toOpenEvent(): UsageEventOpen {
    const known = this.#openEvent;
    const isSame = known?.endpointId === this.candidate.endpoint.id && known.priceId === this.price.id && known.reservedNanoUsd === this.reservedNanoUsd;
    if (known !== null && isSame) return known;
    return (this.#openEvent = this.#newOpenEvent());
  }

  #newOpenEvent(): UsageEventOpen {
    const { principal, call, price } = this;
    const { endpoint } = this.candidate;
    // Written out rather than spread from `served`: this runs for every request.
    return {
      eventId: this.eventId,
      openedAtMs: this.openedAtMs,
      requestId: this.incoming.requestId,
      organizationId: principal.organizationId,
      projectId: principal.projectId,
      keyId: principal.keyId,
      userId: principal.createdByUserId,
      surface: call.surface,
      stream: this.isStream,
      requestedModel: call.request.model.slice(0, 200),
      model: endpoint.model,
      provider: endpoint.provider,
      endpointId: endpoint.id,
      priceId: price.id,
      serviceTier: price.serviceTier,
      markupBasisPoints: principal.markupBasisPoints,
      reservedNanoUsd: this.reservedNanoUsd,
      inputTokensEstimate: call.promptTokens,
      outputTokensMax: call.mostUsage(endpoint).output,
      leaseUntilMs: this.openedAtMs + LEASE_MS,
    };
  }

  answerContext(): AnswerContext {
    const { request, promptTokens } = this.call;
    const createdAtSeconds = Math.floor(this.openedAtMs / 1_000);
    return { model: request.model, generationId: this.generationId, createdAtSeconds, promptTokensEstimate: promptTokens, request };
  }

  #likelyTier(endpoint: Endpoint): string {
    return billableTiers(endpoint, this.call.request['service_tier'])[0] ?? 'standard';
  }
}
