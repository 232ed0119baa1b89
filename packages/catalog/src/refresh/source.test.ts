import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readModelsDev } from './source.ts';

const read = (model: unknown) => readModelsDev({ p: { models: { 'some-model': model } } })[0];

describe('source', () => {
  test('a whole entry is read with all of its prices', () => {
    const model = read({
      name: 'Some',
      release_date: '2025-04',
      reasoning: true,
      tool_call: true,
      open_weights: true,
      limit: { context: 1_000, output: 100 },
      modalities: { input: ['text', 'image'], output: ['text'] },
      cost: { input: 0.1, output: 0.3, cache_read: 0.025, tiers: [{ input: 0.2, output: 0.6, tier: { size: 200_000 } }], request: 5 },
    });
    expect(model).toMatchObject({
      provider: 'p',
      upstreamId: 'some-model',
      releasedAt: '2025-04-01',
      input: ['text', 'image'],
      contextTokens: 1_000,
      price: {
        usd: { input: '0.1', output: '0.3', cachedInput: '0.025' },
        usdOver: { 200_000: { input: '0.2', output: '0.6' } },
        usdPerRequest: '0.005',
      },
    });
  });

  test('a price is the decimal that was written, not its float', () => {
    expect(read({ cost: { input: 0.1 + 0.2, output: 1e-7 } })?.price?.usd).toEqual({ input: '0.3', output: '0.0000001' });
  });

  test('an hour in the cache costs twice the input, for Claude', () => {
    const [claude] = readModelsDev({ p: { models: { 'claude-x': { cost: { input: 3, output: 15, cache_write: 3.75 } } } } });
    expect(claude?.price?.usd).toMatchObject({ cacheWrite5m: '3.75', cacheWrite1h: '6' });
  });

  test.each([
    ['2025-04-07', '2025-04-07'],
    ['2025-25-11', '2025-01-01'],
    ['2025-02-30', '2025-01-01'],
    ['2025', '2025-01-01'],
    ['soon', '2024-01-01'],
    [20_250_407, '2024-01-01'],
  ])('released at %j is %s', (written, date) => {
    expect(read({ release_date: written })?.releasedAt).toBe(date);
  });

  test.each([null, 5, 'x', [], {}, { cost: null }, { cost: { input: '3' } }, { cost: { input: -1 } }, { cost: { output: 3 } }])('%j has no price', (model) => {
    expect(read(model)?.price).toBeNull();
  });

  test('nothing that is JSON makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (list, model) => {
        expect(Array.isArray(readModelsDev(list))).toBe(true);
        expect(read(model)?.upstreamId).toBe('some-model');
      }),
    );
  });
});
