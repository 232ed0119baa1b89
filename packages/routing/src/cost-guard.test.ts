import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRoute } from './plan.ts';
import { readPreferences } from './preferences.ts';
import { autoDocument } from './saved/auto.ts';
import { readPolicyDocument } from './saved/document.ts';
import { AT_MS, blended, chatModels, contextWith } from './testing/planning.ts';
import type { RoutePlan, RoutingContext, RoutingPreferences } from './types.ts';

/** From a cheap model to one that costs twenty times as much. */
const SMALL = 'openai/gpt-4o-mini';
const DEAR = 'anthropic/claude-sonnet-4-5';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const named = fc.uniqueArray(fc.constantFrom(...chatModels), { minLength: 1, maxLength: 5 });
const sorts = fc.constantFrom('price', 'latency', 'throughput', 'balanced', 'quality');
const figure = (id: string): number => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) + 50;
/** Many are equally fast, whatever they cost. */
const measured: RoutingContext['health'] = {
  isOpen: () => false,
  latencyMs: ({ id }) => 100 + (figure(id) % 8),
  throughput: () => 50,
  cost: ({ id }) => figure(id),
};

const step = (fields: object): RoutingPreferences =>
  readPolicyDocument({ steps: [{ name: 'all', ...fields }] }).steps[0]?.preferences ?? expect.fail('no step');
const planned = (plan: RoutePlan) => (plan.kind === 'planned' ? plan : expect.fail(plan.kind));
const modelsOf = (candidates: readonly { readonly model: { readonly id: string } }[] = []) => new Set(candidates.map(({ model }) => model.id));
const excludedOf = (plan: RoutePlan, model: string) =>
  new Set(
    planned(plan)
      .decision.considered.filter(({ endpointId }) => endpointId.endsWith(model.slice(model.indexOf('/') + 1)))
      .map(({ excluded }) => excluded),
  );

describe('nothing after the first choice costs more than three times as much', () => {
  const heldBy = (plan: RoutePlan): void => {
    if (plan.kind !== 'planned') return;
    const [first, ...others] = plan.candidates.map(({ endpoint }) => blended(endpoint));
    for (const other of others) expect(other).toBeLessThanOrEqual(3 * (first ?? 0));
  };

  test('whether a request names the models or a policy, and whatever they are ordered by', () => {
    fc.assert(
      fc.property(named, sorts, seeds, fc.boolean(), (models, sort, seed, isSession) => {
        const context = contextWith({ seed, health: measured });
        const provider = { sort, ...(isSession ? { session_id: String(seed) } : {}) };
        heldBy(planRoute(readPreferences({ model: models[0] ?? '', models, provider }), context));
        heldBy(planRoute(readPreferences({ model: 'policy/x' }, step({ models, provider })), context));
      }),
      { numRuns: 2_000 },
    );
  });

  test('also where chance has put a cheaper one of equals first', () => {
    const provider = { sort: 'latency' };
    const firsts = new Set<number>();
    for (let seed = 0; seed < 300; seed += 1) {
      const plan = planRoute(readPreferences({ model: 'openai/gpt-oss-120b', provider }), contextWith({ seed, health: measured }));
      heldBy(plan);
      firsts.add(blended(planned(plan).candidates[0]?.endpoint ?? expect.fail('nobody')));
    }
    expect(firsts.size).toBeGreaterThan(2);
  });

  test('unless a limit on the price is stated: by the request, or by what always holds in a policy', () => {
    const fallback = { models: [SMALL, DEAR] };
    const none = planRoute(readPreferences({ model: 'policy/x' }, step(fallback)), contextWith());
    expect(modelsOf(planned(none).candidates)).toEqual(new Set([SMALL]));
    expect(excludedOf(none, DEAR)).toEqual(new Set(['fallback_too_expensive']));
    const limit = { max_price: { prompt: 10, completion: 50 } };
    const ofRequest = planRoute(readPreferences({ model: 'policy/x', provider: limit }, step(fallback)), contextWith());
    const ofStep = planRoute(readPreferences({ model: 'policy/x' }, step({ ...fallback, provider: limit })), contextWith());
    for (const plan of [ofRequest, ofStep]) expect(modelsOf(planned(plan).candidates)).toEqual(new Set([SMALL, DEAR]));
  });
});

describe('models for what others refuse', () => {
  const escapes = { on_context_too_long: [DEAR], on_content_filtered: [DEAR] };

  test('may cost more where an owner has named them, and are under the limits that are stated', () => {
    const plan = planRoute(readPreferences({ model: 'policy/x' }, step({ models: [SMALL], ...escapes })), contextWith());
    expect(modelsOf(planned(plan).escapes?.context_length_exceeded)).toEqual(new Set([DEAR]));
    expect(modelsOf(planned(plan).escapes?.content_policy_violation)).toEqual(new Set([DEAR]));
    const limited = planRoute(
      readPreferences({ model: 'policy/x', provider: { max_price: { prompt: 1 } } }, step({ models: [SMALL], ...escapes })),
      contextWith(),
    );
    expect(planned(limited).escapes).toEqual({});
  });

  test('are held to three times the first choice where nobody has named them', () => {
    const { preferences } = autoDocument(({ status }) => status !== 'disabled', AT_MS)?.steps.at(-1) ?? expect.fail('nothing can be used');
    const longest = preferences.escapes?.context_length_exceeded ?? [];
    const plan = planRoute(readPreferences({ model: 'modelhub/auto' }, { ...preferences, models: [SMALL] }), contextWith());
    const [first] = planned(plan).candidates;
    const limit = 3 * blended(first?.endpoint ?? expect.fail('nobody'));
    for (const { endpoint } of planned(plan).escapes?.context_length_exceeded ?? []) expect(blended(endpoint)).toBeLessThanOrEqual(limit);
    const everyPrice = planRoute(readPreferences({ model: 'modelhub/auto' }, { ...preferences, models: [SMALL], escapesAtAnyPrice: true }), contextWith());
    const dear = (planned(everyPrice).escapes?.context_length_exceeded ?? []).filter(({ endpoint }) => blended(endpoint) > limit);
    expect(dear.length).toBeGreaterThan(0);
    const record = new Map(planned(plan).decision.considered.map(({ endpointId, excluded }) => [endpointId, excluded]));
    for (const { endpoint } of dear) expect(record.get(endpoint.id)).toBe('fallback_too_expensive');
    expect(longest.length).toBeGreaterThan(0);
  });
});
