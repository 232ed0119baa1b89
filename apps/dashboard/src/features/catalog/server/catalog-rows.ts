import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint, Model, PriceVersion } from '@modelhub/catalog/types';
import type { BilledUnit } from '@modelhub/core/billed-unit';
import { priceWithMarkup } from '@modelhub/core/money';
import type { TokenComponent } from '@modelhub/core/token-usage';
import { offeredModels } from './offered.ts';

/** What everybody pays who has agreed on nothing else: 10 % on top of the provider's price. */
export const PUBLIC_MARKUP_BASIS_POINTS = 1_000;

/** Prices as sold, in nano-USD per million tokens, or of what `unit` names. */
export interface SoldPrice {
  readonly contextTokensFrom: number;
  readonly nanoUsdPerMillionTokens: Readonly<Partial<Record<TokenComponent, bigint>>>;
  readonly unit: BilledUnit | null;
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
  /** For what is billed and is no token; null where a model has no such price. */
  readonly unitPrice: { readonly unit: BilledUnit; readonly nanoUsdPerMillion: bigint } | null;
}

function asSold(price: PriceVersion): SoldPrice {
  const entries = Object.entries(price.nanoUsdPerMillionTokens) as [TokenComponent, bigint][];
  return {
    contextTokensFrom: price.contextTokensFrom,
    nanoUsdPerMillionTokens: Object.fromEntries(entries.map(([component, nanoUsd]) => [component, priceWithMarkup(nanoUsd, PUBLIC_MARKUP_BASIS_POINTS)])),
    unit: price.unit,
  };
}

/** What an endpoint costs today: the base band first, then the bands for longer prompts. */
export function soldPrices(endpoint: Endpoint, atMs: number): SoldPrice[] {
  const standard = endpoint.prices.filter(({ serviceTier }) => serviceTier === 'standard');
  const bands = [...new Set(standard.map((price) => price.contextTokensFrom))].sort((a, b) => a - b);
  return bands.flatMap((promptTokens) => {
    const price = priceAt(endpoint, { atMs, promptTokens });
    return price === undefined ? [] : [asSold(price)];
  });
}

export interface TierPrice extends SoldPrice {
  readonly tier: Exclude<PriceVersion['serviceTier'], 'standard'>;
}

/** What the other service tiers of an endpoint cost today, for prompts of ordinary length. */
export function tierPrices(endpoint: Endpoint, atMs: number): TierPrice[] {
  return (['priority', 'flex', 'batch'] as const).flatMap((tier) => {
    const price = priceAt(endpoint, { atMs, promptTokens: 0, serviceTier: tier });
    return price?.serviceTier === tier ? [{ ...asSold(price), tier }] : [];
  });
}

function lower(a: bigint | null, b: bigint | undefined): bigint | null {
  if (b === undefined) return a;
  return a === null || b < a ? b : a;
}

export function catalogRow(model: Model, atMs: number): CatalogRow {
  let inputNanoUsd: bigint | null = null;
  let outputNanoUsd: bigint | null = null;
  let unitPrice: CatalogRow['unitPrice'] = null;
  for (const endpoint of model.endpoints) {
    const sold = soldPrices(endpoint, atMs)[0];
    const base = sold?.nanoUsdPerMillionTokens;
    inputNanoUsd = lower(inputNanoUsd, base?.input);
    outputNanoUsd = lower(outputNanoUsd, base?.output);
    const nanoUsdPerMillion = lower(unitPrice?.nanoUsdPerMillion ?? null, base?.units);
    if (sold?.unit != null && nanoUsdPerMillion !== null) unitPrice = { unit: sold.unit, nanoUsdPerMillion };
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
    unitPrice,
  };
}

/** Where a request goes first by default: the cheapest endpoint in service, by input, or by unit where that is what it charges for. */
export function cheapestEndpoint(model: Model, atMs: number): Endpoint | undefined {
  const active = model.endpoints.filter(({ status }) => status === 'active');
  const priceOf = (endpoint: Endpoint): bigint => {
    const { input, units } = soldPrices(endpoint, atMs)[0]?.nanoUsdPerMillionTokens ?? {};
    return input ?? units ?? 0n;
  };
  return (active.length === 0 ? model.endpoints : active).toSorted((a, b) => compareBigint(priceOf(a), priceOf(b)))[0];
}

function compareBigint(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Every model that is sold, as the catalog shows it. */
export function catalogRows(atMs: number): CatalogRow[] {
  return offeredModels.map((model) => catalogRow(model, atMs));
}
