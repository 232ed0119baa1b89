import type { Endpoint, Modality, Model } from '@modelhub/catalog/types';
import type { AccessLists } from '@modelhub/core/access-lists';

/** The routing fields of a request, in OpenRouter's spelling. */
export interface RoutingPreferences {
  /** Names to try, in order; more than one only where the client gave `models`. */
  readonly models: readonly string[];
  /** They are ranked with each other rather than tried in the order in which they are named. */
  readonly modelsTogether: boolean;
  /** Models for what the others refused; null where nobody named any. */
  readonly escapes: Readonly<Record<Escape, readonly string[]>> | null;
  /** Whoever named those has accepted what they cost; otherwise they are held to what a fallback may cost. */
  readonly escapesAtAnyPrice: boolean;
  readonly order: readonly string[];
  /** Providers that may serve; null allows all, and an empty list none: two lists can have nothing in common. */
  readonly only: readonly string[] | null;
  readonly ignore: readonly string[];
  readonly allowFallbacks: boolean;
  readonly requireParameters: boolean;
  readonly sort: SortOrder;
  /** How much each counts under `balanced`; together more than nothing. */
  readonly balance: Readonly<Record<'price' | 'latency' | 'throughput' | 'quality', number>>;
  /** Shares of requests by provider, in place of `sort`. */
  readonly weights: Readonly<Record<string, number>> | null;
  /** Requests with the same one stay at the same endpoint among equals: what they have in common is in its cache. */
  readonly sessionKey: string | null;
  /** Only endpoints that surely do not train on what they are sent. */
  readonly denyDataCollection: boolean;
  /** Only endpoints that surely keep nothing. */
  readonly zeroRetention: boolean;
  /** Precisions that may serve; null allows all. `unknown` is what does not say. */
  readonly quantizations: readonly string[] | null;
  /** Regions that may serve; null allows all. */
  readonly regions: readonly string[] | null;
  /** Endpoints beyond these go last; milliseconds to the first token. */
  readonly preferredMaxLatencyMs: MeasuredLimits | null;
  /** Tokens a second. */
  readonly preferredMinThroughput: MeasuredLimits | null;
  /** A second request is made beside one that is slow; null where it is not. */
  readonly hedge: HedgeWish | null;
  /** What the provider's price may be at most; null where the client does not mind. */
  readonly maxPrice: Readonly<Record<PriceLimit, bigint | null>>;
}

/**
 * What a client can set a limit on, in OpenRouter's spelling: nano-USD per million tokens read or written (`prompt`, `completion`), for a request's flat fee, and
 * for an image where images are billed one by one. A price without such a figure is under every such limit.
 */
export const PRICE_LIMITS = ['prompt', 'completion', 'request', 'image'] as const;
export type PriceLimit = (typeof PRICE_LIMITS)[number];

export interface HedgeWish {
  /** How long the first one gets; null for what 95 in 100 requests to its endpoint took lately. */
  readonly afterMs: number | null;
}

export type SortOrder = 'price' | 'throughput' | 'latency' | 'balanced' | 'quality';

/** Refusals after which a policy can have models of its own. */
export type Escape = 'context_length_exceeded' | 'content_policy_violation';

/** Limits that are to hold in these shares (0 to 1) of requests. */
export type MeasuredLimits = readonly { readonly share: number; readonly limit: number }[];

/** What a plan depends on besides the request. */
export interface RoutingContext {
  readonly atMs: number;
  /** Providers that can be called. */
  readonly providers: { has(id: string): boolean };
  /** Providers that the customer pays directly, with a key of its own: at the price that is ours to ask, nothing. */
  readonly ownProviders: { has(id: string): boolean };
  /** What the organization and the key may use. */
  readonly accessLists: readonly AccessLists[];
  /** The saved policy that the preferences come from. */
  readonly policy?: ChosenPolicy;
  readonly health: EndpointHealth;
  /** Whether an endpoint serves what is asked at all: not every model is for every surface, nor every provider. */
  canServe(endpoint: Endpoint, model: Model): boolean;
  /** Whether it can be called with the credential that there is for its provider. */
  isReachable(endpoint: Endpoint): boolean;
  /** Parameters of the request that an endpoint has to support. */
  readonly parameters: readonly string[];
  /** What the request holds besides text. */
  readonly modalities: readonly Modality[];
  /** Of all that is asked: decides the price. */
  readonly promptTokens: number;
  /** The longest part of it that has to fit into a context window by itself: the prompt of a conversation, one of many texts to embed. */
  readonly contextTokens: number;
  /** The share (0 to 1) of the prompt that the cache of an endpoint probably knows, since it has served the same session; absent where there is none. */
  readonly cachedShare?: (endpoint: Endpoint) => number;
  /** Decides whatever is left to chance; without it nothing is. */
  readonly seed?: number;
  /** The tier that the client asked for, which decides the price that its limits are about. */
  readonly serviceTier?: string;
}

