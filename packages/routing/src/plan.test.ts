import fc from 'fast-check';
import { catalog } from '@modelhub/catalog/catalog';
import { describe, expect, test } from 'vitest';
import { planRoute } from './plan.ts';
import { readPreferences } from './preferences.ts';
import type { RoutePlan, RoutingContext } from './types.ts';

const healthy = { isOpen: () => false, latencyMs: () => null, throughput: () => null };
const context = (changes: Partial<RoutingContext> = {}): RoutingContext => ({
  atMs: Date.parse('2026-11-23T00:00:00Z'),
  providers: new Set(['openai', 'anthropic']),
  allowedModels: new Set(),
  health: healthy,
  parameters: [],
  promptTokens: 100,
  ...changes,
});
const plan = (request: Record<string, unknown> & { model: string }, changes?: Partial<RoutingContext>): RoutePlan =>
  planRoute(readPreferences(request), context(changes));
const endpoints = (route: RoutePlan): string[] => (route.kind === 'planned' ? route.candidates.map((candidate) => candidate.endpoint.id) : [route.kind]);

describe('plan', () => {
  test('an alias leads to the endpoint of its model', () => {
    expect(endpoints(plan({ model: 'gpt-4o' }))).toEqual(['openai/gpt-4o']);
    expect(endpoints(plan({ model: 'gpt-4o:floor' }))).toEqual(['openai/gpt-4o']);
  });

  test('an unknown name comes back with its neighbours', () => {
    expect(plan({ model: 'gpt-4oo' })).toMatchObject({ kind: 'unknown-model', nearest: expect.arrayContaining(['gpt-4o']) });
  });

  test('models are tried in the order given, and not at all without fallbacks', () => {
    const models = ['claude-3-5-sonnet-20241022'];
    expect(endpoints(plan({ model: 'gpt-4o', models }))).toEqual(['openai/gpt-4o', 'anthropic/claude-3-5-sonnet-20241022']);
    expect(endpoints(plan({ model: 'gpt-4o', models, provider: { allow_fallbacks: false } }))).toEqual(['openai/gpt-4o']);
  });

  test('a fallback of more than three times the price is left out, unless the client set a limit', () => {
    const request = { model: 'gpt-4o-mini', models: ['claude-3-opus'] };
    expect(endpoints(plan(request))).toEqual(['openai/gpt-4o-mini']);
    expect(endpoints(plan({ ...request, provider: { max_price: { prompt: 20, completion: 80 } } }))).toEqual([
      'openai/gpt-4o-mini',
      'anthropic/claude-3-opus-20240229',
    ]);
  });

  test('an open circuit goes last', () => {
    const health = { ...healthy, isOpen: (id: string) => id === 'openai/gpt-4o' };
    expect(endpoints(plan({ model: 'gpt-4o', models: ['claude-3-5-sonnet'] }, { health }))[0]).toBe('anthropic/claude-3-5-sonnet-20241022');
  });

  test('says which constraint left nothing', () => {
    expect(plan({ model: 'gpt-4o' }, { providers: new Set(['anthropic']) })).toMatchObject({ kind: 'none-left', exclusions: ['provider_not_configured'] });
    expect(plan({ model: 'gpt-4o' }, { allowedModels: new Set(['openai/gpt-4o-mini']) })).toMatchObject({ exclusions: ['model_not_allowed'] });
    expect(plan({ model: 'gpt-4', provider: { require_parameters: true } }, { parameters: ['response_format'] })).toMatchObject({
      exclusions: ['unsupported_parameter'],
      parameter: 'response_format',
    });
    expect(plan({ model: 'gpt-4' }, { promptTokens: 100_000 })).toMatchObject({ exclusions: ['context_too_long'] });
  });

  test.each([
    [{ provider: [] }, 'provider'],
    [{ provider: { only: 'openai' } }, 'provider.only'],
    [{ provider: { sort: 'best' } }, 'provider.sort'],
    [{ provider: { max_price: { prompt: 'cheap' } } }, 'provider.max_price.prompt'],
    [{ models: [1] }, 'models'],
  ])('%j is refused and named', (fields, param) => {
    expect(() => readPreferences({ model: 'gpt-4o', ...fields })).toThrow(expect.objectContaining({ param }));
  });

  test('whatever the request, a constraint is never broken and the plan is the same twice', () => {
    const names = catalog.models.map((model) => model.id);
    const request = fc.record({
      model: fc.constantFrom(...names),
      models: fc.array(fc.constantFrom(...names), { maxLength: 4 }),
      provider: fc.record({
        only: fc.subarray(['openai', 'anthropic']),
        ignore: fc.subarray(['openai', 'anthropic']),
        order: fc.subarray(['anthropic', 'openai']),
        allow_fallbacks: fc.boolean(),
      }),
    });
    fc.assert(
      fc.property(request, fc.subarray(names), (fields, allowed) => {
        const changes = { allowedModels: new Set(allowed) };
        const route = plan(fields, changes);
        expect(endpoints(plan(fields, changes))).toEqual(endpoints(route));
        if (route.kind !== 'planned') return;
        if (!fields.provider.allow_fallbacks) expect(route.candidates).toHaveLength(1);
        for (const { endpoint } of route.candidates) {
          if (allowed.length > 0) expect(allowed).toContain(endpoint.model);
          if (fields.provider.only.length > 0) expect(fields.provider.only).toContain(endpoint.provider);
          expect(fields.provider.ignore).not.toContain(endpoint.provider);
        }
      }),
    );
  });
});
