import { NANO_USD_PER_CENT } from '@modelhub/core/money';

/**
 * What the difference between the exact sum of the lines and the invoice's usage is. A cent and more is usage that was in
 * the ledger after the invoice had become final; it is on a later invoice.
 */
export function roundingLabel(differenceNanoUsd: bigint): string {
  const absolute = differenceNanoUsd < 0n ? -differenceNanoUsd : differenceNanoUsd;
  return absolute < NANO_USD_PER_CENT ? 'Rounding to whole cents' : 'Usage charged on a later invoice';
}
