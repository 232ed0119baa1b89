import { catalog } from './catalog.ts';
import type { Endpoint, Model, PriceVersion } from './types.ts';

/** Priority processing has been called fast mode since 30 July 2026, under both names (openai.com/api-fast-mode). */
const TIER_ALIASES: Readonly<Record<string, string>> = { fast: 'priority' };

export interface PriceQuestion {
  /** When the request was admitted, in milliseconds since the epoch. */
  readonly atMs: number;
  /** The whole prompt, cached parts included: it decides the context band. */
  readonly promptTokens: number;
  /** As the provider names it. Prices of an unlisted tier are those of `standard`. */
  readonly serviceTier?: string;
}

/**
 * The price that a request pays: of the versions in force at `atMs`, the latest of the widest context band that the prompt
 * reaches. Undefined only for an endpoint whose first price is still in the future.
 */
export function priceAt(endpoint: Endpoint, question: PriceQuestion): PriceVersion | undefined {
  if (endpoint.prices.length === 1) {
    const only = endpoint.prices[0];
    return only !== undefined && effectiveMs(only) <= question.atMs ? only : undefined;
  }
  const asked = TIER_ALIASES[question.serviceTier ?? ''] ?? question.serviceTier;
  const tier = endpoint.prices.some((price) => price.serviceTier === asked) ? asked : 'standard';
  let best: PriceVersion | undefined;
  for (const price of endpoint.prices) {
    if (price.serviceTier !== tier || effectiveMs(price) > question.atMs || price.contextTokensFrom > question.promptTokens) continue;
    if (best === undefined || isBetter(price, best)) best = price;
  }
  return best;
}

const STANDARD_ONLY: readonly string[] = ['standard'];

/**
 * The tiers at whose price an answer may come back that was asked for with this `service_tier`, the one to assume while the provider has not said first. It may
 * serve the standard tier in place of the asked one, and `auto` leaves the choice to it. A request without the field gets the standard tier, unless whoever
 * owns the provider's account has set up something else there.
 */
export function billableTiers(endpoint: Endpoint, asked: unknown): readonly string[] {
  if (typeof asked !== 'string' || endpoint.prices.length === 1) return STANDARD_ONLY;
  if (asked === 'auto') return [...new Set(['standard', ...endpoint.prices.map(({ serviceTier }) => serviceTier)])].filter((tier) => tier !== 'batch');
  const tier = TIER_ALIASES[asked] ?? asked;
  return endpoint.prices.some((price) => price.serviceTier === tier) ? [...new Set([tier, 'standard'])] : STANDARD_ONLY;
}

function isBetter(price: PriceVersion, than: PriceVersion): boolean {
  if (price.contextTokensFrom !== than.contextTokensFrom) return price.contextTokensFrom > than.contextTokensFrom;
  return effectiveMs(price) > effectiveMs(than);
}

const effectiveAt = new Map<string, number>();

function effectiveMs(price: PriceVersion): number {
  let ms = effectiveAt.get(price.effectiveFrom);
  if (ms === undefined) {
    ms = Date.parse(`${price.effectiveFrom}T00:00:00Z`);
    effectiveAt.set(price.effectiveFrom, ms);
  }
  return ms;
}

/** What a request costs that ran on the customer's own key: nothing here, since the provider bills it. The same row is in the table of prices. */
export const OWN_KEY_PRICE: PriceVersion = {
  id: 'own-key',
  effectiveFrom: '2026-01-01',
  contextTokensFrom: 0,
  serviceTier: 'standard',
  nanoUsdPerMillionTokens: {},
  unit: null,
  perRequestNanoUsd: 0n,
};

let indexed: { readonly models: readonly Model[]; readonly prices: ReadonlyMap<string, PriceVersion> } | null = null;

/** Made anew when the catalog has other models, which it has at a program's start at the latest. */
function pricesById(): ReadonlyMap<string, PriceVersion> {
  const { models } = catalog;
  if (indexed?.models === models) return indexed.prices;
  const prices = models.flatMap((model) => model.endpoints.flatMap((endpoint) => endpoint.prices.map((price) => [price.id, price] as const)));
  indexed = { models, prices: new Map([[OWN_KEY_PRICE.id, OWN_KEY_PRICE], ...prices]) };
  return indexed.prices;
}

export function priceById(id: string): PriceVersion | undefined {
  return pricesById().get(id);
}
