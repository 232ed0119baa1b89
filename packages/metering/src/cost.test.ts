import type { PriceVersion } from '@modelhub/catalog/types';
import { TOKEN_COMPONENTS, ZERO_USAGE, type TokenComponent, type TokenUsage } from '@modelhub/core/token-usage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfUsage, dearestUsage } from './cost.ts';

function priceOf(listed: Partial<Record<TokenComponent, bigint>>, perRequestNanoUsd = 0n): PriceVersion {
  return {
    id: 'test',
    effectiveFrom: '2026-01-01',
    contextTokensFrom: 0,
    serviceTier: 'standard',
    nanoUsdPerMillionTokens: listed,
    unit: listed.units === undefined ? null : 'second',
    perRequestNanoUsd,
  };
}

const tokens = fc.integer({ min: 0, max: 2_000_000 });
const anyUsage: fc.Arbitrary<TokenUsage> = fc
  .record({
    input: tokens,
    cachedInput: tokens,
    cacheWrite5m: tokens,
    cacheWrite1h: tokens,
    output: tokens,
    reasoning: tokens,
    audioInput: tokens,
    audioOutput: tokens,
    imageInput: tokens,
    imageOutput: tokens,
    units: tokens,
  })
  .map((usage) => ({ ...usage, reasoning: Math.min(usage.reasoning, usage.output) }));
const amount = fc.bigInt({ min: 0n, max: 500_000_000_000n });
const anyPrice = fc
  .record(Object.fromEntries(TOKEN_COMPONENTS.map((component) => [component, amount])) as Record<TokenComponent, typeof amount>, {
    requiredKeys: ['input', 'output'],
  })
  .chain((listed) => amount.map((perRequest) => priceOf(listed, perRequest)));
const anyMarkup = fc.integer({ min: 0, max: 20_000 });

/** Written apart from the code under test: whole fractions over a common denominator, component by component. */
function referenceCost(usage: TokenUsage, price: PriceVersion, markupBasisPoints: number): bigint {
  const p = price.nanoUsdPerMillionTokens;
  const read = p.input ?? 0n;
  const written = p.output ?? 0n;
  const plainOutput = p.reasoning === undefined ? usage.output : usage.output - usage.reasoning;
  const reasoning = p.reasoning === undefined ? 0 : usage.reasoning;
  const perMillion =
    BigInt(usage.input) * read +
    BigInt(usage.cachedInput) * (p.cachedInput ?? read) +
    BigInt(usage.cacheWrite5m) * (p.cacheWrite5m ?? read) +
    BigInt(usage.cacheWrite1h) * (p.cacheWrite1h ?? read) +
    BigInt(usage.audioInput) * (p.audioInput ?? read) +
    BigInt(usage.imageInput) * (p.imageInput ?? read) +
    BigInt(plainOutput) * written +
    BigInt(reasoning) * (p.reasoning ?? 0n) +
    BigInt(usage.audioOutput) * (p.audioOutput ?? written) +
    BigInt(usage.imageOutput) * (p.imageOutput ?? written) +
    BigInt(usage.units) * (p.units ?? 0n);
  const numerator = (perMillion + price.perRequestNanoUsd * 1_000_000n) * BigInt(10_000 + markupBasisPoints);
  const denominator = 10_000_000_000n;
  const whole = numerator / denominator;
  return (numerator % denominator) * 2n >= denominator ? whole + 1n : whole;
}

