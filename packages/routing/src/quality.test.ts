import { catalog } from '@modelhub/catalog/catalog';
import { qualityOf } from '@modelhub/catalog/quality';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRoute } from './plan.ts';
import { readPreferences } from './preferences.ts';
import { blended, chatModels, contextWith, endpointsOf, isSwitchedOff } from './testing/planning.ts';

const plan = (models: readonly string[], provider: object, seed = 1) =>
  planRoute(readPreferences({ model: models[0] ?? '', models: models.slice(1), provider }), contextWith({ seed }));
const rated = chatModels.filter((model) => qualityOf(model) !== null);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sets = fc.uniqueArray(fc.constantFrom(...chatModels), { minLength: 1, maxLength: 6 });
const all = { max_price: { prompt: 100_000 } };

describe('under quality', () => {
  test('the best model comes first, whatever the order in which they are named, and the cheapest of its endpoints', () => {
    fc.assert(
      fc.property(sets, seeds, fc.option(fc.string({ minLength: 1 })), (models, seed, session) => {
        const endpoints = endpointsOf(plan(models, { sort: 'quality', session_id: session, ...all }, seed));
        const running = endpoints.filter((endpoint) => !isSwitchedOff(endpoint));
        const qualities = running.map(({ model }) => qualityOf(model) ?? -1);
        expect(qualities).toEqual(qualities.toSorted((a, b) => b - a));
        const [first] = running;
        const same = running.filter(({ model }) => qualityOf(model) === qualityOf(first?.model ?? ''));
        if (first !== undefined) expect(blended(first)).toBe(Math.min(...same.map(blended)));
      }),
      { numRuns: 300 },
    );
  });

  test('a model without figures comes last', () => {
    const endpoints = endpointsOf(plan(['openai/gpt-3.5-turbo', 'openai/gpt-4o-mini'], { sort: 'quality', only: ['azure'], ...all }));
    expect(endpoints.map(({ model }) => model)).toEqual(['openai/gpt-4o-mini', 'openai/gpt-3.5-turbo']);
  });

  test('with a weight in a balance, quality is weighed against the price across the models', () => {
    const models = ['openai/gpt-4.1-mini', 'openai/gpt-5'];
    const first = (balance: object): string | undefined => endpointsOf(plan(models, { sort: 'balanced', balance, only: ['openai'], ...all }))[0]?.model;
    expect(first({ quality: 1 })).toBe('openai/gpt-5');
    expect(first({ price: 1, quality: 0.01 })).toBe('openai/gpt-4.1-mini');
    // Without a weight the order of the client holds.
    expect(endpointsOf(plan(models.toReversed(), { sort: 'balanced', only: ['openai'], ...all }))[0]?.model).toBe('openai/gpt-5');
  });
});

test('models are tried in the order named under every other policy', () => {
  fc.assert(
    fc.property(sets, fc.constantFrom('price', 'latency', 'throughput', 'balanced'), seeds, (models, sort, seed) => {
      const ranks = endpointsOf(plan(models, { sort, ...all }, seed)).map(({ model }) => models.indexOf(model));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }),
  );
  expect(rated.length).toBeGreaterThan(50);
  expect(catalog.models.length).toBeGreaterThan(rated.length);
});
