import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { planRoute } from './plan.ts';
import { readPreferences } from './preferences.ts';
import type { RoutePlan, RoutingContext } from './types.ts';

const AT_MS = Date.parse('2026-11-24T00:00:00Z');
/** Served by many, at prices of which some are the same. */
const MODEL = 'openai/gpt-oss-120b';
const unmeasured = { isOpen: () => false, latencyMs: () => null, throughput: () => null, cost: () => 0 };
const context = (changes: Partial<RoutingContext> = {}): RoutingContext => ({
  atMs: AT_MS,
  providers: { has: () => true },
  ownProviders: new Set(),
  accessLists: [],
  health: unmeasured,
  canServe: () => true,
  isReachable: () => true,
  parameters: [],
  modalities: [],
  promptTokens: 100,
  contextTokens: 100,
  ...changes,
});
const plan = (fields: Record<string, unknown>, changes?: Partial<RoutingContext>): RoutePlan =>
  planRoute(readPreferences({ model: MODEL, ...fields }), context(changes));
const endpoints = (route: RoutePlan): readonly Endpoint[] => (route.kind === 'planned' ? route.candidates.map(({ endpoint }) => endpoint) : []);
const first = (route: RoutePlan): Endpoint => endpoints(route)[0] ?? expect.fail('nothing is left');

function blended(endpoint: Endpoint): number {
  const { input = 0n, output = input } = priceAt(endpoint, { atMs: AT_MS, promptTokens: 100 })?.nanoUsdPerMillionTokens ?? {};
  return Number((3n * input + output) / 4n);
}

/** Figures that depend on the endpoint's name alone. */
const figure = (id: string, from: number, to: number): number =>
  from + ([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_973, 7) / 9_973) * (to - from);
const measured = {
  ...unmeasured,
  latencyMs: ({ id }: Endpoint, share: number) => figure(id, 100, 2_000) * (0.5 + share),
  throughput: ({ id }: Endpoint, share: number) => figure(`${id}!`, 10, 300) * (0.5 + share),
};
const ofAll = endpoints(plan({ provider: { max_price: { prompt: 1_000 } } }));
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const many = Array.from({ length: 4_000 }, (_, seed) => seed);

describe('whatever is left to chance', () => {
  const fields = fc.record({
    sort: fc.constantFrom('price', 'latency', 'throughput', 'balanced'),
    session_id: fc.option(fc.string({ minLength: 1 })),
    weights: fc.option(fc.constant({ deepinfra: 1, groq: 2 })),
  });

  test('is decided by the seed', () => {
    fc.assert(
      fc.property(fields, seeds, (provider, seed) => {
        const once = plan({ provider }, { seed, health: measured });
        expect(plan({ provider }, { seed, health: measured })).toEqual(once);
      }),
    );
  });

  test('a cheaper healthy endpoint is never passed over under price', () => {
    const models = catalog.models.filter(({ kind, endpoints: { length } }) => kind === 'chat' && length > 2);
    const health = { ...measured, cost: ({ id }: Endpoint) => figure(id, 0, 1_000) };
    const isSwitchedOff = ({ deprecatedAt }: Endpoint): boolean => deprecatedAt !== null && Date.parse(deprecatedAt) <= AT_MS;
    fc.assert(
      fc.property(fc.constantFrom(...models), seeds, fc.option(fc.string({ minLength: 1 })), (model, seed, session) => {
        const chosen = first(plan({ model: model.id, provider: { session_id: session } }, { seed, health }));
        const served = model.endpoints.filter(({ status }) => status !== 'disabled');
        const wanted = served.some((endpoint) => !isSwitchedOff(endpoint)) ? served.filter((endpoint) => !isSwitchedOff(endpoint)) : served;
        expect(blended(chosen)).toBe(Math.min(...wanted.map(blended)));
      }),
      { numRuns: 500 },
    );
  });

  test('other endpoints are tried out by one request in a hundred, and by none under price', () => {
    const firsts = (sort: string) => many.map((seed) => first(plan({ provider: { sort } }, { seed, health: measured })));
    const best = first(plan({ provider: { sort: 'latency' } }, { health: measured }));
    const explored = firsts('latency').filter((endpoint) => measured.latencyMs(endpoint, 0.5) > 1.1 * measured.latencyMs(best, 0.5));
    expect(explored.length).toBeGreaterThan(10);
    expect(explored.length).toBeLessThan(80);
    expect(new Set(firsts('price').map(blended)).size).toBe(1);
  });

  test('none is tried out that costs more than a fallback may', () => {
    const health = { ...measured, latencyMs: blended };
    const cheapest = Math.min(...ofAll.map(blended));
    expect(ofAll.some((endpoint) => blended(endpoint) > 3 * cheapest)).toBe(true);
    const taken = many.map((seed) => first(plan({ provider: { sort: 'latency' } }, { seed, health })));
    expect(new Set(taken.map(({ id }) => id)).size).toBeGreaterThan(2);
    expect(Math.max(...taken.map(blended))).toBeLessThanOrEqual(3 * cheapest);
  });
});

