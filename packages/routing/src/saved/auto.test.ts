import { qualityOf } from '@modelhub/catalog/quality';
import type { Endpoint } from '@modelhub/catalog/types';
import { catalog } from '@modelhub/catalog/catalog';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRoute } from '../plan.ts';
import { readPreferences } from '../preferences.ts';
import { AT_MS, contextWith, endpointsOf } from '../testing/planning.ts';
import { autoDocument } from './auto.ts';
import type { RequestFeatures } from './features.ts';
import { matchStep } from './match.ts';

const features: RequestFeatures = {
  surface: 'chat.completions',
  prompt_tokens: 100,
  output_tokens_max: null,
  turns: 1,
  tools: 0,
  images: 0,
  audio: 0,
  files: 0,
  json_output: false,
  language: 'en',
  metadata: {},
};
const isServed = ({ status }: Endpoint): boolean => status !== 'disabled';
const document = autoDocument(isServed, AT_MS) ?? expect.fail('nothing can be used');
const modelsFor = (changes: Partial<RequestFeatures>): readonly string[] => matchStep(document, { ...features, ...changes }).preferences.models;
const best = Math.max(...catalog.models.map(({ id }) => qualityOf(id) ?? 0));

describe('the policy that is built in', () => {
  test('takes a simple request to what is good enough, and a hard one to the best', () => {
    for (const model of modelsFor({})) expect(qualityOf(model) ?? 0).toBeGreaterThanOrEqual(0.75 * best);
    for (const hard of [{ tools: 1 }, { images: 1 }, { files: 1 }, { audio: 1 }, { prompt_tokens: 50_000 }]) {
      for (const model of modelsFor(hard)) expect(qualityOf(model) ?? 0).toBeGreaterThanOrEqual(0.95 * best);
    }
  });

  test('looks at what a model can take', () => {
    const find = (model: string) => catalog.findModel(model) ?? expect.fail(model);
    expect(modelsFor({ images: 1 }).every((model) => find(model).input.includes('image'))).toBe(true);
    expect(modelsFor({ audio: 1 }).every((model) => find(model).input.includes('audio'))).toBe(true);
    expect(modelsFor({ files: 1 }).every((model) => find(model).input.includes('pdf'))).toBe(true);
    expect(modelsFor({ tools: 1 }).every((model) => find(model).toolCalls)).toBe(true);
    expect(modelsFor({ json_output: true }).every((model) => find(model).structuredOutput)).toBe(true);
  });

  test('begins with the cheapest of them', () => {
    const { preferences } = matchStep(document, features);
    const [first, ...others] = endpointsOf(planRoute(readPreferences({ model: 'modelhub/auto' }, { ...preferences, escapes: null }), contextWith()));
    const price = (endpoint: Endpoint | undefined): bigint => endpoint?.prices.at(-1)?.nanoUsdPerMillionTokens.input ?? 0n;
    expect(others.length).toBeGreaterThan(2);
    expect(price(first)).toBeLessThanOrEqual(price(others.at(-1)));
    expect(preferences.models).toContain(first?.model);
  });

  test('is made of what can be used, whatever that is', () => {
    const providers = [...new Set(catalog.models.flatMap((model) => model.endpoints.map(({ provider }) => provider)))];
    fc.assert(
      fc.property(fc.subarray(providers, { minLength: 1, maxLength: 4 }), (some) => {
        const isUsable = (endpoint: Endpoint): boolean => isServed(endpoint) && some.includes(endpoint.provider);
        const made = autoDocument(isUsable, AT_MS);
        const isPossible = catalog.models.some(({ kind, endpoints }) => kind === 'chat' && endpoints.some(isUsable));
        expect(made !== null).toBe(isPossible);
        for (const { preferences } of made?.steps ?? []) {
          for (const model of preferences.models) expect(catalog.findModel(model)?.endpoints.some(isUsable)).toBe(true);
        }
        expect(made?.steps.at(-1)?.when ?? []).toEqual([]);
      }),
    );
    expect(autoDocument(() => false, AT_MS)).toBeNull();
  });
});
