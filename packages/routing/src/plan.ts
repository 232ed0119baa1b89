import { catalog } from '@modelhub/catalog/catalog';
import { priceAt } from '@modelhub/catalog/price';
import type { Endpoint } from '@modelhub/catalog/types';
import type { Planning } from './policies/policy.ts';
import { exclusionOf } from './exclusion.ts';
import { nearestAlternative, whatIsNotTaken } from './nearest.ts';
import { blendedPrice, rankAll, type Eligible, type Ranked } from './rank.ts';
import { takeTurns } from './take-turns.ts';
import type { Candidate, Considered, DecisionRecord, Escape, NearestAlternative, PutLast, RoutePlan, RoutingContext, RoutingPreferences } from './types.ts';

/** A fallback never costs more than this many times the first choice, unless the customer set a price limit of their own. A second request beside a slow one is one of the fallbacks. */
const FALLBACK_PRICE_FACTOR = 3n;

/** Most endpoints of the catalog belong to providers without a key: what is recorded of them is the same in every request. */
const notConfigured = new WeakMap<Endpoint, Considered>();

function notConfiguredRecord(endpoint: Endpoint): Considered {
  let record = notConfigured.get(endpoint);
  if (record === undefined) {
    record = { endpointId: endpoint.id, excluded: 'provider_not_configured', score: null };
    notConfigured.set(endpoint, record);
  }
  return record;
}

/**
 * The endpoints to try, in order: constraints remove, then the preference orders, models in the order in which the client named
 * them. Pure: the same request, catalog and context give the same plan.
 */
export function planRoute(preferences: RoutingPreferences, context: RoutingContext): RoutePlan {
  const plan = planModels(preferences, context);
  return preferences.escapes === null ? plan : withEscapes(plan, preferences, context);
}

function planModels(preferences: RoutingPreferences, context: RoutingContext): RoutePlan {
  const considered: Considered[] = [];
  const eligible: Eligible[] = [];
  const together = ranksTogether(preferences);
  for (const [modelRank, name] of preferences.models.entries()) {
    const model = catalog.findModel(name);
    if (model === undefined) {
      if (modelRank === 0) return { kind: 'unknown-model', name, nearest: catalog.nearestModels(name, 3) };
      continue;
    }
    for (const endpoint of model.endpoints) {
      const excluded = exclusionOf({ model, endpoint }, preferences, context);
      if (excluded === 'provider_not_configured') {
        considered.push(notConfiguredRecord(endpoint));
        continue;
      }
      if (excluded === null) eligible.push({ model, endpoint, modelRank: together ? 0 : modelRank, blended: blendedPrice(priceAt(endpoint, context)) });
      else considered.push({ endpointId: endpoint.id, excluded, score: null });
    }
  }
  if (eligible.length === 0) return nothingLeft(preferences, context, considered);
  const planning: Planning = { preferences, context };
  const ranked = rankAll(eligible, planning);
  const [best] = ranked as [Ranked, ...Ranked[]];
  const ordered = takeTurns(ranked, (candidate) => isAffordable(candidate, best, preferences), planning);
  const [first] = ordered as [Ranked, ...Ranked[]];
  const isWithinReach = (candidate: Ranked): boolean => isAffordable(candidate, first, preferences);
  const candidates = preferences.allowFallbacks ? ordered.filter(isWithinReach) : [first];
  for (const candidate of ranked) {
    const isKept = !preferences.allowFallbacks || isWithinReach(candidate);
    considered.push({
      endpointId: candidate.endpoint.id,
      excluded: isKept ? null : 'fallback_too_expensive',
      score: candidate.score,
      last: putLast(candidate),
    });
  }
  return { kind: 'planned', candidates, escapes: null, decision: decisionOf(preferences, context, considered) };
}

function putLast({ isOpen, isSwitchedOff, missesPreference }: Ranked): PutLast | null {
  if (isOpen) return 'breaker_open';
  if (isSwitchedOff) return 'switched_off';
  return missesPreference ? 'slower_than_preferred' : null;
}

/** Quality is what tells models apart: whoever asks for it asks which of those named is best. */
function ranksTogether({ modelsTogether, sort, balance, weights }: RoutingPreferences): boolean {
  return modelsTogether || (weights === null && (sort === 'quality' || (sort === 'balanced' && balance.quality > 0)));
}

function decisionOf(
  { models, sort, weights }: RoutingPreferences,
  { seed, policy }: RoutingContext,
  considered: readonly Considered[],
  nearest: NearestAlternative | null = null,
): DecisionRecord {
  return { requestedModels: models, sort: weights === null ? sort : 'weights', seed: seed ?? null, policy: policy ?? null, considered, nearest };
}

