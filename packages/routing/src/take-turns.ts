import { chanceOf, rendezvousNumber } from './chance.ts';
import { POLICIES } from './policies/registry.ts';
import type { Planning } from './policies/policy.ts';
import type { Ranked } from './rank.ts';

/** One request in a hundred goes to an endpoint that is not the best, to see how it does now. */
const EXPLORED_SHARE = 0.01;

/**
 * Puts one of those that are as good as the first in its place: for a session always the same one, since its cache is there; otherwise the less busy of two
 * taken by chance. Now and then, where the policy goes by measurements, it is any endpoint that the customer would pay for.
 */
export function takeTurns(ordered: readonly Ranked[], isAffordable: (candidate: Ranked) => boolean, planning: Planning): readonly Ranked[] {
  const { preferences, context } = planning;
  const [first] = ordered;
  if (first === undefined || ordered.length < 2 || preferences.weights !== null) return ordered;
  const policy = POLICIES[preferences.sort];
  const { sessionKey } = preferences;
  const { seed } = context;
  if (sessionKey === null && seed === undefined) return ordered;
  if (sessionKey === null && policy.explores && preferences.allowFallbacks && chanceOf('explore', seed) < EXPLORED_SHARE) {
    const explorable = ordered.filter((one) => isAlike(one, first) && isAffordable(one));
    return toFront(ordered, explorable[Math.floor(chanceOf('explored', seed) * explorable.length)] ?? first);
  }
  const limit = first.score + Math.abs(first.score) * policy.equalWithin;
  const asGood = ordered.filter((one) => isAlike(one, first) && one.score <= limit);
  if (asGood.length < 2) return ordered;
  const preferred = withHeadroom(asGood, planning);
  const equals = preferred.filter(({ isFirstParty: is }) => is === preferred[0]?.isFirstParty);
  if (equals.length < 2) return toFront(ordered, preferred[0] ?? first);
  return toFront(ordered, sessionKey === null ? lessBusy(equals, planning) : home(equals, sessionKey, planning));
}

/** Nothing that comes before the score tells them apart. */
function isAlike(a: Ranked, b: Ranked): boolean {
  return (
    a.isOpen === b.isOpen &&
    a.model === b.model &&
    a.costOfEqual === b.costOfEqual &&
    a.providerRank === b.providerRank &&
    a.isSwitchedOff === b.isSwitchedOff &&
    a.missesPreference === b.missesPreference
  );
}

/** Those whose limits are not nearly used up; all of them where that is true of none. */
function withHeadroom(candidates: readonly Ranked[], { context }: Planning): readonly Ranked[] {
  const { health } = context;
  if (health.isTight === undefined) return candidates;
  const roomy = candidates.filter(({ endpoint }) => health.isTight?.(endpoint) !== true);
  return roomy.length === 0 ? candidates : roomy;
}

function lessBusy(equals: readonly Ranked[], { context }: Planning): Ranked {
  const { seed = 0, health } = context;
  const at = Math.floor(chanceOf('one', seed) * equals.length);
  const next = (at + 1 + Math.floor(chanceOf('other', seed) * (equals.length - 1))) % equals.length;
  const [one, other] = [equals[at], equals[next]] as [Ranked, Ranked];
  return health.cost(other.endpoint) < health.cost(one.endpoint) ? other : one;
}

/** Where the session's cache is; where there is none yet, always the same one. */
function home(equals: readonly Ranked[], sessionKey: string, { context }: Planning): Ranked {
  const known = equals.find(({ endpoint }) => (context.cachedShare?.(endpoint) ?? 0) > 0);
  if (known !== undefined) return known;
  return equals.reduce((best, one) => (rendezvousNumber(sessionKey, one.endpoint.id) < rendezvousNumber(sessionKey, best.endpoint.id) ? one : best));
}

function toFront(ordered: readonly Ranked[], chosen: Ranked): readonly Ranked[] {
  return chosen === ordered[0] ? ordered : [chosen, ...ordered.filter((one) => one !== chosen)];
}
