import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  centsFromNanoUsd,
  costNanoUsd as costOfSum,
  type CostOptions,
  decimalFromNanoUsd,
  divideHalfUp,
  NANO_USD_PER_CENT,
  nanoUsdFromDecimal,
  priceWithMarkup,
  wholeMicroUsd,
} from './money.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 24n });
const signed = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 18n });

describe('divideHalfUp', () => {
  test.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [14n, 10n, 1n],
    [1n, 3n, 0n],
    [0n, 7n, 0n],
  ])('%d / %d is %d', (numerator, denominator, expected) => {
    expect(divideHalfUp(numerator, denominator)).toBe(expected);
  });

  test('is never further than half from the exact quotient, and goes up at the half', () => {
    fc.assert(
      fc.property(amount, divisor, (numerator, denominator) => {
        const twiceTheError = 2n * (divideHalfUp(numerator, denominator) * denominator - numerator);
        expect(twiceTheError > -denominator && twiceTheError <= denominator).toBe(true);
      }),
    );
  });

  test.each([
    [-1n, 1n],
    [1n, 0n],
    [1n, -1n],
  ])('refuses %d / %d', (numerator, denominator) => {
    expect(() => divideHalfUp(numerator, denominator)).toThrow(RangeError);
  });
});

interface Line {
  readonly tokens: number;
  readonly priceNanoUsdPerMillionTokens: bigint;
}

function costNanoUsd(lines: readonly Line[], options: CostOptions): bigint {
  return costOfSum(
    lines.reduce((sum, { tokens, priceNanoUsdPerMillionTokens }) => sum + BigInt(tokens) * priceNanoUsdPerMillionTokens, 0n),
    options,
  );
}

describe('costNanoUsd', () => {
  const line = fc.record({ tokens: fc.integer({ min: 0, max: 10_000_000 }), priceNanoUsdPerMillionTokens: fc.bigInt({ min: 0n, max: 10n ** 12n }) });

  test('is one token of 3 USD a million: 3 micro-USD, and 3.3 with 10 %', () => {
    const lines = [{ tokens: 1, priceNanoUsdPerMillionTokens: 3_000_000_000n }];
    expect(costNanoUsd(lines, { markupBasisPoints: 0 })).toBe(3_000n);
    expect(costNanoUsd(lines, { markupBasisPoints: 1_000 })).toBe(3_300n);
  });

  test('rounds once: two halves of a nano-USD make one, not two', () => {
    const half = { tokens: 1, priceNanoUsdPerMillionTokens: 500_000n };
    expect(costNanoUsd([half], { markupBasisPoints: 0 })).toBe(1n);
    expect(costNanoUsd([half, half], { markupBasisPoints: 0 })).toBe(1n);
  });

  test('does not depend on the order of its lines, nor on how tokens are split over them', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), line, fc.integer({ min: 0, max: 5_000 }), fc.nat(), (lines, split, markupBasisPoints, at) => {
        const options = { markupBasisPoints, perRequestNanoUsd: 7n };
        const whole = costNanoUsd([...lines, split], options);
        const first = at % (split.tokens + 1);
        const parts = [first, split.tokens - first].map((tokens) => ({ ...split, tokens }));
        expect(costNanoUsd([...parts, ...lines], options)).toBe(whole);
      }),
    );
  });

  test('never falls when a line is added', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), line, (lines, one) => {
        const options = { markupBasisPoints: 1_000 };
        expect(costNanoUsd([...lines, one], options) >= costNanoUsd(lines, options)).toBe(true);
      }),
    );
  });
});

describe('amounts as decimals', () => {
  test.each([
    ['2.5', 2_500_000_000n],
    ['0.000125', 125_000n],
    ['0.000000001', 1n],
    ['-1.20', -1_200_000_000n],
    ['7', 7_000_000_000n],
  ])('%s is %d nano-USD', (text, expected) => {
    expect(nanoUsdFromDecimal(text)).toBe(expected);
  });

  test.each(['', '.5', '1.', '1e3', '+1', '1,5', ' 1', '0x10', '0.0000000001', 'NaN'])('%j is refused', (text) => {
    expect(() => nanoUsdFromDecimal(text)).toThrow(RangeError);
  });

  test.each([
    [2_300_000n, '0.0023'],
    [1_000_000_000n, '1.00'],
    [-5_500_000_000n, '-5.50'],
    [0n, '0.00'],
  ])('%d nano-USD are written %s', (value, expected) => {
    expect(decimalFromNanoUsd(value)).toBe(expected);
  });

  test('are read back as they were', () => {
    fc.assert(
      fc.property(signed, (value) => {
        expect(nanoUsdFromDecimal(decimalFromNanoUsd(value))).toBe(value);
      }),
    );
  });
});

test('cents are rounded half up, and whole micro-USD never exceed the amount', () => {
  expect(centsFromNanoUsd(NANO_USD_PER_CENT / 2n)).toBe(1n);
  expect(centsFromNanoUsd(NANO_USD_PER_CENT / 2n - 1n)).toBe(0n);
  fc.assert(
    fc.property(amount, (value) => {
      const left = value - wholeMicroUsd(value) * 1_000n;
      expect(left >= 0n && left < 1_000n).toBe(true);
    }),
  );
});

test('5.00 USD at 1,000 basis points are 5.50 USD', () => {
  expect(priceWithMarkup(5_000_000_000n, 1_000)).toBe(5_500_000_000n);
});