describe('costOfUsage', () => {
  test('the published examples: 5.00/15.00 sells at 5.50/16.50 with 10 %', () => {
    const price = priceOf({ input: 5_000_000_000n, output: 15_000_000_000n });
    const cost = (usage: Partial<TokenUsage>) => costOfUsage({ usage: { ...ZERO_USAGE, ...usage }, price, markupBasisPoints: 1_000 });
    expect(cost({ input: 1_000_000 })).toBe(5_500_000_000n);
    expect(cost({ output: 1_000_000 })).toBe(16_500_000_000n);
    expect(cost({ input: 1 })).toBe(5_500n);
  });

  test('equals an independent exact reference for every usage and price', () => {
    fc.assert(
      fc.property(anyUsage, anyPrice, anyMarkup, (usage, price, markupBasisPoints) => {
        expect(costOfUsage({ usage, price, markupBasisPoints })).toBe(referenceCost(usage, price, markupBasisPoints));
      }),
      { numRuns: 500 },
    );
  });

  test('is the sum of its components where nothing needs rounding', () => {
    fc.assert(
      fc.property(anyUsage, anyPrice, (usage, price) => {
        // Whole nano-USD per token: every component is exact, so no rounding hides a double count.
        const exact = priceOf(Object.fromEntries(Object.entries(price.nanoUsdPerMillionTokens).map(([component, value]) => [component, value * 1_000_000n])));
        const noReasoning = { ...usage, reasoning: 0 };
        const parts = TOKEN_COMPONENTS.filter((component) => component !== 'reasoning').map((component) =>
          costOfUsage({ usage: { ...ZERO_USAGE, [component]: usage[component] }, price: exact, markupBasisPoints: 0 }),
        );
        const sum = parts.reduce((total, part) => total + part, 0n);
        expect(costOfUsage({ usage: noReasoning, price: exact, markupBasisPoints: 0 })).toBe(sum);
      }),
    );
  });

  test('never charges less for more tokens, and never a negative amount', () => {
    fc.assert(
      fc.property(anyUsage, anyPrice, anyMarkup, fc.constantFrom(...TOKEN_COMPONENTS), (usage, price, markup, component) => {
        fc.pre(component !== 'reasoning');
        const less = costOfUsage({ usage, price, markupBasisPoints: markup });
        const more = costOfUsage({ usage: { ...usage, [component]: usage[component] + 1 }, price, markupBasisPoints: markup });
        expect(less).toBeGreaterThanOrEqual(0n);
        expect(more).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  test('reasoning is inside output: without a price of its own it changes nothing', () => {
    const price = priceOf({ input: 1_000_000n, output: 4_000_000n });
    const usage = { ...ZERO_USAGE, output: 1_000, reasoning: 700 };
    expect(costOfUsage({ usage, price, markupBasisPoints: 0 })).toBe(4_000n);
    const apart = priceOf({ input: 1_000_000n, output: 4_000_000n, reasoning: 1_000_000n });
    expect(costOfUsage({ usage, price: apart, markupBasisPoints: 0 })).toBe(300n * 4n + 700n);
  });

  test('units cost what the price says of them, and nothing where it says nothing', () => {
    const usage = { ...ZERO_USAGE, units: 60 };
    expect(costOfUsage({ usage, price: priceOf({ units: 100_000_000_000n }), markupBasisPoints: 0 })).toBe(6_000_000n);
    expect(costOfUsage({ usage, price: priceOf({ input: 1_000_000_000n, output: 4_000_000_000n }), markupBasisPoints: 0 })).toBe(0n);
  });

  test('more reasoning than output is not counted beyond the output', () => {
    const price = priceOf({ input: 0n, output: 2_000_000n, reasoning: 1_000_000n });
    const usage = { ...ZERO_USAGE, output: 10, reasoning: 50 };
    expect(costOfUsage({ usage, price, markupBasisPoints: 0 })).toBe(10n);
  });

  test.each([-5, Number.NaN, Number.POSITIVE_INFINITY])('a count of %s costs nothing rather than throwing', (input) => {
    const price = priceOf({ input: 1_000_000n, output: 0n }, 7n);
    expect(costOfUsage({ usage: { ...ZERO_USAGE, input }, price, markupBasisPoints: 0 })).toBe(7n);
  });
});

describe('what a reservation has to cover', () => {
  const cost = (usage: TokenUsage, price: PriceVersion): bigint => costOfUsage({ usage, price, markupBasisPoints: 1_000 });
  const components = ['input', 'cachedInput', 'cacheWrite5m', 'cacheWrite1h', 'audioInput', 'output', 'reasoning', 'audioOutput'] as const;
  const listed = fc.record(
    Object.fromEntries(components.map((name) => [name, fc.bigInt({ min: 0n, max: 100_000_000_000n })])) as Record<TokenComponent, fc.Arbitrary<bigint>>,
    { requiredKeys: [] },
  );

  test('is no less than anything that as many tokens can turn out to be', () => {
    fc.assert(
      fc.property(anyUsage, listed, (usage, prices) => {
        const spoken = { ...usage, units: 0, imageInput: 0, imageOutput: 0, reasoning: Math.min(usage.reasoning, usage.output) };
        const read = spoken.input + spoken.cachedInput + spoken.cacheWrite5m + spoken.cacheWrite1h + spoken.audioInput;
        const plain = { ...ZERO_USAGE, input: read, output: spoken.output + spoken.audioOutput };
        const price = priceOf(prices);
        const most = dearestUsage(plain, price, () => true);
        expect(cost(most, price)).toBeGreaterThanOrEqual(cost(spoken, price));
        // Nothing is made up: without a choice it is what it was.
        expect(dearestUsage(plain, price, () => false)).toEqual(plain);
      }),
    );
  });

  test('is a cache written at 1.25 or 2 times the price only where the request asks for it', () => {
    const price = priceOf({
      input: 3_000_000_000n,
      cachedInput: 300_000_000n,
      cacheWrite5m: 3_750_000_000n,
      cacheWrite1h: 6_000_000_000n,
      output: 15_000_000_000n,
    });
    const usage = { ...ZERO_USAGE, input: 1_000, output: 10 };
    expect(dearestUsage(usage, price, (component) => component === 'cacheWrite5m')).toEqual({ ...usage, input: 0, cacheWrite5m: 1_000 });
    expect(dearestUsage(usage, price, (component) => component.startsWith('cacheWrite'))).toEqual({ ...usage, input: 0, cacheWrite1h: 1_000 });
    expect(dearestUsage(usage, price, (component) => component === 'cachedInput')).toEqual(usage);
  });
});
