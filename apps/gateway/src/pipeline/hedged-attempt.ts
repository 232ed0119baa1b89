import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { costOfUsage } from '@modelhub/metering/cost';
import { HEDGE_AFTER_MS_MIN } from '@modelhub/routing/preferences';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { attempt, type AttemptLane, type AttemptResult } from './attempt-upstream.ts';
import type { Exchange } from './exchange.ts';
import { HedgeLane } from './hedge-lane.ts';
import { ATTEMPTS_MAX } from './next-attempt.ts';
import { errorOf, observeFailure } from './observe-attempt.ts';

const USUAL_SHARE = 0.95;
const SLOW = Symbol('slow');

/**
 * An attempt that gets company when it is slow: once it has taken longer than 95 in 100 did, without anything of an answer, the next endpoint of the same
 * model is asked as well, out of the retry budget. Whichever of the two has the first byte of an answer serves; the other one ends at once.
 * Resolves as the attempt does that served, or with the failure that is left when both have failed. Where the exchange ends up is in its `index`.
 */
export async function hedgedAttempt(gateway: Gateway, exchange: Exchange, candidate: Target): Promise<AttemptResult> {
  const startedAtMs = performance.now();
  const first: Running = { target: candidate, startedAtMs, isHedge: false, result: begun(gateway, exchange, candidate) };
  const afterMs = hedgeAfterMs(gateway, exchange, candidate);
  if (afterMs === null || !(await isSlow(first.result, afterMs))) return await noted(exchange, first);
  const lane = openLane(gateway, exchange, { candidate, startedAtMs });
  if (lane === null) return await noted(exchange, first);
  const hedge: Running = { target: lane.target, startedAtMs: lane.startedAtMs, isHedge: true, result: begun(gateway, lane, lane.target) };
  gateway.metrics.hedged(hedge.target.endpoint.id);
  try {
    const { running, result } = await Promise.race([settled(first), settled(hedge)]);
    const race: Race = { first, hedge, lane, result };
    return running === first ? await afterFirst(gateway, exchange, race) : await afterHedge(gateway, exchange, race);
  } finally {
    exchange.hedge?.lose();
  }
}

interface Running {
  readonly target: Target;
  readonly startedAtMs: number;
  readonly isHedge: boolean;
  readonly result: Promise<AttemptResult>;
}

interface Race {
  readonly first: Running;
  readonly hedge: Running;
  readonly lane: HedgeLane;
  /** Of the one that is through. */
  readonly result: AttemptResult;
}

/** The first attempt is through before the second. */
async function afterFirst(gateway: Gateway, exchange: Exchange, { first, hedge, lane, result }: Race): Promise<AttemptResult> {
  const hasHedgeBegun = exchange.record.trial === lane.trial;
  if (hasHedgeBegun) {
    // It has ended because the other one has begun to answer.
    noteCancelled(gateway, exchange, first);
    return await noted(exchange, hedge);
  }
  const isFailed = result.kind === 'unable' || (result.kind === 'refused' && result.failure.blame !== 'client');
  if (!isFailed || exchange.isShuttingDown) {
    // It is lost already where the first byte has left; otherwise now: the first has answered whole, or the request is at fault.
    if (!lane.isLost) lane.lose();
    noteCancelled(gateway, exchange, hedge);
    return await noted(exchange, first);
  }
  await noted(exchange, first);
  observe(gateway, exchange, first, result);
  lane.takeOver();
  return await noted(exchange, hedge);
}

/** The second attempt is through before the first. */
async function afterHedge(gateway: Gateway, exchange: Exchange, { first, hedge, lane, result }: Race): Promise<AttemptResult> {
  if (lane.isLost || result.kind === 'cancelled') {
    noteCancelled(gateway, exchange, hedge);
    return await noted(exchange, first);
  }
  if (result.kind === 'refused' || result.kind === 'unable') {
    await noted(exchange, hedge);
    lane.fail(result);
    return await noted(exchange, first);
  }
  lane.takeOver();
  noteCancelled(gateway, exchange, first);
  return await noted(exchange, hedge);
}

