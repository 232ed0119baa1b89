import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import type { RoutingContext, RoutingPreferences } from '../types.ts';

/** An endpoint that may serve the request, with its price. */
export interface Scorable {
  readonly endpoint: Endpoint;
  /** Nano-USD for a million tokens, three of input to one of output. */
  readonly blended: bigint;
}

export interface Planning {
  readonly preferences: RoutingPreferences;
  readonly context: RoutingContext;
}

/** What endpoints are ordered by once all constraints are met. Pure. */
export interface Policy {
  /** A score for each endpoint, in their order; smaller is better. */
  readonly scores: (endpoints: readonly Scorable[], planning: Planning) => readonly number[];
  /**
   * Scores up to so much above the best are as good as the best. Prices are exact. What is measured is not: the endpoints within this share take turns,
   * or keep the conversations that they have begun.
   */
  readonly equalWithin: number;
  /** Endpoints without measurements are tried now and then, or they would never have any. */
  readonly explores: boolean;
  /** The score says nothing of what tells the endpoints of a model apart: the cheaper one comes first. */
  readonly cheapestOfEquals?: boolean;
}

/** Behind everything that was measured. */
export const UNMEASURED = Number.MAX_SAFE_INTEGER;

/**
 * What an endpoint is expected to cost: nothing where the customer pays its provider directly. What its cache probably knows of the prompt is counted at the price of
 * cached input.
 */
export function costOf(candidate: Scorable, { context }: Planning): number {
  const { endpoint, blended } = candidate;
  if (context.ownProviders.has(endpoint.provider)) return 0;
  const share = context.cachedShare?.(endpoint) ?? 0;
  return share > 0 ? Number(blended) - share * cacheSaving(candidate, context) : Number(blended);
}

/** What a prompt that is all cached saves of the blended price, of which three quarters are input. */
function cacheSaving({ endpoint }: Scorable, context: RoutingContext): number {
  const { input = 0n, cachedInput = input } = priceAt(endpoint, context)?.nanoUsdPerMillionTokens ?? {};
  return cachedInput < input ? (3 * Number(input - cachedInput)) / 4 : 0;
}
