import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import { takes } from '@modelhub/catalog/takes';
import type { Endpoint } from '@modelhub/catalog/types';
import { exclusionOf } from './exclusion.ts';
import { blendedPrice } from './rank.ts';
import type { Candidate, Exclusion, NearestAlternative, NotTaken, RoutingContext, RoutingPreferences } from './types.ts';

interface Asked {
  readonly preferences: RoutingPreferences;
  readonly context: RoutingContext;
}

type Relax = (asked: Asked) => Asked;

const withPreferences =
  (changes: Partial<RoutingPreferences>): Relax =>
  ({ preferences, context }) => ({ preferences: { ...preferences, ...changes }, context });

const withoutLists =
  (scope: 'organization' | 'key', which: 'Models' | 'Providers'): Relax =>
  ({ preferences, context }) => ({
    preferences,
    context: {
      ...context,
      accessLists: context.accessLists.map((lists) =>
        lists.scope === scope ? { ...lists, [`allowed${which}`]: NOTHING, [`denied${which}`]: NOTHING } : lists,
      ),
    },
  });

const NOTHING: ReadonlySet<string> = new Set();

/** The same request without a constraint. What is missing here nobody can do without: a provider that is not set up, a prompt of another length, or one without its pictures. */
const RELAX: Readonly<Partial<Record<Exclusion, Relax>>> = {
  model_not_allowed: withoutLists('key', 'Models'),
  provider_not_allowed: withoutLists('key', 'Providers'),
  organization_model_not_allowed: withoutLists('organization', 'Models'),
  organization_provider_not_allowed: withoutLists('organization', 'Providers'),
  provider_not_selected: withPreferences({ only: null }),
  provider_ignored: withPreferences({ ignore: [] }),
  data_may_be_collected: withPreferences({ denyDataCollection: false }),
  data_may_be_kept: withPreferences({ zeroRetention: false }),
  quantization_not_selected: withPreferences({ quantizations: null }),
  region_not_selected: withPreferences({ regions: null }),
  unsupported_parameter: withPreferences({ requireParameters: false }),
  too_expensive: withPreferences({ maxPrice: { prompt: null, completion: null, request: null, image: null } }),
};

/**
 * What would be left if a constraint were gone: of the sets of constraints that stand between the request and an endpoint the smallest, and of those the one that
 * would leave most. Null where no constraint is to blame.
 */
export function nearestAlternative(preferences: RoutingPreferences, context: RoutingContext): NearestAlternative | null {
  const bySet = new Map<string, { readonly without: readonly Exclusion[]; readonly endpointIds: string[] }>();
  for (const name of preferences.models) {
    const model = catalog.findModel(name);
    for (const endpoint of model?.endpoints ?? []) {
      const without = model === undefined ? null : inTheWay({ model, endpoint }, { preferences, context });
      if (without === null || without.length === 0) continue;
      const key = without.toSorted().join(' ');
      const known = bySet.get(key);
      if (known === undefined) bySet.set(key, { without, endpointIds: [endpoint.id] });
      else known.endpointIds.push(endpoint.id);
    }
  }
  const [nearest] = [...bySet.values()].toSorted((a, b) => a.without.length - b.without.length || b.endpointIds.length - a.endpointIds.length);
  return nearest ?? null;
}

/** Every constraint that an endpoint does not meet; null where there is one that nobody can do without. */
function inTheWay(candidate: Candidate, asked: Asked): readonly Exclusion[] | null {
  const found: Exclusion[] = [];
  let relaxed = asked;
  for (;;) {
    const exclusion = exclusionOf(candidate, relaxed.preferences, relaxed.context);
    if (exclusion === null) return found;
    const relax = RELAX[exclusion];
    if (relax === undefined || found.includes(exclusion)) return null;
    found.push(exclusion);
    relaxed = relax(relaxed);
  }
}

const OTHER_MODELS_MAX = 3;

/** For a request whose models do not take what it holds: what that is, and models that meet every constraint. Of the same lab first, then those that cost about as much. */
export function whatIsNotTaken(preferences: RoutingPreferences, context: RoutingContext): NotTaken | null {
  const [asked] = preferences.models.flatMap((name) => catalog.findModel(name) ?? []);
  if (asked === undefined) return null;
  const usual = leastPrice(asked.endpoints, context) ?? 0;
  const others = catalog.models.flatMap((model) => {
    if (model.kind !== asked.kind) return [];
    const price = leastPrice(
      model.endpoints.filter((endpoint) => exclusionOf({ model, endpoint }, preferences, context) === null),
      context,
    );
    return price === null ? [] : [{ id: model.id, isOfOtherLab: model.lab === asked.lab ? 0 : 1, distance: Math.abs(price - usual) }];
  });
  return {
    modalities: context.modalities.filter((modality) => !asked.endpoints.some((endpoint) => takes(asked, endpoint, modality))),
    otherModels: others
      .toSorted((a, b) => a.isOfOtherLab - b.isOfOtherLab || a.distance - b.distance)
      .slice(0, OTHER_MODELS_MAX)
      .map(({ id }) => id),
  };
}

function leastPrice(endpoints: readonly Endpoint[], context: RoutingContext): number | null {
  return endpoints.length === 0 ? null : Math.min(...endpoints.map((endpoint) => Number(blendedPrice(priceAt(endpoint, context)))));
}
