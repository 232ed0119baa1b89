import { priceWithMarkup } from '@modelhub/core/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalog } from './catalog.ts';
import { editDistance } from './nearest-names.ts';
import { priceAt, priceById } from './price.ts';

const now = Date.parse('2026-11-24T00:00:00Z');

describe('catalog', () => {
  test('finds a model by id, bare name and alias', () => {
    for (const name of ['openai/gpt-4o', 'gpt-4o']) expect(catalog.findModel(name)?.id).toBe('openai/gpt-4o');
    expect(catalog.findModel('claude-3-5-sonnet-20241022')?.id).toBe('anthropic/claude-3-5-sonnet-20241022');
    expect(catalog.findModel('claude-sonnet-4-5-20250929')?.id).toBe('anthropic/claude-sonnet-4-5');
    expect(catalog.findModel('gpt-9')).toBeUndefined();
  });

  test('names the nearest models for a typo', () => {
    expect(catalog.nearestModels('gpt4o', 3)).toContain('gpt-4o');
    expect(catalog.nearestModels('claude-3.5-sonet', 3)).toContain('claude-3.5-sonnet');
  });

  test('every endpoint has a price in force for every prompt, with input and (for chat) output', () => {
    for (const model of catalog.models) {
      for (const endpoint of model.endpoints) {
        for (const promptTokens of [0, 1_000, endpoint.contextTokensMax]) {
          const price = priceAt(endpoint, { atMs: now, promptTokens });
          expect(price?.nanoUsdPerMillionTokens.input, endpoint.id).toBeGreaterThan(0n);
          if (model.kind === 'chat') expect(price?.nanoUsdPerMillionTokens.output, endpoint.id).toBeGreaterThan(0n);
          expect(priceById(price?.id ?? '')).toBe(price);
        }
      }
    }
  });

  test('a long prompt pays the band it reaches', () => {
    const endpoint = catalog.findEndpoint('openai/gpt-5.4');
    if (endpoint === undefined) throw new Error('gpt-5.4 is gone from the catalog');
    expect(priceAt(endpoint, { atMs: now, promptTokens: 271_999 })?.nanoUsdPerMillionTokens.input).toBe(2_500_000_000n);
    expect(priceAt(endpoint, { atMs: now, promptTokens: 272_000 })?.nanoUsdPerMillionTokens.input).toBe(5_000_000_000n);
  });

  test('a price is not in force before its date', () => {
    const endpoint = catalog.findEndpoint('openai/gpt-4o');
    if (endpoint === undefined) throw new Error('gpt-4o is gone from the catalog');
    expect(priceAt(endpoint, { atMs: Date.parse('2024-05-12T23:59:59Z'), promptTokens: 1 })).toBeUndefined();
  });

  test('10 % on 5.00 and 15.00 USD is 5.50 and 16.50 USD', () => {
    expect(priceWithMarkup(5_000_000_000n, 1_000)).toBe(5_500_000_000n);
    expect(priceWithMarkup(15_000_000_000n, 1_000)).toBe(16_500_000_000n);
    expect(priceWithMarkup(2_500_000_000n, 1_000)).toBe(2_750_000_000n);
  });

  test('edit distance is a metric', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
