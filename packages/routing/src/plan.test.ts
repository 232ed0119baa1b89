import fc from 'fast-check';
import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import { describe, expect, test } from 'vitest';
import { planRoute } from './plan.ts';
import { readPreferences } from './preferences.ts';
import type { Candidate, RoutePlan, RoutingContext } from './types.ts';

const NO_LISTS = {
  scope: 'key',
  allowedModels: new Set<string>(),
  deniedModels: new Set<string>(),
  allowedProviders: new Set<string>(),
  deniedProviders: new Set<string>(),
} as const;
const healthy = { isOpen: () => false, latencyMs: () => null, throughput: () => null, cost: () => 0 };
const context = (changes: Partial<RoutingContext> = {}): RoutingContext => ({
  atMs: Date.parse('2026-11-23T00:00:00Z'),
  providers: new Set(['openai', 'anthropic']),
  ownProviders: new Set(),
  accessLists: [],
  health: healthy,
  canServe: () => true,
  isReachable: () => true,
  parameters: [],
  modalities: [],
  promptTokens: 100,
  contextTokens: 100,
  ...changes,
});
const plan = (request: Record<string, unknown> & { model: string }, changes?: Partial<RoutingContext>): RoutePlan =>
  planRoute(readPreferences(request), context(changes));
const everyProvider = new Set(catalog.models.flatMap((model) => model.endpoints.map(({ provider }) => provider)));
const candidates = (route: RoutePlan): readonly Candidate[] => (route.kind === 'planned' ? route.candidates : []);

/** Three parts of input and one of output, as the plan weighs them, in USD for a million tokens. */
function blended(endpoint: Endpoint): number {
  const { input = 0n, output = input } = priceAt(endpoint, { atMs: context().atMs, promptTokens: 100 })?.nanoUsdPerMillionTokens ?? {};
  return Number((3n * input + output) / 4n);
}
const isSwitchedOff = ({ deprecatedAt }: Endpoint): boolean => deprecatedAt !== null && Date.parse(deprecatedAt) <= context().atMs;
const endpoints = (route: RoutePlan): string[] => (route.kind === 'planned' ? route.candidates.map((candidate) => candidate.endpoint.id) : [route.kind]);

/** Why nothing is left, of the endpoints whose provider can be called; of the others only where there are no such. */
function reasons(route: RoutePlan): string[] {
  const all = route.kind === 'none-left' ? [...new Set(route.exclusions)] : [route.kind];
  return all.length === 1 ? all : all.filter((reason) => reason !== 'provider_not_configured');
}

