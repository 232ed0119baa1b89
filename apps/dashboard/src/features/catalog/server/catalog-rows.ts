import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint, Model, PriceVersion } from '@modelhub/catalog/types';
import { priceWithMarkup } from '@modelhub/core/money';
import type { TokenComponent } from '@modelhub/core/token-usage';
import { offeredModels } from './offered.ts';

/** What everybody pays who has agreed on nothing else: 10 % on top of the provider's price. */
export const PUBLIC_MARKUP_BASIS_POINTS = 1_000;

/** Prices as sold, in nano-USD per million tokens. */
export interface SoldPrice {
  readonly contextTokensFrom: number;
  readonly nanoUsdPerMillionTokens: Readonly<Partial<Record<TokenComponent, bigint>>>;
}

export interface CatalogRow {
  readonly id: string;
  readonly name: string;
  readonly lab: string;
  readonly description: string;
  readonly aliases: readonly string[];
  readonly kind: Model['kind'];
  readonly releasedAt: string | null;
  readonly deprecated: boolean;
  readonly contextTokensMax: number;
  readonly outputTokensMax: number;
  readonly input: Model['input'];
  readonly tools: boolean;
  readonly reasoning: boolean;
  readonly structuredOutput: boolean;
  /** Of the cheapest endpoint; null where a model does not charge for it. */
  readonly inputNanoUsd: bigint | null;
  readonly outputNanoUsd: bigint | null;
}

function sold(price: PriceVersion): SoldPrice {
  const entries = Object.entries(price.nanoUsdPerMillionTokens) as [TokenComponent, bigint][];
  return {
    contextTokensFrom: price.contextTokensFrom,
    nanoUsdPerMillionTokens: Object.fromEntries(entries.map(([component, nanoUsd]) => [component, priceWithMarkup(nanoUsd, PUBLIC_MARKUP_BASIS_POINTS)])),
  };
}

/** What an endpoint costs today: the base band first, then the bands for longer prompts. */
export function soldPrices(endpoint: Endpoint, atMs: number): SoldPrice[] {
  const bands = [...new Set(endpoint.prices.map((price) => price.contextTokensFrom))].sort((a, b) => a - b);
  return bands.flatMap((promptTokens) => {
    const price = priceAt(endpoint, { atMs, promptTokens });
    return price === undefined ? [] : [sold(price)];
  });
}

function lower(a: bigint | null, b: bigint | undefined): bigint | null {
  if (b === undefined) return a;
  return a === null || b < a ? b : a;
}

export function catalogRow(model: Model, atMs: number): CatalogRow {
  let inputNanoUsd: bigint | null = null;
  let outputNanoUsd: bigint | null = null;
  for (const endpoint of model.endpoints) {
    const base = soldPrices(endpoint, atMs)[0]?.nanoUsdPerMillionTokens;
    inputNanoUsd = lower(inputNanoUsd, base?.input);
    outputNanoUsd = lower(outputNanoUsd, base?.output);
  }
  return {
    id: model.id,
    name: model.name,
    lab: model.lab,
    description: model.description,
    aliases: model.aliases,
    kind: model.kind,
    releasedAt: model.releasedAt,
    deprecated: model.endpoints.every((endpoint) => endpoint.status !== 'active'),
    contextTokensMax: Math.max(...model.endpoints.map((endpoint) => endpoint.contextTokensMax)),
    outputTokensMax: Math.max(...model.endpoints.map((endpoint) => endpoint.outputTokensMax)),
    input: model.input,
    tools: model.toolCalls,
    reasoning: model.reasoning,
    structuredOutput: model.structuredOutput,
    inputNanoUsd,
    outputNanoUsd,
  };
}

/** Where a request goes first by default: the cheapest endpoint in service, by input. */
export function cheapestEndpoint(model: Model, atMs: number): Endpoint | undefined {
  const active = model.endpoints.filter(({ status }) => status === 'active');
  const inputOf = (endpoint: Endpoint): bigint => soldPrices(endpoint, atMs)[0]?.nanoUsdPerMillionTokens.input ?? 0n;
  return (active.length === 0 ? model.endpoints : active).toSorted((a, b) => compareBigint(inputOf(a), inputOf(b)))[0];
}

function compareBigint(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Every model that is sold, as the catalog shows it. */
export function catalogRows(atMs: number): CatalogRow[] {
  return offeredModels.map((model) => catalogRow(model, atMs));
}
