import type { ErrorCode } from '@modelhub/core/errors';
import type { UpstreamFailure } from '@modelhub/providers/types';
import type { Escape, Escapes } from '@modelhub/routing/types';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';

export const ATTEMPTS_MAX = 3;
const RETRY_DELAY_MS = 50;
/** A provider that wants to be asked later than that is not asked again by this request. */
const RETRY_AFTER_MAX_MS = 1_000;

/** What one model cannot take another may: only these faults of a request lead elsewhere, and only to another model. */
const MODELS_OWN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['context_length_exceeded', 'content_policy_violation']);

export interface FailedAttempt {
  readonly candidates: readonly Target[];
  /** Of the candidate that failed. */
  readonly index: number;
  readonly failure: UpstreamFailure;
  /** Those made so far. */
  readonly attempts: number;
  readonly elapsedMs: number;
  /** Where a policy sends what a model refuses. */
  readonly escapes: Escapes<Target> | null;
}

export interface NextAttempt {
  /** Other candidates than so far, where a policy has some for such a refusal. */
  readonly candidates: readonly Target[];
  readonly index: number;
  readonly afterMs: number;
}

/**
 * What is tried after a failure; null gives up. Another endpoint whose breakers are closed is taken at once, by a request's first fallback without asking: its load
 * is what it would have if the first endpoint were known to be down. Everything else comes out of the retry budget.
 */
export function nextAttempt(gateway: Gateway, failed: FailedAttempt): NextAttempt | null {
  const { index, failure, attempts, elapsedMs } = failed;
  if (attempts >= ATTEMPTS_MAX || elapsedMs > gateway.settings.attemptsWithinMs) return null;
  if (failure.blame === 'client' && !MODELS_OWN.has(failure.error.code)) return null;
  const escape = escapeFrom(failed);
  const candidates = escape ?? failed.candidates;
  const next = escape === null ? nextIndex(failed) : 0;
  const nowMs = gateway.clock.nowMs();
  if (next < candidates.length) {
    const admitted = firstAdmitted(gateway, candidates, next);
    if (admitted !== null && attempts === 1) gateway.retryBudget.spend(nowMs);
    else if (!gateway.retryBudget.trySpend(nowMs)) return null;
    return { candidates, index: admitted ?? next, afterMs: 0 };
  }
  if (!mayPass(failure) || !gateway.retryBudget.trySpend(nowMs)) return null;
  // Half of it is chance: requests that failed together do not come back together.
  const afterMs = Math.max(failure.retryAfterMs ?? 0, RETRY_DELAY_MS * attempts) * (1 + Math.random());
  return { candidates, index, afterMs };
}

/** The models that a policy names for such a refusal; null where there are none, or one of them refuses itself. */
function escapeFrom({ candidates, escapes, failure }: FailedAttempt): readonly Target[] | null {
  if (escapes === null || failure.blame !== 'client') return null;
  const targets = escapes[failure.error.code as Escape];
  return targets === undefined || targets.length === 0 || targets === candidates ? null : targets;
}

/** Whether a request whose attempt at `index` is given up now would go on somewhere else. */
export function hasAlternative(gateway: Gateway, { candidates, index, attempts }: Pick<FailedAttempt, 'candidates' | 'index' | 'attempts'>): boolean {
  if (attempts >= ATTEMPTS_MAX || (attempts > 1 && !gateway.retryBudget.hasRoom(gateway.clock.nowMs()))) return false;
  const tried = candidates[index]?.endpoint;
  return candidates.some(({ account, endpoint }, i) => i > index && endpoint !== tried && !gateway.health.isOpen(account, endpoint.id));
}

/** The first of the candidates from `from` on that its breakers let through. */
export function firstAdmitted({ health }: Gateway, candidates: readonly Target[], from: number): number | null {
  for (let index = from; index < candidates.length; index += 1) {
    const { account, endpoint } = candidates[index] as Target;
    if (!health.isOpen(account, endpoint.id)) return index;
  }
  return null;
}

/** Past those that would fail in the same way. Another account at the same endpoint mends what is wrong with an account, and nothing else. */
function nextIndex({ candidates, index, failure }: FailedAttempt): number {
  const tried = candidates[index];
  let next = index + 1;
  while (next < candidates.length && isSameFor(failure, tried, candidates[next])) next += 1;
  return next;
}

function isSameFor({ blame, error }: UpstreamFailure, tried: Target | undefined, next: Target | undefined): boolean {
  if (blame === 'credential') return false;
  if (blame === 'provider') return next?.endpoint === tried?.endpoint;
  if (next?.model === tried?.model) return true;
  return error.code === 'context_length_exceeded' && (next?.endpoint.contextTokensMax ?? 0) <= (tried?.endpoint.contextTokensMax ?? 0);
}

/** Faults after which the same endpoint may do better a moment later. A time-out has taken too long already. */
function mayPass({ blame, error, retryAfterMs }: UpstreamFailure): boolean {
  return blame === 'provider' && error.code !== 'timeout' && (retryAfterMs ?? 0) <= RETRY_AFTER_MAX_MS;
}
