import { decimalFromNanoUsd } from '@modelhub/core/money';

/** `-1234.50`: whole cents as a plain decimal. */
export function decimalFromCents(cents: bigint): string {
  const absolute = cents < 0n ? -cents : cents;
  return `${cents < 0n ? '-' : ''}${absolute / 100n}.${(absolute % 100n).toString().padStart(2, '0')}`;
}

/** `$1,234.50`. */
export function dollarsFromCents(cents: bigint): string {
  const text = decimalFromCents(cents < 0n ? -cents : cents);
  return `${cents < 0n ? '-' : ''}$${grouped(text)}`;
}

/** `$0.0023`: exact, to the last of nine decimals. */
export function dollarsFromNanoUsd(nanoUsd: bigint): string {
  const text = decimalFromNanoUsd(nanoUsd < 0n ? -nanoUsd : nanoUsd);
  return `${nanoUsd < 0n ? '-' : ''}$${grouped(text)}`;
}

/** `1,204,333`. */
export function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const withCommas = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}
