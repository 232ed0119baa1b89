import { priceWithMarkup } from '@modelhub/core/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalog } from './catalog.ts';
import { DATA_POLICIES } from './facts/data-policies.ts';
import { DEPRECATED_AT } from './facts/deprecations.ts';
import { RESPONSES_ONLY } from './facts/responses-only.ts';
import { SERVICE_TIERS } from './facts/service-tiers.ts';
import { editDistance } from './nearest-names.ts';
import { billableTiers, priceAt, priceById } from './price.ts';
import { MODEL_KINDS } from './types.ts';

const endpoints = catalog.models.flatMap((model) => model.endpoints);
const now = Date.parse('2026-11-24T00:00:00Z');

describe('catalog', () => {
  test('finds a model by id, bare name and alias', () => {
    for (const name of ['openai/gpt-4o', 'gpt-4o']) expect(catalog.findModel(name)?.id).toBe('openai/gpt-4o');
    expect(catalog.findModel('claude-3-5-sonnet-20241022')?.id).toBe('anthropic/claude-3-5-sonnet-20241022');
    expect(catalog.findModel('claude-sonnet-4-5-20250929')?.id).toBe('anthropic/claude-sonnet-4-5');
    expect(catalog.findModel('gpt-9')).toBeUndefined();
  });

  test('is as large as it says, and knows the models of the announcement', () => {
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

  test('every endpoint has a price in force for every prompt: of what it reads (for chat, of what it writes too) or by unit, and only moderation is free', () => {
    for (const model of catalog.models) {
      for (const endpoint of model.endpoints) {
        for (const promptTokens of [0, 1_000, endpoint.contextTokensMax]) {
          const price = priceAt(endpoint, { atMs: now, promptTokens });
          const { input = 0n, units = 0n } = price?.nanoUsdPerMillionTokens ?? {};
          if (model.kind !== 'moderation') expect(input + units, endpoint.id).toBeGreaterThan(0n);
          expect(price?.unit === null, endpoint.id).toBe(units === 0n);
          if (model.kind === 'chat' || model.kind === 'completion') expect(price?.nanoUsdPerMillionTokens.output, endpoint.id).toBeGreaterThan(0n);
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

  test('what is no token is priced in its unit', () => {
    const priceOf = (id: string) => {
      const endpoint = catalog.findEndpoint(id);
      return endpoint === undefined ? undefined : priceAt(endpoint, { atMs: now, promptTokens: 0 });
    };
    expect(priceOf('openai/whisper-1')).toMatchObject({ unit: 'second', nanoUsdPerMillionTokens: { units: 100_000_000_000n } });
    expect(priceOf('openai/tts-1')).toMatchObject({ unit: 'character', nanoUsdPerMillionTokens: { units: 15_000_000_000n } });
    expect(priceOf('cohere/rerank-v3.5')).toMatchObject({ unit: 'search', nanoUsdPerMillionTokens: { units: 2_000_000_000_000n } });
    expect(priceOf('openai/gpt-image-1')).toMatchObject({ unit: null, nanoUsdPerMillionTokens: { imageInput: 10_000_000_000n } });
  });

  test('every surface has a model', () => {
    expect(new Set(catalog.models.map(({ kind }) => kind))).toEqual(new Set(MODEL_KINDS));
    for (const name of [
      'omni-moderation-latest',
      'rerank-v3.5',
      'tts-1',
      'whisper-1',
      'gpt-image-1',
      'embed-v4.0',
      'text-embedding-3-small',
      'gpt-3.5-turbo-instruct',
    ]) {
      expect(catalog.findModel(name), name).toBeDefined();
    }
  });

  test('a tier pays its own price under every name of it, and an unknown one the standard price', () => {
    const endpoint = catalog.findEndpoint('openai/gpt-5.4');
    if (endpoint === undefined) throw new Error('gpt-5.4 is gone from the catalog');
    const input = (serviceTier: string) => priceAt(endpoint, { atMs: now, promptTokens: 1_000, serviceTier })?.nanoUsdPerMillionTokens.input;
    expect(['default', 'flex', 'priority', 'fast', 'scale'].map(input)).toEqual([
      2_500_000_000n,
      1_250_000_000n,
      5_000_000_000n,
      5_000_000_000n,
      2_500_000_000n,
    ]);
  });

  test.each([
    [undefined, ['standard']],
    [null, ['standard']],
    ['default', ['standard']],
    ['standard_only', ['standard']],
    ['scale', ['standard']],
    ['flex', ['flex', 'standard']],
    ['fast', ['priority', 'standard']],
    ['priority', ['priority', 'standard']],
  ])('asked for the tier %s, an answer may come back in %j', (asked, tiers) => {
    const endpoint = catalog.findEndpoint('openai/gpt-5.4');
    if (endpoint === undefined) throw new Error('gpt-5.4 is gone from the catalog');
    expect(billableTiers(endpoint, asked)).toEqual(tiers);
    expect(new Set(billableTiers(endpoint, 'auto'))).toEqual(new Set(['standard', 'flex', 'priority']));
    expect(billableTiers(endpoint, 'auto')[0]).toBe('standard');
  });

  test('a long prompt of a cheaper tier pays that tier’s own band', () => {
    const endpoint = catalog.findEndpoint('openai/gpt-5.4');
    if (endpoint === undefined) throw new Error('gpt-5.4 is gone from the catalog');
    const price = priceAt(endpoint, { atMs: now, promptTokens: 300_000, serviceTier: 'flex' });
    expect(price).toMatchObject({ id: 'openai/gpt-5.4@2026-11-24:flex:>272000', nanoUsdPerMillionTokens: { input: 2_500_000_000n } });
  });

  test('every fact that stands apart is about an endpoint or a provider that exists', () => {
    for (const id of [...DEPRECATED_AT.keys(), ...Object.keys(SERVICE_TIERS)]) expect(catalog.findEndpoint(id), id).toBeDefined();
    for (const { id, responsesOnly } of endpoints) expect(responsesOnly, id).toBe(RESPONSES_ONLY.has(id));
    expect(endpoints.filter(({ responsesOnly }) => responsesOnly).length).toBeGreaterThan(20);
    const providers = new Set(endpoints.map(({ provider }) => provider));
    for (const provider of Object.keys(DATA_POLICIES)) expect(providers, provider).toContain(provider);
  });

  test('an endpoint says what becomes of the data, when it ends and whether it still answers', () => {
    expect(catalog.findEndpoint('openai/gpt-4o')).toMatchObject({
      dataPolicy: { training: false, retentionDays: 30 },
      deprecatedAt: '2027-01-14',
      status: 'active',
    });
    expect(catalog.findEndpoint('openai/o1')).toMatchObject({ deprecatedAt: '2026-10-23', status: 'deprecated' });
    expect(catalog.findEndpoint('nebius/openai/gpt-oss-120b')).toMatchObject({ dataPolicy: { training: null, retentionDays: null }, deprecatedAt: null });
  });

  test('a model at Bedrock is called by its inference profiles where it has any', () => {
    for (const { endpoints: all } of catalog.models) {
      const bedrock = all.filter(({ provider }) => provider === 'amazon-bedrock');
      const isProfiled = bedrock.some(({ region }) => region !== null);
      for (const { id, region, status } of bedrock) expect(status === 'disabled', id).toBe(isProfiled && region === null);
    }
    expect(catalog.findEndpoint('amazon-bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0')).toMatchObject({ region: 'eu', status: 'active' });
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
