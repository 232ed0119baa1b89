import type { PriceVersion } from '@modelhub/catalog/types';
import { costNanoUsd, type NanoUsd } from '@modelhub/core/money';
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

/** A cost before markup and rounding, in millionths of a nano-USD: no token counts twice. */
function exactCost(usage: TokenUsage, price: PriceVersion): bigint {
  let exact = 0n;
  for (const component of PRICED) {
    const tokens = tokenCount(usage[component]);
    if (tokens > 0) exact += BigInt(tokens) * componentPrice(price, component);
  }
  const output = tokenCount(usage.output);
  // Reasoning is part of `output` and leaves it only where the price has a figure for it.
  const isReasoningListed = price.nanoUsdPerMillionTokens.reasoning !== undefined;
  const reasoning = isReasoningListed ? Math.min(tokenCount(usage.reasoning), output) : 0;
  if (output > reasoning) exact += BigInt(output - reasoning) * componentPrice(price, 'output');
  if (reasoning > 0) exact += BigInt(reasoning) * componentPrice(price, 'reasoning');
  return exact;
}

/** What plain input and output can turn out to be, at prices of their own. */
const INPUT_FORMS = ['cachedInput', 'cacheWrite5m', 'cacheWrite1h', 'audioInput', 'imageInput'] as const satisfies readonly TokenComponent[];
const OUTPUT_FORMS = ['reasoning', 'audioOutput', 'imageOutput'] as const satisfies readonly TokenComponent[];

/**
 * The same usage as the dearest that it can turn out to be: a prompt may be written to a cache, and an answer be reasoning, where that costs more. What a
 * reservation has to cover, since the provider says what it was only at the end.
 */
export function dearestUsage(usage: TokenUsage, price: PriceVersion, mayBe: (component: TokenComponent) => boolean): TokenUsage {
  const read = dearestForm('input', INPUT_FORMS, { price, mayBe });
  const written = dearestForm('output', OUTPUT_FORMS, { price, mayBe });
  if (read === 'input' && written === 'output') return usage;
  const dearest: Record<TokenComponent, number> = { ...usage, input: 0, output: 0 };
  dearest[read] += usage.input;
  // Reasoning is counted inside of the output.
  if (written === 'reasoning') dearest.reasoning = usage.output;
  dearest[written === 'reasoning' ? 'output' : written] += usage.output;
  return dearest;
}

function dearestForm(
  plain: TokenComponent,
  forms: readonly TokenComponent[],
  { price, mayBe }: { readonly price: PriceVersion; readonly mayBe: (component: TokenComponent) => boolean },
): TokenComponent {
  let dearest = plain;
  for (const form of forms) {
    if (price.nanoUsdPerMillionTokens[form] === undefined || componentPrice(price, form) <= componentPrice(price, dearest)) continue;
    if (mayBe(form)) dearest = form;
  }
  return dearest;
}

/**
 * What the customer pays for this usage, in nano-USD: components at their prices plus the flat fee, with the markup, rounded
 * once, half up. A count that is not a non-negative number counts as zero, so a cost is never negative and never throws.
 */
export function costOfUsage({ usage, price, markupBasisPoints }: CostInput): NanoUsd {
  return costNanoUsd(exactCost(usage, price), { markupBasisPoints, perRequestNanoUsd: price.perRequestNanoUsd });
}
