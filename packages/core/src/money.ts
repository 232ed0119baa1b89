/**
 * Money is an integer number of nano-USD (1 USD = 1_000_000_000) in a bigint, everywhere. A price is an integer
 * number of nano-USD per million tokens. Nothing here, and nothing that touches money elsewhere, uses floats.
 */
export type NanoUsd = bigint;

export const NANO_USD_PER_USD = 1_000_000_000n;
export const NANO_USD_PER_CENT = 10_000_000n;
export const NANO_USD_PER_MICRO_USD = 1_000n;
const TOKENS_PER_PRICE_UNIT = 1_000_000n;
const BASIS_POINTS = 10_000n;
const ZERO = '0'.charCodeAt(0);

/** Division rounded half up, for a non-negative numerator. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n || denominator <= 0n) {
    throw new RangeError('divideHalfUp takes a non-negative numerator and a positive denominator');
  }
  return (2n * numerator + denominator) / (2n * denominator);
}

export interface CostOptions {
  readonly markupBasisPoints: number;
  readonly perRequestNanoUsd?: bigint;
}

/**
 * The customer's cost of one request in nano-USD. `exact` is the sum of tokens times their prices per million: the flat fee is added to it, the markup is
 * applied to the sum, and the result is rounded once, half up.
 */
export function costNanoUsd(exact: bigint, { markupBasisPoints, perRequestNanoUsd = 0n }: CostOptions): NanoUsd {
  const withFee = perRequestNanoUsd === 0n ? exact : exact + perRequestNanoUsd * TOKENS_PER_PRICE_UNIT;
  return divideHalfUp(withFee * (BASIS_POINTS + BigInt(markupBasisPoints)), TOKENS_PER_PRICE_UNIT * BASIS_POINTS);
}

/** A price with the markup on it, for display: 5.00 USD at 1,000 basis points is 5.50 USD. */
export function priceWithMarkup(priceNanoUsd: bigint, markupBasisPoints: number): bigint {
  return divideHalfUp(priceNanoUsd * (BASIS_POINTS + BigInt(markupBasisPoints)), BASIS_POINTS);
}

/** Whole cents, half up: what an invoice total shows. */
export function centsFromNanoUsd(nanoUsd: NanoUsd): bigint {
  return divideHalfUp(nanoUsd, NANO_USD_PER_CENT);
}

/** Whole micro-USD, the rest dropped: what a usage meter shows. */
export function wholeMicroUsd(nanoUsd: NanoUsd): bigint {
  return nanoUsd / NANO_USD_PER_MICRO_USD;
}

/**
 * Parses a decimal USD amount such as "2.5" or "0.000125" exactly. Throws a RangeError when the text is not a
 * plain decimal or has more than nine decimals.
 */
export function nanoUsdFromDecimal(text: string): NanoUsd {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) throw new RangeError(`not a USD amount with at most nine decimals: "${text}"`);
  const whole = BigInt(match[2] ?? '0') * NANO_USD_PER_USD;
  const fraction = BigInt((match[3] ?? '').padEnd(9, '0'));
  return match[1] === '-' ? -(whole + fraction) : whole + fraction;
}

/** The exact amount as a decimal without trailing zeros, at least two decimals: 2300000n -> "0.0023". */
export function decimalFromNanoUsd(nanoUsd: NanoUsd): string {
  const sign = nanoUsd < 0n ? '-' : '';
  const absolute = nanoUsd < 0n ? -nanoUsd : nanoUsd;
  const fraction = (absolute % NANO_USD_PER_USD).toString().padStart(9, '0');
  let length = fraction.length;
  while (length > 2 && fraction.charCodeAt(length - 1) === ZERO) length -= 1;
  return `${sign}${absolute / NANO_USD_PER_USD}.${fraction.slice(0, length)}`;
}
