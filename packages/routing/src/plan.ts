import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint, PriceVersion } from '@modelhub/catalog/types';
import { isFirstParty } from './first-party.ts';
import {
  PRICE_LIMITS,
  type Candidate,
  type DecisionRecord,
  type Exclusion,
  type PriceLimit,
  type RoutePlan,
  type RoutingContext,
  type RoutingPreferences,
} from './types.ts';

/** A fallback never costs more than this many times the first choice, unless the customer set a price limit of their own. */
const FALLBACK_PRICE_FACTOR = 3n;

type Considered = DecisionRecord['considered'][number];

/** A candidate with everything that it is ordered by, looked up once. */
interface Scored extends Candidate {
  readonly isOpen: boolean;
  readonly modelRank: number;
  readonly providerRank: number;
  readonly isFirstParty: boolean;
  /** Its provider has switched it off by now. Tried last all the same: announcements are postponed. */
  readonly isSwitchedOff: boolean;
  readonly score: number;
  readonly blended: bigint;
}

/** Most endpoints of the catalog belong to providers without a key: what is recorded of them is the same in every request. */
const notConfigured = new WeakMap<Endpoint, Considered>();

function notConfiguredRecord(endpoint: Endpoint): Considered {
  let record = notConfigured.get(endpoint);
  if (record === undefined) {
    record = { endpointId: endpoint.id, excluded: 'provider_not_configured', score: null };
    notConfigured.set(endpoint, record);
  }
  return record;
}

/**
 * The endpoints to try, in order: constraints remove, then the preference orders, models in the order in which the client named
 * them. Pure: the same request, catalog and context give the same plan.
 */
export function planRoute(preferences: RoutingPreferences, context: RoutingContext): RoutePlan {
  const considered: Considered[] = [];
  const decision: DecisionRecord = { requestedModels: preferences.models, sort: preferences.sort, considered };
  const eligible: Scored[] = [];
  for (const [modelRank, name] of preferences.models.entries()) {
    const model = catalog.findModel(name);
    if (model === undefined) {
      if (modelRank === 0) return { kind: 'unknown-model', name, nearest: catalog.nearestModels(name, 3) };
      continue;
    }
    for (const endpoint of model.endpoints) {
      const excluded = exclusionOf({ model, endpoint }, preferences, context);
      if (excluded === 'provider_not_configured') {
        considered.push(notConfiguredRecord(endpoint));
        continue;
      }
      const scored = excluded === null ? scoredOf({ model, endpoint }, modelRank, { preferences, context }) : null;
      considered.push({ endpointId: endpoint.id, excluded, score: scored?.score ?? null });
      if (scored !== null) eligible.push(scored);
    }
  }
  if (eligible.length === 0) {
    const exclusions = considered.flatMap(({ excluded }) => (excluded === null ? [] : [excluded]));
    return { kind: 'none-left', model: preferences.models[0] ?? '', exclusions, parameter: missingParameter(preferences, context), decision };
  }
  const ordered = eligible.length === 1 ? eligible : eligible.toSorted(compare);
  const first = ordered[0] as Scored;
  const allowed = preferences.allowFallbacks ? ordered.filter((candidate) => isAffordable(candidate, first, preferences)) : [first];
  return { kind: 'planned', candidates: allowed, decision };
}

function exclusionOf({ model, endpoint }: Candidate, preferences: RoutingPreferences, context: RoutingContext): Exclusion | null {
  const { provider } = endpoint;
  if (context.allowedModels.size > 0 && !context.allowedModels.has(endpoint.model)) return 'model_not_allowed';
  if (!context.providers.has(provider)) return 'provider_not_configured';
  if (endpoint.status === 'disabled') return 'endpoint_disabled';
  if (!context.canServe(endpoint, model)) return 'surface_not_supported';
  if (!context.isReachable(endpoint)) return 'endpoint_not_reachable';
  if (preferences.only.length > 0 && !preferences.only.includes(provider)) return 'provider_not_selected';
  if (preferences.ignore.includes(provider)) return 'provider_ignored';
  // The estimate of a prompt may be a quarter too high; only what surely does not fit is refused before the provider is asked.
  if (endpoint.contextTokensMax > 0 && context.contextTokens > endpoint.contextTokensMax * 1.5) return 'context_too_long';
  if (preferences.requireParameters && context.parameters.some((name) => !endpoint.supportedParameters.includes(name))) return 'unsupported_parameter';
  return isOverLimit(endpoint, preferences, context) ? 'too_expensive' : null;
}

