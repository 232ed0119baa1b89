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
}

/** Behind everything that was measured. */
export const UNMEASURED = Number.MAX_SAFE_INTEGER;

/** What a provider costs us to ask: nothing where the customer pays it directly. */
export function costOf({ endpoint, blended }: Scorable, { context }: Planning): number {
  return context.ownProviders.has(endpoint.provider) ? 0 : Number(blended);
}
