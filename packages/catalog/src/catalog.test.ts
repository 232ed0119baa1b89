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

  test('is as large as it says, and knows the models of the announcement', () => {
    const endpoints = catalog.models.flatMap((model) => model.endpoints);
    expect(catalog.models.length).toBeGreaterThanOrEqual(300);
    expect(endpoints.length).toBeGreaterThanOrEqual(600);
    expect(new Set(endpoints.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(20);
    for (const [name, id] of [
      ['gpt-4o', 'openai/gpt-4o'],
      ['claude-3-5-sonnet', 'anthropic/claude-3-5-sonnet-20241022'],
      ['claude-3.5-sonnet', 'anthropic/claude-3-5-sonnet-20241022'],
      ['llama-3.1-405b', 'meta-llama/llama-3.1-405b-instruct'],
      ['llama-3.1-8b', 'meta-llama/llama-3.1-8b-instruct'],
      ['deepseek-chat', 'deepseek/deepseek-chat'],
    ] as const) {
      expect(catalog.findModel(name)?.id, name).toBe(id);
    }
  });

  test('prices have ids of their own and dates that exist', () => {
    const prices = catalog.models.flatMap((model) => model.endpoints.flatMap((endpoint) => endpoint.prices));
    expect(new Set(prices.map(({ id }) => id)).size).toBe(prices.length);
    for (const { id, effectiveFrom } of prices) expect(new Date(`${effectiveFrom}T00:00:00Z`).toISOString().slice(0, 10), id).toBe(effectiveFrom);
  });

  test('the price of GPT-4o on its first day is kept: 5.00 and 15.00 USD', () => {
    const endpoint = catalog.findModel('gpt-4o-2024-05-13')?.endpoints.find(({ provider }) => provider === 'openai');
    if (endpoint === undefined) throw new Error('gpt-4o-2024-05-13 is gone from the catalog');
    const price = priceAt(endpoint, { atMs: Date.parse('2024-05-13T00:00:00Z'), promptTokens: 1 });
    expect(price?.nanoUsdPerMillionTokens).toEqual({ input: 5_000_000_000n, output: 15_000_000_000n });
  });

  test('a name without its lab, without -instruct or in other letters works, and one that could mean two models does not', () => {
    for (const name of ['meta-llama/llama-3.1-8b', 'LLAMA-3.1-8B-INSTRUCT', 'llama-3.1-8b-instant']) {
      expect(catalog.findModel(name)?.id, name).toBe('meta-llama/llama-3.1-8b-instruct');
    }
    const bare = catalog.models.map(({ id, lab }) => id.slice(lab.length + 1));
    for (const name of bare.filter((one, index) => bare.indexOf(one) !== index)) expect(catalog.findModel(name), name).toBeUndefined();
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
