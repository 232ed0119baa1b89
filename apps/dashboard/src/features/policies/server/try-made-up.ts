import { ZERO_USAGE } from '@modelhub/core/token-usage';
import type { PolicyDocument } from '@modelhub/routing/saved/document';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import { traceSteps, type StepTrace } from '@modelhub/routing/saved/match';
import { exclusionWords } from '#src/features/requests/decision-words.ts';
import { costAt, planWithPolicy } from './plan-with-policy.ts';
import type { ServingWorld } from './serving-world.ts';
import { whyNothing } from './try-policy.ts';

export interface MadeUpCandidate {
  readonly endpointId: string;
  readonly model: string;
  readonly costNanoUsd: bigint | null;
}

export interface TriedMadeUp {
  readonly step: string;
  readonly trace: readonly StepTrace[];
  /** In the order in which they would be tried, while all of them are well. */
  readonly candidates: readonly MadeUpCandidate[];
  /** Endpoints that were left out, and why; those of providers that are not set up are not listed. */
  readonly excluded: readonly { readonly endpointId: string; readonly reason: string }[];
  /** Null where something can serve. */
  readonly reason: string | null;
}

/** Which step a request takes and why, and where it goes from there. Pure. */
export function tryMadeUp(
  policy: PolicyDocument,
  features: RequestFeatures,
  { world, outputTokens }: { readonly world: ServingWorld; readonly outputTokens: number },
): TriedMadeUp {
  const { step, plan } = planWithPolicy(policy, features, { world, keyId: null });
  const usage = { ...ZERO_USAGE, input: features.prompt_tokens, output: outputTokens };
  const considered = plan.kind === 'unknown-model' ? [] : plan.decision.considered;
  return {
    step,
    trace: traceSteps(policy, features),
    candidates: (plan.kind === 'planned' ? plan.candidates : []).map(({ endpoint, model }) => ({
      endpointId: endpoint.id,
      model: model.id,
      costNanoUsd: costAt(endpoint, { usage, promptTokens: features.prompt_tokens }, world) ?? null,
    })),
    excluded: considered.flatMap(({ endpointId, excluded }) =>
      excluded === null || excluded === 'provider_not_configured' ? [] : [{ endpointId, reason: exclusionWords(excluded) }],
    ),
    reason: plan.kind === 'planned' ? null : whyNothing(plan),
  };
}
