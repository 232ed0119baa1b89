import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint, PriceVersion } from '@modelhub/catalog/types';
import type { Planning } from './policies/policy.ts';
import { blendedPrice, rankAll, type Eligible, type Ranked } from './rank.ts';
import { takeTurns } from './take-turns.ts';
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
  const decision: DecisionRecord = decisionOf(preferences, context, considered);
  const eligible: Eligible[] = [];
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
      if (excluded === null) eligible.push({ model, endpoint, modelRank, blended: blendedPrice(priceAt(endpoint, context)) });
      else considered.push({ endpointId: endpoint.id, excluded, score: null });
    }
  }
  if (eligible.length === 0) {
    const exclusions = considered.flatMap(({ excluded }) => (excluded === null ? [] : [excluded]));
    return { kind: 'none-left', model: preferences.models[0] ?? '', exclusions, parameter: missingParameter(preferences, context), decision };
  }
  const planning: Planning = { preferences, context };
  const ranked = rankAll(eligible, planning);
  const [best] = ranked as [Ranked, ...Ranked[]];
  const isWithinReach = (candidate: Ranked): boolean => isAffordable(candidate, best, preferences);
  const ordered = takeTurns(ranked, isWithinReach, planning);
  const [first] = ordered as [Ranked, ...Ranked[]];
  const candidates = preferences.allowFallbacks ? ordered.filter((candidate) => candidate === first || isWithinReach(candidate)) : [first];
  for (const candidate of ranked) {
    const isKept = !preferences.allowFallbacks || candidate === first || isWithinReach(candidate);
    considered.push({ endpointId: candidate.endpoint.id, excluded: isKept ? null : 'fallback_too_expensive', score: candidate.score });
  }
  return { kind: 'planned', candidates, decision };
}

function decisionOf({ models, sort, weights }: RoutingPreferences, { seed }: RoutingContext, considered: readonly Considered[]): DecisionRecord {
  return { requestedModels: models, sort: weights === null ? sort : 'weights', seed: seed ?? null, considered };
}

function exclusionOf({ model, endpoint }: Candidate, preferences: RoutingPreferences, context: RoutingContext): Exclusion | null {
  const { provider } = endpoint;
  if (context.allowedModels.size > 0 && !context.allowedModels.has(endpoint.model)) return 'model_not_allowed';
  if (!context.providers.has(provider)) return 'provider_not_configured';
  if (endpoint.status === 'disabled') return 'endpoint_disabled';
  if (!context.canServe(endpoint, model)) return 'surface_not_supported';
  if (!context.isReachable(endpoint)) return 'endpoint_not_reachable';
  if (preferences.only !== null && !preferences.only.includes(provider)) return 'provider_not_selected';
  if (preferences.ignore.includes(provider)) return 'provider_ignored';
  if (preferences.denyDataCollection && endpoint.dataPolicy.training !== false) return 'data_may_be_collected';
  if (preferences.zeroRetention && endpoint.dataPolicy.retentionDays !== 0) return 'data_may_be_kept';
  if (preferences.quantizations !== null && !preferences.quantizations.includes(endpoint.quantization ?? 'unknown')) return 'quantization_not_selected';
  if (preferences.regions !== null && (endpoint.region === null || !preferences.regions.includes(endpoint.region))) return 'region_not_selected';
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

function isAffordable(candidate: Ranked, first: Ranked, preferences: RoutingPreferences): boolean {
  if (candidate === first || preferences.maxPrice.prompt !== null || preferences.maxPrice.completion !== null) return true;
  return candidate.blended <= FALLBACK_PRICE_FACTOR * first.blended;
}

function missingParameter(preferences: RoutingPreferences, context: RoutingContext): string | null {
  if (!preferences.requireParameters) return null;
  const supported = new Set(preferences.models.flatMap((name) => catalog.findModel(name)?.endpoints.flatMap((endpoint) => endpoint.supportedParameters) ?? []));
  return context.parameters.find((name) => !supported.has(name)) ?? null;
}
