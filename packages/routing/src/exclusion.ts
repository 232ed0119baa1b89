import { priceAt } from '@modelhub/catalog/price';
import { takes } from '@modelhub/catalog/takes';
import type { Endpoint, PriceVersion } from '@modelhub/catalog/types';
import { modelRefusedBy, providerRefusedBy } from '@modelhub/core/access-lists';
import { PRICE_LIMITS, type Candidate, type Exclusion, type PriceLimit, type RoutingContext, type RoutingPreferences } from './types.ts';

/** The first constraint that an endpoint does not meet; null when it meets all of them. */
export function exclusionOf({ model, endpoint }: Candidate, preferences: RoutingPreferences, context: RoutingContext): Exclusion | null {
  const { provider } = endpoint;
  if (context.accessLists.length > 0) {
    const refused = listExclusion(endpoint, context);
    if (refused !== null) return refused;
  }
  if (!context.providers.has(provider)) return 'provider_not_configured';
  if (endpoint.status === 'disabled') return 'endpoint_disabled';
  if (!context.canServe(endpoint, model)) return 'surface_not_supported';
  if (!context.isReachable(endpoint)) return 'endpoint_not_reachable';
  if (context.modalities.length > 0 && !context.modalities.every((modality) => takes(model, endpoint, modality))) return 'modality_not_supported';
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

function listExclusion({ model, provider }: Endpoint, { accessLists }: RoutingContext): Exclusion | null {
  const ofModel = modelRefusedBy(accessLists, model);
  if (ofModel !== null) return ofModel === 'key' ? 'model_not_allowed' : 'organization_model_not_allowed';
  const ofProvider = providerRefusedBy(accessLists, provider);
  if (ofProvider === null) return null;
  return ofProvider === 'key' ? 'provider_not_allowed' : 'organization_provider_not_allowed';
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
