import { ModelHubError } from '@modelhub/core/errors';
import { decimalFromNanoUsd } from '@modelhub/core/money';
import type { LimitRule, Reservation, ReserveResult } from '@modelhub/limits/types';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import type { RequestRecord } from './request-record.ts';

/**
 * Holds requests, tokens, money and a concurrency slot on every cap that the key counts against, all or none. Throws the refusal. Answers at once
 * far from every cap.
 */
export function reserveLimits(gateway: Gateway, record: RequestRecord, candidates: readonly Target[]): Reservation | Promise<Reservation> {
  const estimate = record.estimate(candidates);
  const { limits, hardCap } = record.principal;
  const result = gateway.limits.reserve(limits, estimate, { hardCap, eventId: record.eventId });
  const accept = (settled: ReserveResult): Reservation => {
    if (settled.kind !== 'reserved') throw refusal(settled, estimate.costNanoUsd);
    record.reservedNanoUsd = estimate.costNanoUsd;
    record.rateLimits = settled.reservation.rateLimits;
    return settled.reservation;
  };
  return result instanceof Promise ? result.then(accept) : accept(result);
}

export function refusal(result: Exclude<ReserveResult, { kind: 'reserved' }>, costNanoUsd: bigint): ModelHubError {
  if (result.kind === 'unavailable') {
    return new ModelHubError('provider_unavailable', {
      message: 'Limits cannot be checked at the moment. Try again shortly.',
      detail: 'the limit store is away',
      retryAfterMs: 1_000,
    });
  }
  const { rule } = result;
  if (rule.kind === 'money') return moneyRefusal(result, costNanoUsd);
  const whose = `this ${SCOPE_NAMES[rule.scope]}`;
  if (result.neverFits) {
    return new ModelHubError('rate_limit_exceeded', {
      message: `The request needs more ${rule.kind} than the limit of ${whose} allows (${rule.cap}). Make it smaller.`,
      shouldRetry: false,
    });
  }
  const limit = rule.kind === 'concurrency' ? `${rule.cap} requests at the same time` : `${rule.cap} ${rule.kind} per ${rule.window}`;
  return new ModelHubError('rate_limit_exceeded', { message: `The limit of ${whose} is reached: ${limit}.`, retryAfterMs: result.retryAfterMs });
}

function moneyRefusal(result: Extract<ReserveResult, { kind: 'refused' }>, costNanoUsd: bigint): ModelHubError {
  const { rule } = result;
  const figures = `${usd(rule.cap)}${WINDOW_NAMES[rule.window]}, ${usd(result.remaining)} left; this request can cost ${usd(costNanoUsd)}`;
  const remedy = 'A smaller max_tokens makes a request cost less at most.';
  if (rule.id.startsWith('prepaid:')) {
    return new ModelHubError('insufficient_quota', { message: `The prepaid credit of this organization does not cover the request: ${figures}. ${remedy}` });
  }
  const reset = result.resetAtMs === null ? '' : ` It starts anew at ${new Date(result.resetAtMs).toISOString()}.`;
  return new ModelHubError('budget_exceeded', {
    message: `The budget of this ${SCOPE_NAMES[rule.scope]} does not cover the request: ${figures}.${reset} ${remedy}`,
  });
}

const SCOPE_NAMES: Readonly<Record<LimitRule['scope'], string>> = { organization: 'organization', project: 'project', member: 'member', key: 'API key' };

const WINDOW_NAMES: Readonly<Record<LimitRule['window'], string>> = {
  minute: ' per minute',
  day: ' per day',
  week: ' per week',
  month: ' per month',
  total: ' in total',
  instant: '',
};

/** Exact, and never rounded up to something that is not there. */
function usd(nanoUsd: bigint): string {
  return `$${decimalFromNanoUsd(nanoUsd)}`;
}
