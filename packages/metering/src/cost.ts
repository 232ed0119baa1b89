import type { PriceVersion } from '@modelhub/catalog/types';
import { costNanoUsd, type CostLine, type NanoUsd } from '@modelhub/core/money';
import { tokenCount, type TokenComponent, type TokenUsage } from '@modelhub/core/token-usage';

/**
 * What stands in for a component that a price does not list: what is read costs like input, what is written like output.
 * Units that a price does not list are free: no token price says what an image costs.
 */
const FALLBACK = {
  input: 'input',
  cachedInput: 'input',
  cacheWrite5m: 'input',
  cacheWrite1h: 'input',
  output: 'output',
  reasoning: 'output',
  audioInput: 'input',
  audioOutput: 'output',
  imageInput: 'input',
  imageOutput: 'output',
  units: null,
} as const satisfies Record<TokenComponent, 'input' | 'output' | null>;

/** Every component that is counted by itself; `reasoning` lies inside `output` and is handled apart. */
const PRICED = [
  'input',
  'cachedInput',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  'units',
] as const satisfies readonly TokenComponent[];

/**
 * The provider's price of one component, in nano-USD per million tokens or units, before any markup. A price that lists neither the
 * component nor its stand-in does not charge for it.
 */
export function componentPrice(price: PriceVersion, component: TokenComponent): bigint {
  const listed = price.nanoUsdPerMillionTokens;
  const fallback = FALLBACK[component];
  return listed[component] ?? (fallback === null ? undefined : listed[fallback]) ?? 0n;
}

export interface CostInput {
  readonly usage: TokenUsage;
  readonly price: PriceVersion;
  readonly markupBasisPoints: number;
}

/** The lines of a cost before markup and rounding: at most one per component, none of them counting a token twice. */
export function costLines(usage: TokenUsage, price: PriceVersion): CostLine[] {
  const lines: CostLine[] = [];
  const add = (component: TokenComponent, tokens: number): void => {
    if (tokens > 0) lines.push({ tokens, priceNanoUsdPerMillionTokens: componentPrice(price, component) });
  };
  for (const component of PRICED) add(component, tokenCount(usage[component]));
  const output = tokenCount(usage.output);
  // Reasoning is part of `output` and leaves it only where the price has a figure for it.
  const isReasoningListed = price.nanoUsdPerMillionTokens.reasoning !== undefined;
  const reasoning = isReasoningListed ? Math.min(tokenCount(usage.reasoning), output) : 0;
  add('output', output - reasoning);
  add('reasoning', reasoning);
  return lines;
}

/**
 * What the customer pays for this usage, in nano-USD: components at their prices plus the flat fee, with the markup, rounded
 * once, half up. A count that is not a non-negative number counts as zero, so a cost is never negative and never throws.
 */
export function costOfUsage({ usage, price, markupBasisPoints }: CostInput): NanoUsd {
  return costNanoUsd(costLines(usage, price), { markupBasisPoints, perRequestNanoUsd: price.perRequestNanoUsd });
}