function observe(gateway: Gateway, { record, call }: Exchange, { target }: Running, result: AttemptResult): void {
  if (result.kind === 'refused') observeFailure(gateway, { trial: record.trial, call, target, failure: result.failure });
  else record.trial?.abandoned();
}

/** What it throws at once is its end, too. */
async function begun(gateway: Gateway, lane: AttemptLane, target: Target): Promise<AttemptResult> {
  return await attempt(gateway, lane, target);
}

async function settled(running: Running): Promise<{ readonly running: Running; readonly result: AttemptResult }> {
  return { running, result: await running.result };
}

async function noted({ record }: Exchange, { target, startedAtMs, isHedge, result }: Running): Promise<AttemptResult> {
  const ended = await result;
  record.notes.attempted(target, startedAtMs, errorOf(ended), { isHedge, isCancelled: false });
  return ended;
}

/** The one that was not needed: it is on the record, and nobody pays us for it. What its prompt may cost us is counted. */
function noteCancelled({ metrics }: Gateway, { record }: Exchange, { target, startedAtMs, isHedge }: Running): void {
  record.notes.attempted(target, startedAtMs, null, { isHedge, isCancelled: true });
  const usage = { ...ZERO_USAGE, input: record.call.promptTokens };
  metrics.hedgeLost(target.endpoint.id, costOfUsage({ usage, price: record.priceOf(target), markupBasisPoints: 0 }));
}

/** Null where nothing is known of the endpoint, and the client does not say. */
function hedgeAfterMs({ health }: Gateway, { hedging, record }: Exchange, { account, endpoint }: Target): number | null {
  const usualMs = (): number | null =>
    record.isStream ? health.latencyMs(account, endpoint.id, USUAL_SHARE) : health.durationMs(account, endpoint.id, USUAL_SHARE);
  const afterMs = hedging?.afterMs ?? usualMs();
  return afterMs === null ? null : Math.max(afterMs, HEDGE_AFTER_MS_MIN);
}

async function isSlow(result: Promise<AttemptResult>, afterMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<typeof SLOW>((resolve) => {
    timer = setTimeout(() => resolve(SLOW), afterMs);
  });
  try {
    return (await Promise.race([result, slow])) === SLOW;
  } finally {
    clearTimeout(timer);
  }
}

/** A lane for the second attempt, where there is somebody to ask and nothing has come of the first. */
function openLane(
  gateway: Gateway,
  exchange: Exchange,
  { candidate, startedAtMs }: { readonly candidate: Target; readonly startedAtMs: number },
): HedgeLane | null {
  const { record, candidates, call, relay } = exchange;
  if (exchange.isClientGone || exchange.isShuttingDown || exchange.recordError !== null || record.attempts >= ATTEMPTS_MAX) return null;
  if (call === null || call.endedAtMs !== 0 || call.keptAtMs !== 0 || relay?.hasReceived === true) return null;
  const index = candidates.findIndex((other, i) => i > exchange.index && isAlternative(gateway, candidate, other));
  const target = candidates[index];
  if (target === undefined || !gateway.retryBudget.trySpend(gateway.clock.nowMs())) return null;
  record.attempts += 1;
  const lane = new HedgeLane(gateway, exchange, { target, index, firstStartedAtMs: startedAtMs });
  exchange.hedge = lane;
  return lane;
}

/** The same model elsewhere, and on nobody else's bill: a customer's own key is not hurried along by ours. */
function isAlternative({ health }: Gateway, tried: Target, { model, endpoint, account }: Target): boolean {
  const isSameBill = (tried.account.own === null) === (account.own === null);
  return model === tried.model && endpoint !== tried.endpoint && isSameBill && !health.isOpen(account, endpoint.id);
}
