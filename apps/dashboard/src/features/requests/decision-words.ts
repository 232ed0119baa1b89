import type { Exclusion, PutLast } from '@modelhub/routing/types';
import { formatDuration, formatMoneyExact } from '@modelhub/ui/format';
import type { Decision, DecisionAttempt, DecisionCandidate } from './decision.ts';

const SORT_WORDS: Readonly<Record<string, string>> = {
  price: 'the cheapest first',
  latency: 'the first to answer first',
  throughput: 'the most tokens a second first',
  quality: 'the best model first',
  balanced: 'price, latency and throughput weighed',
  weights: 'by the weights that were given',
};

/** Who decided, in one sentence. */
export function decisionSentence({ policy, sort }: Decision): string {
  const order = SORT_WORDS[sort] ?? sort;
  if (policy === undefined) return `No policy was asked: of what was allowed, ${order}.`;
  const name = policy.version === null ? 'The built-in policy' : `The policy ${policy.name}, version ${policy.version},`;
  if (policy.step === null) return `${name} held its constraints; of what was left, ${order}.`;
  return `${name} took the step “${policy.step}”: ${order}.`;
}

/** Reasons as they follow "left out because". */
const EXCLUSION_WORDS = {
  model_not_allowed: 'The key may not use the model',
  provider_not_allowed: 'The key may not use the provider',
  organization_model_not_allowed: 'The organization may not use the model',
  organization_provider_not_allowed: 'The organization may not use the provider',
  provider_not_configured: 'The provider is not set up here',
  surface_not_supported: 'It does not serve this kind of request',
  endpoint_not_reachable: 'It cannot be called from the region, or with the credential, that is set up here',
  endpoint_disabled: 'It is switched off',
  modality_not_supported: 'The model does not take the pictures, recordings or documents of the request',
  provider_not_selected: 'Another provider was asked for',
  provider_ignored: 'The provider was to be ignored',
  data_may_be_collected: 'It may train on what it is sent, or does not say',
  data_may_be_kept: 'It keeps what it is sent, or does not say',
  quantization_not_selected: 'Another precision of the weights was asked for',
  region_not_selected: 'Another region was asked for',
  unsupported_parameter: 'It lacks a parameter of the request',
  context_too_long: 'The prompt is longer than its context',
  too_expensive: 'It costs more than the limit on the price',
  fallback_too_expensive: 'It costs too much for a fallback',
} as const satisfies Record<Exclusion, string>;

export function exclusionWords(excluded: string): string {
  return Object.hasOwn(EXCLUSION_WORDS, excluded) ? EXCLUSION_WORDS[excluded as Exclusion] : excluded.replaceAll('_', ' ');
}

const LAST_WORDS = {
  breaker_open: 'Put last: it had failed too often just before',
  switched_off: 'Put last: its provider has announced to switch it off by now',
  slower_than_preferred: 'Put last: slower than was preferred',
} as const satisfies Record<PutLast, string>;

export function lastWords(last: string): string {
  return Object.hasOwn(LAST_WORDS, last) ? LAST_WORDS[last as PutLast] : `Put last: ${last.replaceAll('_', ' ')}`;
}

/** What the planner gives an endpoint that nobody has measured: a score behind every other. */
const UNMEASURED = Number.MAX_SAFE_INTEGER;

/** A score in the unit of what endpoints were ordered by. */
export function scoreWords(sort: string, score: number | null): string {
  if (score === null) return '–';
  if (score >= UNMEASURED) return sort === 'quality' ? 'no benchmarks known' : 'not measured yet';
  switch (sort) {
    case 'price':
      return score === 0 ? 'free of our price' : `${formatMoneyExact(BigInt(Math.round(score)))} per 1 M tokens`;
    case 'latency':
      return `${formatDuration(score)} to the first token`;
    case 'throughput':
      return `${(1_000_000 / score).toFixed(0)} tokens/s`;
    case 'quality':
      return `solves ${((1 - score) * 100).toFixed(0)}\u00A0% of the benchmarks`;
    case 'balanced':
      return `${score.toFixed(2)} × the best`;
    case 'weights':
      return 'drawn by its weight';
    default:
      return String(Math.round(score * 100) / 100);
  }
}

/** How an attempt ended. */
export function attemptWords({ error, hedge, cancelled }: DecisionAttempt): string {
  if (cancelled) return hedge ? 'Asked beside another, which was faster' : 'Another that was asked beside it was faster';
  if (error === null) return hedge ? 'Asked beside another, and served' : 'Served';
  return error.replaceAll('_', ' ');
}

/** Candidates that were left out, by the reason, the commonest first. */
export function leftOut(candidates: readonly DecisionCandidate[]): readonly { readonly reason: string; readonly endpoints: readonly string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { endpoint, excluded } of candidates) {
    if (excluded === null) continue;
    const endpoints = byReason.get(excluded) ?? [];
    endpoints.push(endpoint);
    byReason.set(excluded, endpoints);
  }
  return [...byReason]
    .map(([excluded, endpoints]) => ({ reason: exclusionWords(excluded), endpoints }))
    .toSorted((a, b) => b.endpoints.length - a.endpoints.length);
}
