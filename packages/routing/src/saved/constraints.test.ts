import { modelRefusedBy, providerRefusedBy, type AccessLists } from '@modelhub/core/access-lists';
import { catalog, offerOwnModels } from '@modelhub/catalog/catalog';
import { ownModels } from '@modelhub/catalog/own-models';
import { takes } from '@modelhub/catalog/takes';
import type { Endpoint, Modality } from '@modelhub/catalog/types';
import { priceAt } from '@modelhub/catalog/price';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRoute } from '../plan.ts';
import { readPreferences } from '../preferences.ts';
import { AT_MS, chatModels, contextWith, endpointsOf, NO_LISTS } from '../testing/planning.ts';
import type { RoutePlan, RoutingContext } from '../types.ts';
import { readPolicyDocument } from './document.ts';

const PROVIDERS = ['openai', 'azure', 'anthropic', 'amazon-bedrock', 'deepinfra', 'togetherai', 'groq', 'google'];
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const models = fc.uniqueArray(fc.constantFrom(...chatModels), { minLength: 1, maxLength: 5 });
const constraints = fc.record(
  {
    only: fc.subarray(PROVIDERS, { minLength: 1 }),
    ignore: fc.subarray(PROVIDERS),
    data_collection: fc.constantFrom('allow', 'deny'),
    zdr: fc.boolean(),
    regions: fc.subarray(['eu', 'us'], { minLength: 1 }),
    quantizations: fc.subarray(['fp8', 'bf16', 'unknown'], { minLength: 1 }),
    max_price: fc.record({ prompt: fc.integer({ min: 0, max: 5 }) }),
  },
  { requiredKeys: [] },
);
type Constraints = typeof constraints extends fc.Arbitrary<infer T> ? T : never;
const lists = fc.record({
  allowedModels: fc.oneof(fc.constant([]), models),
  deniedModels: models,
  allowedProviders: fc.oneof(fc.constant([]), fc.subarray(PROVIDERS)),
  deniedProviders: fc.subarray(PROVIDERS, { maxLength: 2 }),
});

function meets(endpoint: Endpoint, { only, ignore, data_collection, zdr, regions, quantizations, max_price }: Constraints): boolean {
  const { provider, dataPolicy, region, quantization } = endpoint;
  const input = priceAt(endpoint, { atMs: AT_MS, promptTokens: 100 })?.nanoUsdPerMillionTokens.input ?? 0n;
  return (
    (only === undefined || only.includes(provider)) &&
    !(ignore ?? []).includes(provider) &&
    (data_collection !== 'deny' || dataPolicy.training === false) &&
    (zdr !== true || dataPolicy.retentionDays === 0) &&
    (regions === undefined || (region !== null && regions.includes(region))) &&
    (quantizations === undefined || quantizations.includes(quantization ?? 'unknown')) &&
    (max_price === undefined || input <= BigInt(max_price.prompt) * 1_000_000_000n)
  );
}

/** A policy of one step with models for everything that can be refused. */
function planWith(
  parts: { always: Constraints; step: Constraints; request: Constraints; models: readonly string[]; sort?: string },
  changes: Partial<RoutingContext>,
): RoutePlan {
  const { always, step, request, sort = 'price' } = parts;
  const escapes = { on_context_too_long: parts.models, on_content_filtered: parts.models };
  const document = readPolicyDocument({ always, steps: [{ name: 'all', models: parts.models, provider: { ...step, sort }, ...escapes }] });
  const base = document.steps[0]?.preferences;
  if (base === undefined) expect.fail('no step');
  return planRoute(readPreferences({ model: 'policy/x', provider: request }, base), contextWith(changes));
}

