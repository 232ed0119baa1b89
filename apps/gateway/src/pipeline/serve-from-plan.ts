import type { ModelHubError } from '@modelhub/core/errors';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { attempt, type AttemptResult, type Served } from './attempt-upstream.ts';
import { toModelHubError } from './error-response.ts';
import type { Exchange } from './exchange.ts';
import { hedgedAttempt } from './hedged-attempt.ts';
import { firstAdmitted, nextAttempt } from './next-attempt.ts';
import { errorOf, observeFailure } from './observe-attempt.ts';

/**
 * Tries the endpoints of the plan in order, until one serves, the request itself turns out to be at fault, or the first byte has been sent (see
 * next-attempt.ts). An adapter that refuses the request fails it like a provider would: the event is open and has to be ended.
 */
export async function serveFromPlan(gateway: Gateway, exchange: Exchange, planned: readonly [Target, ...Target[]]): Promise<Served> {
  try {
    const { record } = exchange;
    let candidates: readonly Target[] = planned;
    let unable: ModelHubError | null = null;
    let failed: ModelHubError | null = null;
    gateway.retryBudget.request(gateway.clock.nowMs());
    exchange.candidates = candidates;
    for (let index = firstAdmitted(gateway, candidates, 0) ?? 0; ;) {
      const candidate = candidates[index] ?? planned[0];
      record.attempts += 1;
      exchange.index = index;
      if (candidate !== record.candidate) record.useCandidate(candidate);
      if (record.attempts > 1) exchange.moved();
      record.trial = gateway.health.begin(candidate);
      const startedAtMs = performance.now();
      let result: AttemptResult;
      if (exchange.hedging === null) {
        const begun = attempt(gateway, exchange, candidate);
        result = begun instanceof Promise ? await begun : begun;
        record.notes.attempted(candidate, startedAtMs, errorOf(result));
      } else {
        result = await hedgedAttempt(gateway, exchange, candidate);
        ({ index } = exchange);
      }
      if (result.kind === 'unable') {
        // Nothing was sent: what one endpoint cannot honour another may, and the first one's word is the answer when none can.
        record.trial?.abandoned();
        unable ??= result.error;
        record.attempts -= 1;
        if (index + 1 >= candidates.length) return { kind: 'failed', error: failed ?? unable };
        index = firstAdmitted(gateway, candidates, index + 1) ?? index + 1;
        continue;
      }
      if (result.kind !== 'refused') return result;
      const { failure } = result;
      failed = failure.error;
      observeFailure(gateway, { trial: record.trial, call: exchange.call, target: record.candidate, failure });
      if (exchange.isShuttingDown) return { kind: 'failed', error: failure.error };
      const elapsedMs = performance.now() - record.incoming.receivedAtMs;
      const next = nextAttempt(gateway, { candidates, index, failure, attempts: record.attempts, elapsedMs, escapes: record.escapes });
      if (next === null) return { kind: 'failed', error: failure.error };
      if (next.afterMs > 0) await delay(next.afterMs);
      index = next.index;
      candidates = exchange.candidates = next.candidates;
      if (exchange.isClientGone) return { kind: 'cancelled', relay: null };
    }
  } catch (thrown) {
    const error = toModelHubError(thrown);
    if (error.code === 'internal_error') gateway.logger.error({ err: thrown, requestId: exchange.record.incoming.requestId }, 'a request failed on our side');
    return { kind: 'failed', error };
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