function isOverLimit(endpoint: Endpoint, preferences: RoutingPreferences, context: RoutingContext): boolean {
  const { maxPrice } = preferences;
  if (PRICE_LIMITS.every((limit) => maxPrice[limit] === null)) return false;
  const price = priceAt(endpoint, context);
  return price !== undefined && PRICE_LIMITS.some((limit) => isOver(limitedFigure(price, limit), maxPrice[limit]));
}

function isOver({ figure, times }: LimitedFigure, limit: bigint | null): boolean {
  return limit !== null && figure > limit * times;
}

interface LimitedFigure {
  readonly figure: bigint;
  /** What the limit has to be multiplied by to be compared with it: prices of units are for a million of them. */
  readonly times: bigint;
}

function limitedFigure({ nanoUsdPerMillionTokens: listed, perRequestNanoUsd, unit }: PriceVersion, limit: PriceLimit): LimitedFigure {
  switch (limit) {
    case 'prompt':
      return { figure: listed.input ?? 0n, times: 1n };
    case 'completion':
      return { figure: listed.output ?? 0n, times: 1n };
    case 'request':
      return { figure: perRequestNanoUsd, times: 1n };
    case 'image':
      return { figure: unit === 'image' ? (listed.units ?? 0n) : 0n, times: 1_000_000n };
  }
}

interface Planning {
  readonly preferences: RoutingPreferences;
  readonly context: RoutingContext;
}

function scoredOf({ model, endpoint }: Candidate, modelRank: number, { preferences, context }: Planning): Scored {
  const blended = blendedPrice(priceAt(endpoint, context));
  return {
    model,
    endpoint,
    isOpen: context.health.isOpen(endpoint),
    modelRank,
    providerRank: rank(preferences.order, endpoint.provider),
    isFirstParty: isFirstParty(model, endpoint),
    isSwitchedOff: endpoint.deprecatedAt !== null && Date.parse(endpoint.deprecatedAt) <= context.atMs,
    score: scoreOf(endpoint, blended, { preferences, context }),
    blended,
  };
}

/** Smaller is better. Without a measurement an endpoint ranks behind those that have one. */
function scoreOf(endpoint: Endpoint, blended: bigint, { preferences, context }: Planning): number {
  switch (preferences.sort) {
    case 'price':
      return context.ownProviders.has(endpoint.provider) ? 0 : Number(blended);
    case 'latency':
      return context.health.latencyMs(endpoint) ?? Number.MAX_SAFE_INTEGER;
    case 'throughput':
      return -(context.health.throughput(endpoint) ?? 0);
  }
}

/** Input and output prices weighted three to one, the usual proportion of a conversation; units on top, which are the same at every endpoint of a model. */
function blendedPrice(price: PriceVersion | undefined): bigint {
  if (price === undefined) return 0n;
  let blended = blendedPrices.get(price);
  if (blended === undefined) {
    const { input = 0n, output = input, units = 0n } = price.nanoUsdPerMillionTokens;
    blended = (3n * input + output) / 4n + units;
    blendedPrices.set(price, blended);
  }
  return blended;
}

const blendedPrices = new WeakMap<PriceVersion, bigint>();

function compare(a: Scored, b: Scored): number {
  return (
    Number(a.isOpen) - Number(b.isOpen) ||
    a.modelRank - b.modelRank ||
    a.providerRank - b.providerRank ||
    Number(a.isSwitchedOff) - Number(b.isSwitchedOff) ||
    a.score - b.score ||
    // At the same price whoever made the model serves it.
    Number(b.isFirstParty) - Number(a.isFirstParty) ||
    (a.endpoint.id < b.endpoint.id ? -1 : 1)
  );
}

function rank(order: readonly string[], provider: string): number {
  const at = order.indexOf(provider);
  return at < 0 ? order.length : at;
}

function isAffordable(candidate: Scored, first: Scored, preferences: RoutingPreferences): boolean {
  if (candidate === first || preferences.maxPrice.prompt !== null || preferences.maxPrice.completion !== null) return true;
  return candidate.blended <= FALLBACK_PRICE_FACTOR * first.blended;
}

function missingParameter(preferences: RoutingPreferences, context: RoutingContext): string | null {
  if (!preferences.requireParameters) return null;
  const supported = new Set(preferences.models.flatMap((name) => catalog.findModel(name)?.endpoints.flatMap((endpoint) => endpoint.supportedParameters) ?? []));
  return context.parameters.find((name) => !supported.has(name)) ?? null;
}
