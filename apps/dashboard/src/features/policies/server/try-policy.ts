import type { PolicyDocument } from '@modelhub/routing/saved/document';
import type { RoutePlan } from '@modelhub/routing/types';
import { exclusionWords } from '#src/features/requests/decision-words.ts';
import type { PastRequest } from './past-requests.ts';
import { costAt, planWithPolicy } from './plan-with-policy.ts';
import type { ServingWorld } from './serving-world.ts';

/** What a policy would have done with one request. */
export interface TriedRequest {
  readonly id: string;
  readonly at: Date;
  readonly step: string;
  readonly promptTokens: number;
  readonly modelNow: string;
  readonly providerNow: string;
  readonly costNowNanoUsd: bigint;
  /** Null where nothing could have served it. */
  readonly target: { readonly model: string; readonly provider: string; readonly costNanoUsd: bigint } | null;
  /** Why nothing could; null where something could. */
  readonly reason: string | null;
}

export interface StepShare {
  readonly step: string;
  readonly requests: number;
  readonly unserved: number;
  /** Of those that could be served. */
  readonly costNowNanoUsd: bigint;
  readonly costThenNanoUsd: bigint;
}

export interface TriedPolicy {
  readonly requests: number;
  readonly oldestAt: Date | null;
  readonly unserved: number;
  /** Of those that could be served, so that like is compared with like. */
  readonly costNowNanoUsd: bigint;
  readonly costThenNanoUsd: bigint;
  /** In the order of the policy, those that took no request included. */
  readonly steps: readonly StepShare[];
  /** Why requests could not be served, the commonest first. */
  readonly reasons: readonly { readonly step: string; readonly reason: string; readonly requests: number }[];
  /** The newest of them, and of those that nothing could serve. */
  readonly rows: readonly TriedRequest[];
}

const ROWS_MAX = 200;
const UNSERVED_ROWS_MAX = 50;

/** Runs a policy over requests that were made: the same tokens, at the prices of today. Pure. */
export function tryPolicy(policy: PolicyDocument, requests: readonly PastRequest[], world: ServingWorld): TriedPolicy {
  const tried = requests.map((request) => tryRequest(policy, request, world));
  const unserved = tried.filter(({ target }) => target === null);
  return {
    requests: tried.length,
    oldestAt: tried.at(-1)?.at ?? null,
    unserved: unserved.length,
    ...sumOf(tried),
    steps: policy.steps.map(({ name }) => {
      const ofStep = tried.filter(({ step }) => step === name);
      return { step: name, requests: ofStep.length, unserved: ofStep.filter(({ target }) => target === null).length, ...sumOf(ofStep) };
    }),
    reasons: reasonsOf(unserved),
    rows: [
      ...tried.slice(0, ROWS_MAX),
      ...tried
        .slice(ROWS_MAX)
        .filter(({ target }) => target === null)
        .slice(0, UNSERVED_ROWS_MAX),
    ],
  };
}

function tryRequest(policy: PolicyDocument, request: PastRequest, world: ServingWorld): TriedRequest {
  const { features, usage, serviceTier, asked } = request;
  const { step, plan } = planWithPolicy(policy, features, { world, keyId: request.keyId, asked });
  const common = {
    id: request.id,
    at: request.at,
    step,
    promptTokens: features.prompt_tokens,
    modelNow: request.model,
    providerNow: request.provider,
    costNowNanoUsd: request.costNanoUsd,
  };
  const [first] = plan.kind === 'planned' ? plan.candidates : [];
  if (first === undefined) return { ...common, target: null, reason: whyNothing(plan) };
  const cost = request.isCharged ? costAt(first.endpoint, { usage, promptTokens: promptTokensOf(request), serviceTier }, world) : 0n;
  if (cost === undefined) return { ...common, target: null, reason: `${first.endpoint.provider} has no price for ${first.model.id} yet` };
  return { ...common, target: { model: first.model.id, provider: first.endpoint.provider, costNanoUsd: cost }, reason: null };
}

/** As they were counted: they decide the price of long prompts. */
function promptTokensOf({ usage }: PastRequest): number {
  return usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput + usage.imageInput;
}

function sumOf(tried: readonly TriedRequest[]): { readonly costNowNanoUsd: bigint; readonly costThenNanoUsd: bigint } {
  let costNowNanoUsd = 0n;
  let costThenNanoUsd = 0n;
  for (const { target, costNowNanoUsd: now } of tried) {
    if (target === null) continue;
    costNowNanoUsd += now;
    costThenNanoUsd += target.costNanoUsd;
  }
  return { costNowNanoUsd, costThenNanoUsd };
}

/** What left the endpoints out, the commonest first; that providers are not set up only where nothing else did. */
export function whyNothing(plan: RoutePlan): string {
  if (plan.kind === 'unknown-model') return `the model ${plan.name} is not in the catalog any more`;
  if (plan.kind === 'planned') return 'nothing is left';
  const counts = new Map<string, number>();
  for (const exclusion of plan.exclusions) counts.set(exclusion, (counts.get(exclusion) ?? 0) + 1);
  if (counts.size > 1) counts.delete('provider_not_configured');
  const ordered = [...counts].toSorted(([, a], [, b]) => b - a).map(([exclusion]) => uncapitalized(exclusionWords(exclusion)));
  return ordered.length === 0 ? 'no provider has it' : ordered.join('; ');
}

function uncapitalized(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function reasonsOf(unserved: readonly TriedRequest[]): TriedPolicy['reasons'] {
  const counts = new Map<string, { readonly step: string; readonly reason: string; requests: number }>();
  for (const { step, reason } of unserved) {
    const key = JSON.stringify([step, reason]);
    const counted = counts.get(key) ?? { step, reason: reason ?? '', requests: 0 };
    counted.requests += 1;
    counts.set(key, counted);
  }
  return [...counts.values()].toSorted((a, b) => b.requests - a.requests);
}