describe('plan', () => {
  test('what cannot serve the request is left out, and said to be', () => {
    expect(reasons(plan({ model: 'gpt-4o' }, { canServe: () => false }))).toEqual(['surface_not_supported']);
    const route = plan({ model: 'text-embedding-3-small', models: ['gpt-4o'] }, { canServe: (_endpoint, { kind }) => kind === 'chat' });
    expect(endpoints(route)).toEqual(['openai/gpt-4o']);
  });

  test('an alias leads to the endpoint of its model', () => {
    expect(endpoints(plan({ model: 'gpt-4o' }))).toEqual(['openai/gpt-4o']);
    expect(endpoints(plan({ model: 'gpt-4o:floor' }))).toEqual(['openai/gpt-4o']);
  });

  test('what is billed by the second goes to the cheapest second first, and needs no context window', () => {
    const route = plan(
      { model: 'whisper-large-v3', provider: { max_price: { prompt: 1 } } },
      { providers: everyProvider, promptTokens: 1_000_000, contextTokens: 1_000_000, atMs: Date.parse('2026-11-24T00:00:00Z') },
    );
    expect(endpoints(route)).toEqual([
      'deepinfra/openai/whisper-large-v3',
      'togetherai/openai/whisper-large-v3',
      'groq/whisper-large-v3',
      'scaleway/whisper-large-v3',
    ]);
  });

  test('what its provider has switched off is tried last, unless the client named that provider first', () => {
    const providers = new Set(['openai', 'azure']);
    expect(endpoints(plan({ model: 'o4-mini' }, { providers }))).toEqual(['azure/o4-mini', 'openai/o4-mini']);
    expect(endpoints(plan({ model: 'gpt-4o' }, { providers }))).toEqual(['openai/gpt-4o', 'azure/gpt-4o']);
    expect(endpoints(plan({ model: 'o4-mini', provider: { order: ['openai'] } }, { providers }))).toEqual(['openai/o4-mini', 'azure/o4-mini']);
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

  test('a limit on the price is about the tier that was asked for', () => {
    const request = { model: 'gpt-4o', provider: { max_price: { prompt: 2.5 } } };
    const changes = { atMs: Date.parse('2026-11-24T00:00:00Z') };
    expect(endpoints(plan(request, changes))).toEqual(['openai/gpt-4o']);
    expect(reasons(plan(request, { ...changes, serviceTier: 'priority' }))).toEqual(['too_expensive']);
  });

  test('a limit on the fee of a request is kept, by what it costs exactly', () => {
    // Half a cent for each request.
    const sonar = (request: unknown) => plan({ model: 'sonar-deep-research', provider: { max_price: { request } } }, { providers: everyProvider });
    const fee = 'perplexity/sonar-deep-research';
    expect(catalog.findEndpoint(fee)?.prices.at(-1)?.perRequestNanoUsd).toBe(5_000_000n);
    expect(endpoints(sonar(0.005))).toContain(fee);
    expect(endpoints(sonar('0.004999999'))).not.toContain(fee);
    expect(endpoints(plan({ model: 'gpt-4o', provider: { max_price: { request: 0, image: 0 } } }))).toEqual(['openai/gpt-4o']);
  });

  test('what could serve and comes last is said to, with the reason', () => {
    const health = { ...healthy, isOpen: ({ id }: Endpoint) => id === 'openai/gpt-4o', latencyMs: ({ id }: Endpoint) => (id === 'azure/gpt-4o' ? 9_000 : 100) };
    const lastOf = (request: object, id: string): unknown => {
      const route = plan({ model: 'gpt-4o', ...request }, { health, providers: everyProvider });
      return route.kind === 'planned' ? route.decision.considered.find(({ endpointId }) => endpointId === id)?.last : route.kind;
    };
    expect(lastOf({}, 'openai/gpt-4o')).toBe('breaker_open');
    expect(lastOf({}, 'azure/gpt-4o')).toBeNull();
    expect(lastOf({ provider: { preferred_max_latency: 2 } }, 'azure/gpt-4o')).toBe('slower_than_preferred');
  });

  test('an open circuit goes last', () => {
    const health = { ...healthy, isOpen: ({ id }: Endpoint) => id === 'openai/gpt-4o' };
    expect(endpoints(plan({ model: 'gpt-4o', models: ['claude-3-5-sonnet'] }, { health }))[0]).toBe('anthropic/claude-3-5-sonnet-20241022');
  });

  test('says which constraint left nothing', () => {
    expect(reasons(plan({ model: 'gpt-4o' }, { providers: new Set(['anthropic']) }))).toEqual(['provider_not_configured']);
    expect(reasons(plan({ model: 'gpt-4o' }, { accessLists: [{ ...NO_LISTS, allowedModels: new Set(['openai/gpt-4o-mini']) }] }))).toEqual([
      'model_not_allowed',
    ]);
    const unsupported = plan({ model: 'gpt-4', provider: { require_parameters: true } }, { parameters: ['response_format'] });
    expect(reasons(unsupported)).toEqual(['unsupported_parameter']);
    expect(unsupported).toMatchObject({ parameter: 'response_format' });
    expect(reasons(plan({ model: 'gpt-4' }, { contextTokens: 100_000 }))).toEqual(['context_too_long']);
    expect(endpoints(plan({ model: 'gpt-4' }, { promptTokens: 100_000 }))).toEqual(['openai/gpt-4']);
    expect(reasons(plan({ model: 'gpt-4o' }, { isReachable: () => false }))).toEqual(['endpoint_not_reachable']);
  });

  test.each([
    [{ provider: [] }, 'provider'],
    [{ provider: { only: 'openai' } }, 'provider.only'],
    [{ provider: { sort: 'best' } }, 'provider.sort'],
    [{ provider: { max_price: { prompt: 'cheap' } } }, 'provider.max_price.prompt'],
    [{ provider: { max_price: [] } }, 'provider.max_price'],
    [{ provider: { max_price: { request: true } } }, 'provider.max_price.request'],
    [{ provider: { max_price: { image: '-1' } } }, 'provider.max_price.image'],
    [{ provider: { max_price: { audio: 1 } } }, 'provider.max_price.audio'],
    [{ models: [1] }, 'models'],
  ])('%j is refused and named', (fields, param) => {
    expect(() => readPreferences({ model: 'gpt-4o', ...fields })).toThrow(expect.objectContaining({ param }));
  });

  test('the cheapest of many endpoints comes first, the others by price', () => {
    const route = plan({ model: 'openai/gpt-oss-120b', provider: { max_price: { prompt: 100 } } }, { providers: everyProvider });
    const prices = candidates(route).map(({ endpoint }) => blended(endpoint));
    expect(prices.length).toBeGreaterThan(5);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
  });

  test('at the same price whoever made the model serves it', () => {
    const providers = new Set(['openai', 'databricks', 'anthropic']);
    expect(endpoints(plan({ model: 'gpt-5' }, { providers }))).toEqual(['openai/gpt-5', 'databricks/databricks-gpt-5']);
    expect(endpoints(plan({ model: 'gpt-5', provider: { order: ['databricks'] } }, { providers }))[0]).toBe('databricks/databricks-gpt-5');
    expect(endpoints(plan({ model: 'claude-sonnet-4-5' }, { providers }))[0]).toBe('anthropic/claude-sonnet-4-5');
  });

  test('what belongs to a provider that is not set up is recorded once and for all', () => {
    const notConfigured = () => {
      const route = plan({ model: 'openai/gpt-oss-120b' }, { providers: new Set(['groq']) });
      return route.kind === 'planned' ? route.decision.considered.filter(({ excluded }) => excluded !== null) : [];
    };
    const [first, second] = [notConfigured(), notConfigured()];
    expect(first.length).toBeGreaterThan(5);
    first.forEach((record, index) => expect(record).toBe(second[index]));
    expect(first.every(({ excluded }) => excluded === 'provider_not_configured')).toBe(true);
  });

  test('under price a cheaper endpoint whose circuit is closed is never passed over, and an open one comes after all closed ones', () => {
    const many = catalog.models.filter(({ kind, endpoints: { length } }) => kind === 'chat' && length > 2);
    fc.assert(
      fc.property(fc.constantFrom(...many), fc.subarray([...everyProvider]), fc.integer({ min: 0, max: 2 ** 16 }), (model, providers, seed) => {
        const isOpen = ({ id }: Endpoint): boolean => ((seed >> (id.length % 16)) & 1) === 1;
        const route = plan({ model: model.id }, { providers: new Set(providers), health: { ...healthy, isOpen } });
        const served = model.endpoints.filter(({ provider, status }) => providers.includes(provider) && status !== 'disabled');
        if (route.kind !== 'planned') {
          expect(served).toEqual([]);
          return;
        }
        const [first] = route.candidates;
        const keyOf = (endpoint: Endpoint) => [isOpen(endpoint) ? 1 : 0, isSwitchedOff(endpoint) ? 1 : 0, blended(endpoint)] as const;
        const byKey = (a: ReturnType<typeof keyOf>, b: ReturnType<typeof keyOf>) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
        const best = served.map(keyOf).toSorted(byKey)[0]?.[2] ?? Number.NaN;
        expect(first?.endpoint === undefined ? Number.NaN : blended(first.endpoint)).toBe(best);
        const order = route.candidates.map(({ endpoint }) => keyOf(endpoint));
        expect(order).toEqual(order.toSorted(byKey));
        for (const { endpoint } of route.candidates) expect(blended(endpoint)).toBeLessThanOrEqual(3 * best);
      }),
      { seed: 20_261_124, numRuns: 500 },
    );
  });

  test('whatever the request, a constraint is never broken and the plan is the same twice', () => {
    const names = catalog.models.map((model) => model.id);
    const request = fc.record({
      model: fc.constantFrom(...names),
      models: fc.array(fc.constantFrom(...names), { maxLength: 4 }),
      provider: fc.record({
        only: fc.subarray(['openai', 'anthropic', 'groq']),
        ignore: fc.subarray(['openai', 'anthropic', 'deepinfra']),
        order: fc.subarray(['anthropic', 'groq', 'openai']),
        allow_fallbacks: fc.boolean(),
      }),
    });
    fc.assert(
      fc.property(request, fc.subarray(names), (fields, allowed) => {
        const changes = { accessLists: [{ ...NO_LISTS, allowedModels: new Set(allowed) }], providers: everyProvider };
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

describe('providers that the customer pays directly', () => {
  test('come first by price, and leave the others affordable', () => {
    const request = { model: 'meta-llama/llama-3.1-8b-instruct' };
    const all = { providers: everyProvider };
    const usual = candidates(plan(request, all));
    const dearest = usual.toSorted((a, b) => blended(b.endpoint) - blended(a.endpoint))[0]?.endpoint.provider ?? '';
    const withKey = candidates(plan(request, { ...all, ownProviders: new Set([dearest]) }));
    expect(usual[0]?.endpoint.provider).not.toBe(dearest);
    expect(withKey[0]?.endpoint.provider).toBe(dearest);
    expect(withKey.length).toBeGreaterThanOrEqual(usual.length);
  });

  test('do not when the request names an order', () => {
    const request = { model: 'openai/gpt-4o', provider: { order: ['openai'] } };
    const [first] = candidates(plan(request, { providers: everyProvider, ownProviders: new Set(['azure']) }));
    expect(first?.endpoint.provider).toBe('openai');
  });
});