describe('constraints', () => {
  test('of the policy, its step, the request, the key and the organization are never broken, escapes included', () => {
    fc.assert(
      fc.property(constraints, constraints, constraints, models, lists, lists, seeds, (always, step, request, named, ofKey, ofOrganization, seed) => {
        const accessLists: AccessLists[] = [
          { ...setsOf(ofOrganization), scope: 'organization' },
          { ...setsOf(ofKey), scope: 'key' },
        ];
        for (const endpoint of endpointsOf(planWith({ always, step, request, models: named }, { seed, accessLists }))) {
          for (const held of [always, step, request]) expect(meets(endpoint, held)).toBe(true);
          expect(modelRefusedBy(accessLists, endpoint.model)).toBeNull();
          expect(providerRefusedBy(accessLists, endpoint.provider)).toBeNull();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('of what the models take are never broken, whether a request names them, a step does, or it is a fallback or an escape', () => {
    const held = fc.subarray<Modality>(['image', 'audio', 'pdf'], { minLength: 1 });
    fc.assert(
      fc.property(held, models, seeds, (modalities, named, seed) => {
        const byName = planRoute(readPreferences({ model: named[0] ?? '', models: named }), contextWith({ seed, modalities }));
        const byPolicy = planWith({ always: {}, step: {}, request: {}, models: named }, { seed, modalities });
        for (const endpoint of [...endpointsOf(byName), ...endpointsOf(byPolicy)]) {
          const model = catalog.findModel(endpoint.model) ?? expect.fail(endpoint.model);
          for (const modality of modalities) {
            // What a provider reads by itself is told apart below.
            if (modality !== 'pdf') expect(model.input).toContain(modality);
            expect(takes(model, endpoint, modality)).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('only get tighter: one more leaves no endpoint that was not left before', () => {
    fc.assert(
      fc.property(constraints, constraints, models, (always, request, named) => {
        // With a limit on the price no fallback is left out for being dear, which would depend on what is cheapest.
        const wide = { max_price: { prompt: 1_000, completion: 1_000 } } as unknown as Constraints;
        const before = new Set(endpointsOf(planWith({ always, step: wide, request: {}, models: named }, {})).map(({ id }) => id));
        const after = endpointsOf(planWith({ always, step: wide, request, models: named }, {})).map(({ id }) => id);
        expect(after.filter((id) => !before.has(id))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('leave a plan that is the same for a seed', () => {
    fc.assert(
      fc.property(constraints, models, fc.constantFrom('price', 'latency', 'balanced', 'quality'), seeds, (always, named, sort, seed) => {
        const parts = { always, step: {}, request: {}, models: named, sort };
        expect(planWith(parts, { seed })).toEqual(planWith(parts, { seed }));
      }),
    );
  });
});

describe('what a request wishes', () => {
  const base = readPolicyDocument({
    steps: [{ name: 'all', models: ['gpt-4o'], provider: { sort: 'latency', order: ['azure'], weights: { openai: 1 }, preferred_max_latency: 1 } }],
  }).steps[0]?.preferences;
  const merged = (request: object) => readPreferences({ model: 'policy/x', ...request }, base);

  test('wins over what the policy wishes', () => {
    expect(merged({})).toMatchObject({ sort: 'latency', order: ['azure'], weights: { openai: 1 } });
    expect(merged({ provider: { order: ['openai'] } })).toMatchObject({ sort: 'latency', order: ['openai'] });
    // Shares would take the place of any order.
    expect(merged({ provider: { sort: 'price' } })).toMatchObject({ sort: 'price', weights: null, preferredMaxLatencyMs: [{ limit: 1_000 }] });
    expect(merged({ model: 'policy/x:nitro' })).toMatchObject({ sort: 'throughput', weights: null, models: ['openai/gpt-4o'] });
    expect(merged({ prompt_cache_key: 'k' })).toMatchObject({ sessionKey: 'k' });
  });
});

describe('the nearest alternative', () => {
  const nearest = (provider: object, changes: Partial<RoutingContext> = {}) => {
    const plan = planRoute(readPreferences({ model: 'gpt-4o', provider }), contextWith({ providers: new Set(['openai', 'azure']), ...changes }));
    return plan.kind === 'planned' ? null : plan.kind === 'none-left' ? plan.decision.nearest : plan.kind;
  };

  test('is without the one constraint whose absence leaves most', () => {
    expect(nearest({ zdr: true })).toMatchObject({ without: ['data_may_be_kept'], endpointIds: expect.arrayContaining(['openai/gpt-4o', 'azure/gpt-4o']) });
    expect(nearest({ only: ['groq'] })).toMatchObject({ without: ['provider_not_selected'] });
    expect(nearest({ max_price: { prompt: 0.1 } })).toMatchObject({ without: ['too_expensive'] });
    expect(nearest({}, { accessLists: [{ ...NO_LISTS, deniedModels: new Set(['openai/gpt-4o']) }] })).toMatchObject({ without: ['model_not_allowed'] });
  });

  test('is without as few constraints as it takes, and none where no constraint is to blame', () => {
    expect(nearest({ zdr: true, quantizations: ['fp4'] })?.valueOf()).toMatchObject({ without: ['data_may_be_kept', 'quantization_not_selected'] });
    expect(nearest({ zdr: true }, { providers: new Set() })).toBeNull();
    expect(nearest({}, { contextTokens: 10_000_000 })).toBeNull();
  });

  test('would be left indeed', () => {
    const relaxations = { data_may_be_kept: 'zdr', region_not_selected: 'regions', too_expensive: 'max_price', provider_not_selected: 'only' } as const;
    fc.assert(
      fc.property(
        models,
        fc.record({ zdr: fc.boolean(), regions: fc.constant(['eu']), only: fc.subarray(PROVIDERS, { minLength: 1 }), max_price: fc.constant({ prompt: 0.2 }) }),
        ([model = '', ...more], provider) => {
          const asked = { model, models: more };
          const plan = planRoute(readPreferences({ ...asked, provider }), contextWith());
          if (plan.kind !== 'none-left' || plan.decision.nearest === null) return;
          const { without, endpointIds } = plan.decision.nearest;
          const fewer: Record<string, unknown> = { ...provider };
          for (const exclusion of without) delete fewer[relaxations[exclusion as keyof typeof relaxations]];
          const relaxed = planRoute(readPreferences({ ...asked, provider: fewer }), contextWith());
          const left = relaxed.kind === 'planned' ? relaxed.decision.considered.filter(({ score }) => score !== null).map(({ endpointId }) => endpointId) : [];
          expect(left).toEqual(expect.arrayContaining([...endpointIds]));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what a request holds besides text', () => {
  const asked = (model: string, modalities: readonly Modality[], more: object = {}, changes: Partial<RoutingContext> = {}) =>
    planRoute(readPreferences({ model, ...more }), contextWith({ modalities, ...changes }));
  const providers = (plan: RoutePlan) => [...new Set(endpointsOf(plan).map(({ provider }) => provider))];

  test('leads to the model among those named that takes it', () => {
    const plan = asked('openai/gpt-3.5-turbo', ['image'], { models: ['gpt-4o-mini'] });
    expect(new Set(endpointsOf(plan).map(({ model }) => model))).toEqual(new Set(['openai/gpt-4o-mini']));
    if (plan.kind !== 'planned') expect.fail(plan.kind);
    expect(plan.decision.considered).toContainEqual({ endpointId: 'openai/gpt-3.5-turbo', excluded: 'modality_not_supported', score: null });
  });

  test('is named where nothing takes it, with models that do and meet every other constraint', () => {
    expect(asked('openai/gpt-3.5-turbo', ['image', 'audio'])).toMatchObject({ kind: 'none-left', notTaken: { modalities: ['image', 'audio'] } });
    const others = (provider: object) => {
      const plan = asked('openai/gpt-3.5-turbo', ['image'], { provider });
      return plan.kind === 'none-left' ? (plan.notTaken?.otherModels ?? []) : [];
    };
    expect(others({})).toHaveLength(3);
    for (const name of others({})) expect(catalog.findModel(name)).toMatchObject({ lab: 'openai', kind: 'chat', input: expect.arrayContaining(['image']) });
    for (const name of others({ only: ['anthropic'] })) expect(name).toMatch(/^anthropic\//);
    expect(others({ only: ['anthropic'] })).toHaveLength(3);
    expect(asked('openai/gpt-3.5-turbo', ['image'], {}, { providers: new Set(['cerebras']) })).toMatchObject({ kind: 'none-left', notTaken: null });
  });

  test('of a document, is also for models that see, and where the provider reads it itself', () => {
    expect(catalog.findModel('gpt-5')?.input).toEqual(['text', 'image']);
    expect(asked('gpt-5', ['pdf']).kind).toBe('planned');
    expect(asked('openai/gpt-3.5-turbo', ['pdf']).kind).toBe('none-left');
    expect(catalog.findModel('meta-llama/llama-3.1-8b-instruct')?.input).toEqual(['text']);
    expect(providers(asked('meta-llama/llama-3.1-8b-instruct', ['pdf']))).toEqual(['amazon-bedrock']);
  });

  test('is no constraint for a model of which nobody has stated what it takes', () => {
    offerOwnModels(ownModels({ CUSTOM_MODELS: JSON.stringify([{ name: 'unknown' }, { name: 'reads', input: ['text'] }]) }));
    try {
      expect(asked('custom/unknown', ['audio', 'pdf']).kind).toBe('planned');
      expect(asked('custom/reads', ['audio']).kind).toBe('none-left');
    } finally {
      offerOwnModels([]);
    }
  });
});

function setsOf({
  allowedModels,
  deniedModels,
  allowedProviders,
  deniedProviders,
}: Record<'allowedModels' | 'deniedModels' | 'allowedProviders' | 'deniedProviders', readonly string[]>) {
  return {
    allowedModels: new Set(allowedModels),
    deniedModels: new Set(deniedModels),
    allowedProviders: new Set(allowedProviders),
    deniedProviders: new Set(deniedProviders),
  };
}
