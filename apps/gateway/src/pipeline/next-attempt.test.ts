import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import type { UpstreamFailure } from '@modelhub/providers/types';
import { describe, expect, it } from 'vitest';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { RetryBudget } from '../health/retry-budget.ts';
import { nextAttempt, type FailedAttempt } from './next-attempt.ts';

const model = { id: 'one' };
const otherModel = { id: 'other' };
const target = (id: string, of = model) => ({ endpoint: { id, contextTokensMax: 100 }, model: of, account: {} }) as unknown as Target;
const [A, B] = [target('a'), target('b')] as const;

function failure(blame: UpstreamFailure['blame'], code: ErrorCode = 'provider_error', retryAfterMs: number | null = null): UpstreamFailure {
  return { error: new ModelHubError(code, { message: 'no' }), blame, retryAfterMs };
}

function setUp({ open = [] as readonly string[], requests = 0 } = {}) {
  const nowMs = 1_000;
  const retryBudget = new RetryBudget();
  for (let i = 0; i < requests; i += 1) retryBudget.request(nowMs);
  const gateway = {
    settings: { attemptsWithinMs: 5_000 },
    clock: { nowMs: () => nowMs },
    health: { isOpen: (_account: unknown, id: string) => open.includes(id) },
    retryBudget,
  } as unknown as Gateway;
  const after = (failed: Partial<FailedAttempt>) =>
    nextAttempt(gateway, { candidates: [A, B], index: 0, failure: failure('provider'), attempts: 1, elapsedMs: 0, escapes: null, ...failed });
  return { after, retryBudget, nowMs };
}

describe('after a failed attempt', () => {
  it('the next endpoint is asked at once, three times in all, and as long as there is time', () => {
    const { after } = setUp();
    expect(after({})).toMatchObject({ index: 1, afterMs: 0 });
    expect(after({ attempts: 2 })).toMatchObject({ index: 1 });
    expect(after({ attempts: 3 })).toBeNull();
    expect(after({ elapsedMs: 5_001 })).toBeNull();
  });

  it('the same endpoint is asked where there is no other, later each time, and never two requests at the same moment', () => {
    const { after } = setUp({ requests: 2_000 });
    for (const attempts of [1, 2]) {
      const delays = Array.from({ length: 50 }, () => after({ candidates: [A], attempts })?.afterMs ?? -1);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(50 * attempts);
      expect(Math.max(...delays)).toBeLessThanOrEqual(100 * attempts);
      expect(new Set(delays).size).toBeGreaterThan(45);
    }
    const wanted = Array.from({ length: 20 }, () => after({ candidates: [A], failure: failure('provider', 'overloaded', 800) })?.afterMs ?? -1);
    expect(Math.min(...wanted)).toBeGreaterThanOrEqual(800);
  });

  it('the same endpoint is not asked again after a time-out, or where it wants to be left alone for longer', () => {
    const { after } = setUp();
    expect(after({ candidates: [A], failure: failure('provider', 'timeout') })).toBeNull();
    expect(after({ candidates: [A], failure: failure('provider', 'overloaded', 1_001) })).toBeNull();
    expect(after({ candidates: [A], failure: failure('credential', 'rate_limit_exceeded', 10) })).toBeNull();
  });

  it('more than a tenth of the requests, and at least ten, is not added to the load', () => {
    for (const [requests, granted] of [
      [0, 10],
      [50, 10],
      [300, 30],
    ] as const) {
      const { after } = setUp({ requests });
      const made = Array.from({ length: 100 }, () => after({ attempts: 2 })).filter((next) => next !== null);
      expect(made).toHaveLength(granted);
    }
  });

  it('a first fallback to an endpoint that is well is never refused, and is counted', () => {
    const { after, retryBudget, nowMs } = setUp();
    for (let i = 0; i < 50; i += 1) expect(after({})).not.toBeNull();
    expect(retryBudget.hasRoom(nowMs)).toBe(false);
    expect(after({ attempts: 2 })).toBeNull();
    const { after: afterOpen } = setUp({ open: ['b'] });
    expect(Array.from({ length: 50 }, () => afterOpen({})).filter((next) => next !== null)).toHaveLength(10);
  });

  it('nobody is asked what is wrong with the request itself, but for another model where it is the model’s own', () => {
    const { after } = setUp();
    expect(after({ failure: failure('client', 'invalid_request_error') })).toBeNull();
    for (const code of ['context_length_exceeded', 'content_policy_violation'] as const) expect(after({ failure: failure('client', code) })).toBeNull();
    const elsewhere = [A, target('c', otherModel)];
    expect(after({ candidates: elsewhere, failure: failure('client', 'invalid_request_error') })).toBeNull();
    expect(after({ candidates: elsewhere, failure: failure('client', 'content_policy_violation') })).toMatchObject({ index: 1 });
    expect(after({ candidates: elsewhere, failure: failure('client', 'context_length_exceeded') })).toBeNull();
  });
});
