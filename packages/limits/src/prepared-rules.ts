import type { CounterRef } from '@modelhub/state/shared-state';
import type { ActualUse, LimitRule, ReservationEstimate } from './types.ts';
import { windowAt, type Window } from './window.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A request can end long after its window: its counter stays that much longer. */
const GRACE_MS = HOUR_MS;
/** A counter without an end that nobody uses is forgotten after that; the ledger seeds it again. */
const ENDLESS_KEPT_MS = 90 * DAY_MS;

/** The rules of a principal with the counters of their present windows. */
export interface PreparedRules {
  readonly rules: readonly LimitRule[];
  readonly windows: readonly Window[];
  readonly counters: readonly CounterRef[];
  /** From then on some window has rolled over. */
  readonly validUntilMs: number;
}

/** Works counters out once per window and list of rules instead of once per request. */
export class RulePreparer {
  readonly #prepared = new WeakMap<readonly LimitRule[], PreparedRules>();

  prepare(rules: readonly LimitRule[], nowMs: number): PreparedRules {
    const known = this.#prepared.get(rules);
    if (known !== undefined && nowMs < known.validUntilMs) return known;
    const windows = rules.map((rule) => windowAt(rule.window, nowMs));
    const counters = rules.map((rule, i) => counterOf(rule, windows[i] as Window, nowMs));
    const validUntilMs = Math.min(nowMs + DAY_MS, ...windows.map(({ endMs }) => endMs ?? Number.POSITIVE_INFINITY));
    const prepared = { rules, windows, counters, validUntilMs };
    this.#prepared.set(rules, prepared);
    return prepared;
  }
}

function counterOf(rule: LimitRule, window: Window, nowMs: number): CounterRef {
  return {
    key: `${rule.id}@${window.label}`,
    organizationId: rule.organizationId,
    cap: rule.cap,
    expiresAtMs: window.endMs === null ? nowMs + ENDLESS_KEPT_MS : window.endMs + GRACE_MS,
    isSeeded: rule.kind === 'money',
  };
}

/** What a request holds of each rule. Throws a RangeError for an estimate that is not a number: an unknown size is not free. */
export function amountsOfEstimate(rules: readonly LimitRule[], estimate: ReservationEstimate): bigint[] {
  const amounts: bigint[] = [];
  for (const { kind } of rules) {
    if (kind === 'money') amounts.push(estimate.costNanoUsd < 0n ? 0n : estimate.costNanoUsd);
    else if (kind === 'tokens') amounts.push(BigInt(Math.max(0, Math.ceil(estimate.tokens))));
    else amounts.push(1n);
  }
  return amounts;
}

/** What stays counted of each rule at the end of a request; null: it was released, and only counts as a request. */
export function amountsOfUse(rules: readonly LimitRule[], actual: ActualUse | null): bigint[] {
  const amounts: bigint[] = [];
  for (const { kind } of rules) {
    if (kind === 'requests') amounts.push(1n);
    else if (kind === 'concurrency' || actual === null) amounts.push(0n);
    else if (kind === 'money') amounts.push(actual.costNanoUsd < 0n ? 0n : actual.costNanoUsd);
    else amounts.push(actual.tokens > 0 && Number.isFinite(actual.tokens) ? BigInt(Math.ceil(actual.tokens)) : 0n);
  }
  return amounts;
}
