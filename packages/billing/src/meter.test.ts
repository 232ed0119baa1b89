import { centsFromNanoUsd } from '@modelhub/core/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { microUsdOf, UNIT_AMOUNT_CENTS } from './meter.ts';

/** Stripe's own arithmetic: quantity times the decimal unit amount, rounded half up to cents. */
function stripeCents(quantity: bigint): bigint {
  const [whole = '0', fraction = ''] = UNIT_AMOUNT_CENTS.split('.');
  const scale = 10n ** BigInt(fraction.length);
  return (2n * quantity * (BigInt(whole) * scale + BigInt(fraction)) + scale) / (2n * scale);
}

test('for any usage, cents of the metered quantity are cents of the ledger', () => {
  const amount = fc.oneof(
    fc.bigInt(0n, 2_000n),
    fc.bigInt(0n, 10n ** 12n),
    fc.bigInt(0n, 4n).map((n) => 5_000_000n * n - 1n + 1n),
  );
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 200 }), (amounts) => {
      const total = amounts.reduce((sum, nano) => sum + nano, 0n);
      expect(stripeCents(microUsdOf(total))).toBe(centsFromNanoUsd(total));
    }),
    { numRuns: 2_000 },
  );
});

test('the boundary of half a cent falls on the same side', () => {
  for (const nano of [4_999_999n, 5_000_000n, 5_000_001n, 14_999_999n, 15_000_000n, 9_999_999_999n]) {
    expect(stripeCents(microUsdOf(nano))).toBe(centsFromNanoUsd(nano));
  }
});