function nothingLeft(preferences: RoutingPreferences, context: RoutingContext, considered: Considered[]): RoutePlan {
  const isModalityInTheWay = considered.some(({ excluded }) => excluded === 'modality_not_supported');
  return {
    kind: 'none-left',
    model: preferences.models[0] ?? '',
    exclusions: considered.flatMap(({ excluded }) => (excluded === null ? [] : [excluded])),
    parameter: missingParameter(preferences, context),
    notTaken: isModalityInTheWay ? whatIsNotTaken(preferences, context) : null,
    decision: decisionOf(preferences, context, considered, nearestAlternative(preferences, context)),
  };
}

/** The models of a policy for what the others refuse. A prompt that surely fits none of the others need not be refused first. */
function withEscapes(plan: RoutePlan, preferences: RoutingPreferences, context: RoutingContext): RoutePlan {
  const escapeTo = (escape: Escape): RoutePlan | null => {
    const models = preferences.escapes?.[escape] ?? [];
    return models.length === 0 ? null : planModels({ ...preferences, models, escapes: null }, context);
  };
  if (plan.kind === 'none-left' && plan.exclusions.includes('context_too_long')) {
    const longer = escapeTo('context_length_exceeded');
    return longer?.kind === 'planned' ? { ...longer, decision: joined(plan.decision, longer.decision) } : plan;
  }
  if (plan.kind !== 'planned' || !preferences.allowFallbacks) return plan;
  let { decision } = plan;
  const escapes: Partial<Record<Escape, readonly Candidate[]>> = {};
  for (const escape of ESCAPES) {
    const other = escapeTo(escape);
    if (other === null || other.kind === 'unknown-model') continue;
    const held = preferences.escapesAtAnyPrice || other.kind !== 'planned' ? other : withinReach(other, plan.candidates, { preferences, context });
    if (held.kind === 'planned' && held.candidates.length > 0) escapes[escape] = held.candidates;
    decision = joined(decision, held.decision);
  }
  return { ...plan, escapes, decision };
}

const ESCAPES: readonly Escape[] = ['context_length_exceeded', 'content_policy_violation'];

/** Endpoints that two plans have looked at are told of once, as the earlier one saw them. */
function joined(decision: DecisionRecord, { requestedModels, considered }: DecisionRecord): DecisionRecord {
  const known = new Set(decision.considered.map(({ endpointId }) => endpointId));
  return {
    ...decision,
    requestedModels: [...new Set([...decision.requestedModels, ...requestedModels])],
    considered: [...decision.considered, ...considered.filter(({ endpointId }) => !known.has(endpointId))],
    nearest: null,
  };
}

type Planned = Extract<RoutePlan, { kind: 'planned' }>;

/** Models to escape to that nobody has chosen: what costs more than a fallback may is none of them. */
function withinReach(plan: Planned, [first]: readonly Candidate[], { preferences, context }: Planning): Planned {
  const blended = ({ endpoint }: Candidate): bigint => blendedPrice(priceAt(endpoint, context));
  const isTooDear = (candidate: Candidate): boolean =>
    first !== undefined && !isAffordable({ blended: blended(candidate) }, { blended: blended(first) }, preferences);
  const tooDear = new Set(plan.candidates.filter(isTooDear).map(({ endpoint }) => endpoint.id));
  if (tooDear.size === 0) return plan;
  const considered = plan.decision.considered.map((one): Considered => (tooDear.has(one.endpointId) ? { ...one, excluded: 'fallback_too_expensive' } : one));
  return { ...plan, candidates: plan.candidates.filter(({ endpoint }) => !tooDear.has(endpoint.id)), decision: { ...plan.decision, considered } };
}

function isAffordable(candidate: Pick<Ranked, 'blended'>, first: Pick<Ranked, 'blended'>, preferences: RoutingPreferences): boolean {
  if (candidate === first || preferences.maxPrice.prompt !== null || preferences.maxPrice.completion !== null) return true;
  return candidate.blended <= FALLBACK_PRICE_FACTOR * first.blended;
}

function missingParameter(preferences: RoutingPreferences, context: RoutingContext): string | null {
  if (!preferences.requireParameters) return null;
  const supported = new Set(preferences.models.flatMap((name) => catalog.findModel(name)?.endpoints.flatMap((endpoint) => endpoint.supportedParameters) ?? []));
  return context.parameters.find((name) => !supported.has(name)) ?? null;
}
