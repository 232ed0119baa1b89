import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { describe, expect, test } from 'vitest';
import { chargeOf, costOfCharge, type ChargeFacts } from './charge.ts';
import { TEST_PRICE } from './testing/usage-event-fixtures.ts';

const reported: TokenUsage = { ...ZERO_USAGE, input: 11, cachedInput: 5, output: 7, reasoning: 2 };

function facts(overrides: Partial<ChargeFacts>): ChargeFacts {
  return {
    outcome: 'completed',
    reported: null,
    isReportFinal: false,
    outputTokensForwarded: 0,
    inputTokensEstimate: 100,
    outputTokensMax: 50,
    ...overrides,
  };
}

// One test for each row of the matrix in docs/charges.md.
describe('chargeOf', () => {
  test.each(['completed', 'cancelled', 'truncated', 'interrupted'] as const)('the provider reported usage, %s: exactly that', (outcome) => {
    const charge = chargeOf(facts({ outcome, reported, isReportFinal: true, outputTokensForwarded: 40 }));
    expect(charge).toEqual({ usage: reported, usageSource: 'provider' });
  });

  test('the provider reported zero: zero, not an estimate', () => {
    const charge = chargeOf(facts({ reported: ZERO_USAGE, isReportFinal: true, outputTokensForwarded: 40 }));
    expect(charge).toEqual({ usage: ZERO_USAGE, usageSource: 'provider' });
  });

  test('a finished answer without usage: estimated, capped at the maximum output', () => {
    expect(chargeOf(facts({ outputTokensForwarded: 40 }))).toEqual({
      usage: { ...ZERO_USAGE, input: 100, output: 40 },
      usageSource: 'estimated',
    });
    expect(chargeOf(facts({ outputTokensForwarded: 400 })).usage.output).toBe(50);
  });

  test('the client cancelled: input and what was forwarded', () => {
    expect(chargeOf(facts({ outcome: 'cancelled', outputTokensForwarded: 9 }))).toEqual({
      usage: { ...ZERO_USAGE, input: 100, output: 9 },
      usageSource: 'checkpoint',
    });
  });

  test('the client cancelled after the provider had counted the prompt: its count of the prompt', () => {
    const early = { ...reported, output: 1, reasoning: 0 };
    const charge = chargeOf(facts({ outcome: 'cancelled', reported: early, outputTokensForwarded: 9 }));
    expect(charge).toEqual({ usage: { ...early, output: 9 }, usageSource: 'checkpoint' });
  });

  test('nothing came from any provider: nothing', () => {
    expect(chargeOf(facts({ outcome: 'failed', reported, isReportFinal: true })).usageSource).toBe('none');
  });

  test.each([null, reported])('the provider died in mid-stream without its final count: nothing', (early) => {
    const charge = chargeOf(facts({ outcome: 'truncated', reported: early, outputTokensForwarded: 40 }));
    expect(charge).toEqual({ usage: ZERO_USAGE, usageSource: 'none' });
  });

  test('the gateway was killed: the last checkpoint', () => {
    expect(chargeOf(facts({ outcome: 'interrupted', outputTokensForwarded: 12 }))).toEqual({
      usage: { ...ZERO_USAGE, input: 100, output: 12 },
      usageSource: 'checkpoint',
    });
  });

  test('the gateway was killed before anything was forwarded or reported: nothing', () => {
    expect(chargeOf(facts({ outcome: 'interrupted' })).usageSource).toBe('none');
  });

  test('a request that is not charged does not pay the flat fee either', () => {
    const terms = { price: { ...TEST_PRICE, perRequestNanoUsd: 1_000n }, markupBasisPoints: 0 };
    expect(costOfCharge({ usage: ZERO_USAGE, usageSource: 'none' }, terms)).toBe(0n);
    expect(costOfCharge({ usage: ZERO_USAGE, usageSource: 'provider' }, terms)).toBe(1_000n);
  });
});
