import { nanoUsdFromDecimal } from '@modelhub/core/money';
import { expect, test } from 'vitest';
import { formatUnitPrice } from './unit-price.ts';

test.each([
  ['100', 'second', '$0.006 / minute'],
  // 0.111 USD an hour, which no decimal of a second gives exactly.
  ['30.833333333', 'second', '$0.00185 / minute'],
  ['15', 'character', '$15.00 / 1M characters'],
  ['40000', 'image', '$0.04 / image'],
  ['2000', 'search', '$2.00 / 1k searches'],
  ['1000', 'page', '$1.00 / 1k pages'],
] as const)('%s USD for a million of %s is shown as %s', (usd, unit, text) => {
  expect(formatUnitPrice(nanoUsdFromDecimal(usd), unit)).toBe(text);
});