describe('constraints', () => {
  const provider = fc.record({
    data_collection: fc.constantFrom('allow', 'deny'),
    zdr: fc.boolean(),
    quantizations: fc.subarray(['fp8', 'unknown']),
    regions: fc.subarray(['eu', 'us', 'jp', 'global']),
    sort: fc.constantFrom('price', 'latency', 'balanced'),
    weights: fc.option(fc.constant({ deepinfra: 1 })),
  });

  test('are never broken, and what is unknown does not meet them', () => {
    const names = catalog.models.map(({ id }) => id);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(fc.constantFrom(...names), { maxLength: 5 }), provider, seeds, (model, models, fields, seed) => {
        for (const endpoint of endpoints(plan({ model, models, provider: fields }, { seed, health: measured }))) {
          const { dataPolicy, quantization, region } = endpoint;
          if (fields.data_collection === 'deny') expect(dataPolicy.training).toBe(false);
          if (fields.zdr) expect(dataPolicy.retentionDays).toBe(0);
          if (fields.quantizations.length > 0) expect(fields.quantizations).toContain(quantization ?? 'unknown');
          if (fields.regions.length > 0) expect(fields.regions).toContain(region);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('say what they removed', () => {
    const reasons = (fields: object): string[] => {
      const route = plan({ model: 'openai/gpt-4o', provider: { only: ['openai'], ...fields } });
      return route.kind === 'none-left'
        ? route.decision.considered.flatMap(({ endpointId, excluded }) => (endpointId === 'openai/gpt-4o' ? [String(excluded)] : []))
        : [];
    };
    expect(reasons({ zdr: true })).toEqual(['data_may_be_kept']);
    expect(reasons({ quantizations: ['fp8'] })).toEqual(['quantization_not_selected']);
    expect(reasons({ regions: ['eu'] })).toEqual(['region_not_selected']);
    expect(reasons({ quantizations: ['unknown'] })).toEqual([]);
  });
});

describe('policies', () => {
  test('latency and throughput order by what was measured, and what was not comes last', () => {
    const [hidden] = ofAll;
    const health = { ...measured, latencyMs: (endpoint: Endpoint, share: number) => (endpoint.id === hidden?.id ? null : measured.latencyMs(endpoint, share)) };
    const byLatency = endpoints(plan({ provider: { sort: 'latency', max_price: { prompt: 1_000 } } }, { health }));
    expect(byLatency.at(-1)?.id).toBe(hidden?.id);
    const shown = byLatency.slice(0, -1).map((endpoint) => measured.latencyMs(endpoint, 0.5));
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    const fast = endpoints(plan({ model: `${MODEL}:nitro`, provider: { max_price: { prompt: 1_000 } } }, { health })).map((endpoint) =>
      measured.throughput(endpoint, 0.5),
    );
    expect(fast).toEqual(fast.toSorted((a, b) => b - a));
  });

  test('balanced never begins with an endpoint that another one beats in everything, whatever counts how much', () => {
    const weight = fc.integer({ min: 1, max: 10 });
    fc.assert(
      fc.property(fc.record({ price: weight, latency: weight, throughput: weight }), (balance) => {
        const chosen = first(plan({ provider: { sort: 'balanced', balance } }, { health: measured }));
        const isBeaten = ofAll.some(
          (one) =>
            blended(one) < blended(chosen) &&
            measured.latencyMs(one, 0.5) < measured.latencyMs(chosen, 0.5) &&
            measured.throughput(one, 0.5) > measured.throughput(chosen, 0.5),
        );
        expect(isBeaten).toBe(false);
      }),
    );
    const only = (name: string) => first(plan({ provider: { sort: 'balanced', balance: { [name]: 1 } } }, { health: measured }));
    expect(blended(only('price'))).toBe(Math.min(...ofAll.map(blended)));
    expect(only('latency').id).toBe(ofAll.toSorted((a, b) => measured.latencyMs(a, 0.5) - measured.latencyMs(b, 0.5))[0]?.id);
  });

  test('weights split requests as they say, and leave the others for fallbacks', () => {
    const weights = { deepinfra: 3, groq: 1 };
    const counts = new Map<string, number>();
    for (const seed of many) {
      const { provider } = first(plan({ provider: { weights } }, { seed }));
      counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['deepinfra', 'groq']);
    expect((counts.get('deepinfra') ?? 0) / many.length).toBeCloseTo(0.75, 1);
    const providers = endpoints(plan({ provider: { weights, max_price: { prompt: 1_000 } } }, { seed: 1 })).map(({ provider }) => provider);
    expect(new Set(providers.slice(0, 2))).toEqual(new Set(['deepinfra', 'groq']));
    expect(providers.length).toBeGreaterThan(5);
  });

  test('a preference for fast endpoints puts the others last, and takes none away', () => {
    const limit = 0.9;
    const preferred = (endpoint: Endpoint): boolean => measured.latencyMs(endpoint, 0.9) <= limit * 1_000;
    const all = { max_price: { prompt: 1_000 } };
    const ordered = endpoints(plan({ provider: { ...all, preferred_max_latency: { p90: limit } } }, { health: measured }));
    expect(ordered.length).toBe(ofAll.length);
    const isFast = ordered.map(preferred);
    expect(isFast).toEqual(isFast.toSorted((a, b) => Number(b) - Number(a)));
    expect(new Set(isFast).size).toBe(2);
    const steady = endpoints(plan({ provider: { ...all, preferred_min_throughput: 100 } }, { health: measured })).map(
      (one) => measured.throughput(one, 0.5) >= 100,
    );
    expect(steady).toEqual(steady.toSorted((a, b) => Number(b) - Number(a)));
    expect(new Set(steady).size).toBe(2);
  });
});

describe('endpoints that are equally good', () => {
  /** All as fast as each other. */
  const alike = { ...unmeasured, latencyMs: () => 100 };
  const request = { provider: { sort: 'latency', max_price: { prompt: 1_000 } } };

  test('take turns, the busiest of them never', () => {
    const busy = new Map(ofAll.map(({ id }, i) => [id, i]));
    const busiest = ofAll.at(-1)?.id;
    const health = { ...alike, cost: ({ id }: Endpoint) => busy.get(id) ?? 0 };
    const taken = new Set(many.filter((seed) => seed < 400).map((seed) => first(plan(request, { seed, health })).id));
    expect(taken.size).toBeGreaterThan(3);
    const shares = many.filter((seed) => first(plan(request, { seed, health })).id === busiest).length / many.length;
    // Only where it is tried out.
    expect(shares).toBeLessThan(0.01);
  });

  test('keep their sessions, also when others of them go', () => {
    const home = (session: string, without?: string): Endpoint => {
      const providers = { has: (id: string) => id !== without };
      return first(plan({ ...request, prompt_cache_key: session }, { health: alike, providers, seed: Math.floor(session.length * 7_919) }));
    };
    const sessions = Array.from({ length: 200 }, (_, i) => `session ${i}`);
    expect(new Set(sessions.map((session) => home(session).id)).size).toBeGreaterThan(3);
    for (const session of sessions) {
      const here = home(session);
      expect(home(session).id).toBe(here.id);
      const other = ofAll.find(({ provider }) => provider !== here.provider)?.provider ?? '';
      expect(home(session, other).id).toBe(here.id);
    }
  });
});

describe('endpoints whose limits are nearly used up', () => {
  const tight = (...ids: readonly string[]) => ({ ...measured, isTight: ({ id }: Endpoint) => ids.includes(id) });
  /** Of the prices that several ask, the lowest: who asks less is left out. */
  const prices = ofAll.map(blended);
  const cheapest = Math.min(...prices.filter((price, i) => prices.indexOf(price) !== i));
  const ignore = ofAll.filter((endpoint) => blended(endpoint) < cheapest).map(({ provider }) => provider);

  test('come after those that are as cheap, never after a dearer one', () => {
    const equals = ofAll.filter((one) => blended(one) === cheapest && !ignore.includes(one.provider)).map(({ id }) => id);
    expect(equals.length).toBeGreaterThan(1);
    const subsets = fc.subarray(ofAll.map(({ id }) => id));
    const session = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    fc.assert(
      fc.property(subsets, seeds, session, (ids, seed, prompt_cache_key) => {
        const chosen = first(
          plan({ provider: { sort: 'price', ignore }, ...(prompt_cache_key === undefined ? {} : { prompt_cache_key }) }, { seed, health: tight(...ids) }),
        );
        expect(blended(chosen)).toBe(cheapest);
        expect(ids.includes(chosen.id)).toBe(equals.every((id) => ids.includes(id)));
      }),
    );
  });

  test('come after those that are about as fast', () => {
    const alike = { ...unmeasured, latencyMs: ({ id }: Endpoint) => (id === ofAll[0]?.id ? 100 : 105) };
    const best = ofAll[0]?.id ?? '';
    const request = { provider: { sort: 'latency', max_price: { prompt: 1_000 } } };
    const counted = (health: RoutingContext['health']) => many.filter((seed) => first(plan(request, { seed, health })).id === best).length;
    expect(counted(alike)).toBeGreaterThan(20);
    // Where it is tried out, one time in a hundred.
    expect(counted({ ...alike, isTight: ({ id }) => id === best })).toBeLessThan(10);
  });
});

describe('fields of provider', () => {
  test.each([
    [{ provider: { enforce_distillable_text: true } }, 'provider.enforce_distillable_text', 'unsupported_parameter'],
    [{ provider: { balance: { luck: 1 } } }, 'provider.balance.luck', 'unsupported_parameter'],
    [{ provider: { preferred_max_latency: { p42: 1 } } }, 'provider.preferred_max_latency.p42', 'unsupported_parameter'],
    [{ provider: { data_collection: 'maybe' } }, 'provider.data_collection', 'invalid_value'],
    [{ provider: { zdr: 'yes' } }, 'provider.zdr', 'invalid_value'],
    [{ provider: { quantizations: 'fp8' } }, 'provider.quantizations', 'invalid_value'],
    [{ provider: { regions: [1] } }, 'provider.regions', 'invalid_value'],
    [{ provider: { weights: { openai: -1 } } }, 'provider.weights.openai', 'invalid_value'],
    [{ provider: { weights: {} } }, 'provider.weights', 'invalid_value'],
    [{ provider: { balance: { price: 0 } } }, 'provider.balance', 'invalid_value'],
    [{ provider: { session_id: '' } }, 'provider.session_id', 'invalid_value'],
    [{ provider: { preferred_min_throughput: 0 } }, 'provider.preferred_min_throughput', 'invalid_value'],
  ])('%j is refused by name', (fields, param, code) => {
    expect(() => readPreferences({ model: MODEL, ...fields })).toThrow(expect.objectContaining({ param, code }));
  });
});

describe('a session under price', () => {
  const models = catalog.models.filter(({ kind, endpoints: { length } }) => kind === 'chat' && length > 2);
  const asSession = (session: string) => ({ provider: { session_id: session, max_price: { prompt: 1_000 } } });

  /** What a request is expected to cost where the cache knows `share` of the prompt: the blend of three of input to one of output. */
  function expected(endpoint: Endpoint, share: number): number {
    const { input = 0n, output = input, cachedInput = input } = priceAt(endpoint, { atMs: AT_MS, promptTokens: 100 })?.nanoUsdPerMillionTokens ?? {};
    const read = share * Number(cachedInput < input ? cachedInput : input) + (1 - share) * Number(input);
    return (3 * read + Number(output)) / 4;
  }

  test('is never served dearer, in expectation, than by the cheapest, and stays where its cache makes up for the price', () => {
    let stays = 0;
    fc.assert(
      fc.property(fc.constantFrom(...models), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), seeds, (model, at, share, seed) => {
        const all = endpoints(plan({ model: model.id, ...asSession('s') }));
        const known = all[at % all.length] as Endpoint;
        const cachedShare = ({ id }: Endpoint): number => (id === known.id ? share : 0);
        const chosen = first(plan({ model: model.id, ...asSession('s') }, { seed, cachedShare }));
        const alive = all.filter(({ deprecatedAt }) => deprecatedAt === null || Date.parse(deprecatedAt) > AT_MS);
        const best = Math.min(...(alive.length === 0 ? all : alive).map((endpoint) => expected(endpoint, cachedShare(endpoint))));
        // Prices are whole numbers, and the blend of each is rounded down to one.
        expect(expected(chosen, cachedShare(chosen)) - best).toBeLessThanOrEqual(1);
        if (chosen.id === known.id && blended(chosen) > Math.min(...all.map(blended))) stays += 1;
      }),
      { numRuns: 500 },
    );
    expect(stays).toBeGreaterThan(0);
  });

  test('goes where its cache is among endpoints at one price, and otherwise always to the same one', () => {
    const prices = ofAll.map(blended);
    const equals = ofAll.filter((endpoint) => prices.filter((one) => one === blended(endpoint)).length > 1);
    const atOnePrice = equals.filter((endpoint) => blended(endpoint) === blended(equals[0] as Endpoint));
    expect(atOnePrice.length).toBeGreaterThan(1);
    const only = atOnePrice.map(({ provider }) => provider);
    const chosen = (session: string, cachedShare?: (endpoint: Endpoint) => number): string =>
      first(plan({ provider: { only, session_id: session } }, { seed: 1, ...(cachedShare === undefined ? {} : { cachedShare }) })).id;
    for (const { id } of atOnePrice) expect(chosen('s', (endpoint) => (endpoint.id === id ? 0.9 : 0))).toBe(id);
    expect(chosen('s')).toBe(chosen('s', () => 0));
  });
});
