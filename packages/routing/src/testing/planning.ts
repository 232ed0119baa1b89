import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import type { AccessLists } from '@modelhub/core/access-lists';
import { blendedPrice } from '../rank.ts';
import type { RoutePlan, RoutingContext } from '../types.ts';

/** Before the day on which these tests were written anything that a provider switches off later still serves. */
export const AT_MS = Date.parse('2026-11-24T00:00:00Z');

export const NO_LISTS: AccessLists = {
  scope: 'key',
  allowedModels: new Set(),
  deniedModels: new Set(),
  allowedProviders: new Set(),
  deniedProviders: new Set(),
};

/** A request at a gateway that can call every provider, and has measured none. */
export const contextWith = (changes: Partial<RoutingContext> = {}): RoutingContext => ({
  atMs: AT_MS,
  providers: { has: () => true },
  ownProviders: new Set(),
  accessLists: [],
  health: { isOpen: () => false, latencyMs: () => null, throughput: () => null, cost: () => 0 },
  canServe: () => true,
  isReachable: () => true,
  parameters: [],
  modalities: [],
  promptTokens: 100,
  contextTokens: 100,
  ...changes,
});

/** Every endpoint that a plan may send a request to, those for what others refuse among them. */
export function endpointsOf(plan: RoutePlan): readonly Endpoint[] {
  if (plan.kind !== 'planned') return [];
  return [...plan.candidates, ...Object.values(plan.escapes ?? {}).flat()].map(({ endpoint }) => endpoint);
}

export function blended(endpoint: Endpoint): number {
  return Number(blendedPrice(priceAt(endpoint, { atMs: AT_MS, promptTokens: 100 })));
}

export function isSwitchedOff({ deprecatedAt }: Endpoint): boolean {
  return deprecatedAt !== null && Date.parse(deprecatedAt) <= AT_MS;
}

export const chatModels = catalog.models.filter(({ kind }) => kind === 'chat').map(({ id }) => id);
