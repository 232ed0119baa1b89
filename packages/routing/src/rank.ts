import type { Endpoint, PriceVersion } from '@modelhub/catalog/types';
import { rendezvousNumber } from './chance.ts';
import { isFirstParty } from './first-party.ts';
import { POLICIES } from './policies/registry.ts';
import { costOf, type Planning } from './policies/policy.ts';
import type { Candidate, EndpointHealth, MeasuredLimits, RoutingPreferences } from './types.ts';

/** A candidate that meets all constraints. */
export interface Eligible extends Candidate {
  readonly modelRank: number;
  /** Nano-USD for a million tokens, three of input to one of output. */
  readonly blended: bigint;
}

/** A candidate with everything that it is ordered by, looked up once. */
export interface Ranked extends Eligible {
  readonly isOpen: boolean;
  readonly providerRank: number;
  readonly isFirstParty: boolean;
  /** Its provider has switched it off by now. Tried last all the same: announcements are postponed. */
  readonly isSwitchedOff: boolean;
  /** Slower than the request would like; not known to be is fast enough. */
  readonly missesPreference: boolean;
  readonly score: number;
  /** What it costs, where that tells endpoints with the same score apart; otherwise 0. */
  readonly costOfEqual: number;
}

/** Orders what is eligible: models as they were named, open breakers last, then by the policy. */
export function rankAll(eligible: readonly Eligible[], planning: Planning): Ranked[] {
  const { preferences } = planning;
  const scores = preferences.weights === null ? POLICIES[preferences.sort].scores(eligible, planning) : splitScores(eligible, planning);
  const ranked = eligible.map((one, i) => rankedOf(one, scores[i] ?? Number.MAX_SAFE_INTEGER, planning));
  return ranked.length === 1 ? ranked : ranked.toSorted(compare);
}

/** Spelled out: a spread costs as much as all the rest of planning. */
function rankedOf(eligible: Eligible, score: number, planning: Planning): Ranked {
  const { model, endpoint, modelRank, blended } = eligible;
  const { preferences, context } = planning;
  return {
    model,
    endpoint,
    modelRank,
    blended,
    isOpen: context.health.isOpen(endpoint),
    providerRank: preferences.order.length === 0 ? 0 : rank(preferences.order, endpoint.provider),
    isFirstParty: isFirstParty(model, endpoint),
    isSwitchedOff: endpoint.deprecatedAt !== null && Date.parse(endpoint.deprecatedAt) <= context.atMs,
    missesPreference: missesPreference(endpoint, preferences, context.health),
    score,
    costOfEqual: preferences.weights === null && POLICIES[preferences.sort].cheapestOfEquals === true ? costOf(eligible, planning) : 0,
  };
}

function compare(a: Ranked, b: Ranked): number {
  return (
    Number(a.isOpen) - Number(b.isOpen) ||
    a.modelRank - b.modelRank ||
    a.providerRank - b.providerRank ||
    Number(a.isSwitchedOff) - Number(b.isSwitchedOff) ||
    Number(a.missesPreference) - Number(b.missesPreference) ||
    (a.score === b.score ? 0 : a.score - b.score) ||
    a.costOfEqual - b.costOfEqual ||
    // At the same price whoever made the model serves it.
    Number(b.isFirstParty) - Number(a.isFirstParty) ||
    (a.endpoint.id < b.endpoint.id ? -1 : 1)
  );
}

/** Each provider gets the share of requests that its weight says, or of sessions; one without a weight is a fallback and nothing else. */
function splitScores(eligible: readonly Eligible[], { preferences, context }: Planning): readonly number[] {
  const key = preferences.sessionKey ?? String(context.seed ?? 0);
  return eligible.map(({ endpoint: { provider } }) => rendezvousNumber(key, provider, preferences.weights?.[provider] ?? 0));
}

function missesPreference(endpoint: Endpoint, preferences: RoutingPreferences, health: EndpointHealth): boolean {
  const { preferredMaxLatencyMs, preferredMinThroughput } = preferences;
  if (preferredMaxLatencyMs === null && preferredMinThroughput === null) return false;
  return (
    isBeyond(preferredMaxLatencyMs, (share, limit) => (health.latencyMs(endpoint, share) ?? 0) > limit) ||
    // At least so many tokens a second in that share of requests: the slowest of them is at the other end.
    isBeyond(preferredMinThroughput, (share, limit) => (health.throughput(endpoint, 1 - share) ?? limit) < limit)
  );
}

function isBeyond(limits: MeasuredLimits | null, isBeyondOne: (share: number, limit: number) => boolean): boolean {
  return limits !== null && limits.some(({ share, limit }) => isBeyondOne(share, limit));
}

/** Input and output prices weighted three to one, the usual proportion of a conversation; units on top, which are the same at every endpoint of a model. */
export function blendedPrice(price: PriceVersion | undefined): bigint {
  if (price === undefined) return 0n;
  let blended = blendedPrices.get(price);
  if (blended === undefined) {
    const { input = 0n, output = input, units = 0n } = price.nanoUsdPerMillionTokens;
    blended = (3n * input + output) / 4n + units;
    blendedPrices.set(price, blended);
  }
  return blended;
}

const blendedPrices = new WeakMap<PriceVersion, bigint>();

function rank(order: readonly string[], provider: string): number {
  const at = order.indexOf(provider);
  return at < 0 ? order.length : at;
}