export interface EndpointHealth {
  /** Open circuits go last: they are tried only when nothing else is left. */
  isOpen(endpoint: Endpoint): boolean;
  /** Milliseconds to the first token that the share (0 to 1) of requests did not exceed; null where there was no traffic. */
  latencyMs(endpoint: Endpoint, share: number): number | null;
  /** Output tokens a second that the share of requests did not exceed; null where there was no traffic. */
  throughput(endpoint: Endpoint, share: number): number | null;
  /** How busy it is, to be compared among endpoints that are equally good otherwise. */
  cost(endpoint: Endpoint): number;
  /** So little is left of the account's limits there that the next requests may be refused: among equals it goes last. Absent: nobody says so. */
  isTight?(endpoint: Endpoint): boolean;
}

export interface Candidate {
  readonly model: Model;
  readonly endpoint: Endpoint;
}

/** A saved policy, and the step of it that a request took. */
export interface ChosenPolicy {
  readonly name: string;
  /** Null for the one that is built in. */
  readonly version: number | null;
  /** Null where only its constraints hold, since the request names a model. */
  readonly step: string | null;
}

export type Exclusion =
  /** By the lists of the key, and by those of its organization. */
  | 'model_not_allowed'
  | 'provider_not_allowed'
  | 'organization_model_not_allowed'
  | 'organization_provider_not_allowed'
  | 'provider_not_configured'
  | 'surface_not_supported'
  | 'endpoint_not_reachable'
  | 'endpoint_disabled'
  | 'modality_not_supported'
  | 'provider_not_selected'
  | 'provider_ignored'
  | 'data_may_be_collected'
  | 'data_may_be_kept'
  | 'quantization_not_selected'
  | 'region_not_selected'
  | 'unsupported_parameter'
  | 'context_too_long'
  | 'too_expensive'
  | 'fallback_too_expensive';

/** Why an endpoint that could serve comes after others with a worse score. */
export type PutLast = 'breaker_open' | 'switched_off' | 'slower_than_preferred';

export interface Considered {
  readonly endpointId: string;
  readonly excluded: Exclusion | null;
  readonly score: number | null;
  readonly last?: PutLast | null;
}

/** Why the plan is as it is: every endpoint that was looked at, and what became of it. */
export interface DecisionRecord {
  readonly requestedModels: readonly string[];
  /** What gave the scores: a policy, or the weights in its place. */
  readonly sort: SortOrder | 'weights';
  /** With it, request, catalog and health, the same plan comes out again. */
  readonly seed: number | null;
  readonly policy: ChosenPolicy | null;
  readonly considered: readonly Considered[];
  /** Where nothing is left: what would have been, and without which constraints. */
  readonly nearest: NearestAlternative | null;
}

/** The fewest constraints that would have to go for something to be left. */
export interface NearestAlternative {
  readonly without: readonly Exclusion[];
  /** What would be left then. */
  readonly endpointIds: readonly string[];
}

/** What a request holds besides text, and the model does not take. */
export interface NotTaken {
  readonly modalities: readonly Modality[];
  /** Those that could serve it, the nearest first. */
  readonly otherModels: readonly string[];
}

/** What is tried only after such a refusal. */
export type Escapes<Target> = Readonly<Partial<Record<Escape, readonly Target[]>>>;

export type RoutePlan =
  | { readonly kind: 'planned'; readonly candidates: readonly Candidate[]; readonly escapes: Escapes<Candidate> | null; readonly decision: DecisionRecord }
  | { readonly kind: 'unknown-model'; readonly name: string; readonly nearest: readonly string[] }
  | {
      readonly kind: 'none-left';
      readonly model: string;
      readonly exclusions: readonly Exclusion[];
      readonly parameter: string | null;
      readonly notTaken: NotTaken | null;
      readonly decision: DecisionRecord;
    };
