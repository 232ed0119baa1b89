import type { TapRecord, WireUsage } from './record.ts';

/** USD per million tokens as a provider's price page writes them: `'2.50'`. */
export interface ListPrice {
  readonly input: string;
  readonly output: string;
  readonly cacheRead?: string;
  readonly cacheWrite5m?: string;
  readonly cacheWrite1h?: string;
}

export type PriceList = Readonly<Record<string, ListPrice>>;

export interface BillOptions {
  readonly prices: PriceList;
  /** Added to the provider's price, in percent: `'10'`. */
  readonly markupPercent: string;
}

const USD_DECIMALS = 9;
const TOKENS_PER_PRICE = 1_000_000n;
const PERCENT_DECIMALS = 2;

/**
 * What one response costs with the markup on it, in billionths of a dollar, rounded half up once: price list and counts from the wire,
 * and no other source. Units have no place in a list by tokens. Throws a RangeError for a model that the list does not know.
 */
export function amountOf(model: string, usage: WireUsage, options: BillOptions): bigint {
  const price = options.prices[model];
  if (price === undefined) throw new RangeError(`no list price for the model "${model}"`);
  const lines: [number, string][] = [
    [usage.uncachedInput, price.input],
    [usage.cacheRead, price.cacheRead ?? price.input],
    [usage.cacheWrite5m, price.cacheWrite5m ?? price.input],
    [usage.cacheWrite1h, price.cacheWrite1h ?? price.input],
    [usage.audioInput, price.input],
    [usage.imageInput, price.input],
    [usage.textOutput + usage.audioOutput + usage.imageOutput, price.output],
  ];
  const exact = lines.reduce((sum, [tokens, usd]) => sum + BigInt(tokens) * decimal(usd, USD_DECIMALS), 0n);
  const wholePercent = 10n ** BigInt(PERCENT_DECIMALS + 2);
  const factor = wholePercent + decimal(options.markupPercent, PERCENT_DECIMALS);
  const divisor = TOKENS_PER_PRICE * wholePercent;
  const numerator = exact * factor;
  const floor = numerator / divisor;
  return (numerator % divisor) * 2n >= divisor ? floor + 1n : floor;
}

export interface BillLine {
  readonly responses: number;
  readonly usage: WireUsage;
  /** In billionths of a dollar. */
  readonly amount: bigint;
}

/** The bill by model, over the responses whose final usage crossed the wire. */
export function billOf(records: readonly TapRecord[], options: BillOptions): ReadonlyMap<string, BillLine> {
  const lines = new Map<string, BillLine>();
  for (const { model, usage, isUsageFinal } of records) {
    if (usage === null || !isUsageFinal) continue;
    const line = lines.get(model);
    const amount = amountOf(model, usage, options);
    lines.set(
      model,
      line === undefined ? { responses: 1, usage, amount } : { responses: line.responses + 1, usage: sum(line.usage, usage), amount: line.amount + amount },
    );
  }
  return lines;
}

function sum(left: WireUsage, right: WireUsage): WireUsage {
  const fields = Object.keys(left) as (keyof WireUsage)[];
  return Object.fromEntries(fields.map((field) => [field, left[field] + right[field]])) as unknown as WireUsage;
}

/** A plain decimal as an integer with so many decimals. */
function decimal(text: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > decimals) throw new RangeError(`"${text}" is no plain decimal`);
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}
