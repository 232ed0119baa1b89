import type { ErrorCode } from '@modelhub/core/errors';
import type { UpstreamFailure } from '@modelhub/providers/types';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import type { Trial } from '../health/health-tracker.ts';
import type { UpstreamCall } from '../upstream/upstream-call.ts';
import type { AttemptResult } from './attempt-upstream.ts';

/** What the client would be told of an attempt; null where it served. */
export function errorOf(result: AttemptResult): ErrorCode | null {
  if (result.kind === 'cancelled') return 'request_cancelled';
  if (result.kind === 'refused') return result.failure.error.code;
  return 'error' in result ? result.error.code : null;
}

export interface FailedCall {
  readonly trial: Trial | null;
  readonly call: UpstreamCall | null;
  readonly target: Target;
  readonly failure: UpstreamFailure;
}

/** Tells the figures and the breakers of an endpoint about an attempt that failed. */
export function observeFailure({ metrics }: Gateway, { trial, call, target, failure }: FailedCall): void {
  metrics.attemptFailed(target.endpoint.id, failure.error.code);
  // A call that we ended for a reason of ours says nothing about the provider.
  if (failure.blame === 'client' && (call?.statusCode ?? 0) < 400) trial?.abandoned();
  else trial?.failed(failure);
}
