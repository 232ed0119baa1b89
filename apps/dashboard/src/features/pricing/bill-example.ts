import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import { centsFromNanoUsd, costNanoUsd } from '@modelhub/core/money';

export interface BillLine {
  readonly what: string;
  readonly tokens: number;
  /** The provider's price, nano-USD for a million tokens. */
  readonly priceNanoUsd: bigint;
  readonly costNanoUsd: bigint;
}

export interface BillExample {
  readonly modelId: string;
  readonly modelName: string;
  readonly requests: number;
  readonly lines: readonly BillLine[];
  readonly providerNanoUsd: bigint;
  readonly markupNanoUsd: bigint;
  readonly totalNanoUsd: bigint;
  readonly totalCents: bigint;
}

const MARKUP_BASIS_POINTS = 1_000;
const REQUESTS = 12_000;
const PER_REQUEST = [
  { what: 'Input', component: 'input', tokens: 1_480 },
  { what: 'Input read from a cache', component: 'cachedInput', tokens: 6_200 },
  { what: 'Output', component: 'output', tokens: 310 },
] as const;

/** A month of one app, by the same functions that make real bills: each request is rounded once and multiplied. */
export function billExample(modelId: string, atMs: number): BillExample | null {
  const model = catalog.findModel(modelId);
  const endpoint = model?.endpoints.find(({ provider }) => provider === model.lab);
  const price = endpoint === undefined ? undefined : priceAt(endpoint, { atMs, promptTokens: 7_680 });
  if (model === undefined || price === undefined) return null;
  const parts = PER_REQUEST.map(({ what, component, tokens }) => ({
    what,
    tokens,
    priceNanoUsdPerMillionTokens: price.nanoUsdPerMillionTokens[component] ?? price.nanoUsdPerMillionTokens.input ?? 0n,
  }));
  const requests = BigInt(REQUESTS);
  const provider = costNanoUsd(exactSum(parts), { markupBasisPoints: 0 }) * requests;
  const total = costNanoUsd(exactSum(parts), { markupBasisPoints: MARKUP_BASIS_POINTS }) * requests;
  return {
    modelId: model.id,
    modelName: model.name,
    requests: REQUESTS,
    lines: parts.map((part) => ({
      what: part.what,
      tokens: part.tokens * REQUESTS,
      priceNanoUsd: part.priceNanoUsdPerMillionTokens,
      costNanoUsd: costNanoUsd(exactSum([part]), { markupBasisPoints: 0 }) * requests,
    })),
    providerNanoUsd: provider,
    markupNanoUsd: total - provider,
    totalNanoUsd: total,
    totalCents: centsFromNanoUsd(total),
  };
}

/** Tokens times their prices per million, not rounded yet. */
function exactSum(parts: readonly { readonly tokens: number; readonly priceNanoUsdPerMillionTokens: bigint }[]): bigint {
  return parts.reduce((sum, { tokens, priceNanoUsdPerMillionTokens }) => sum + BigInt(tokens) * priceNanoUsdPerMillionTokens, 0n);
}
