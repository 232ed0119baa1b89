import fc from 'fast-check';
import { expect } from 'vitest';
import { testRule } from './test-rules.ts';
import type { LimitRule, LimitService, Reservation } from './types.ts';
import { windowAt } from './window.ts';

/** Something that happens to a set of gateways. Reservations and gateways are numbered modulo how many there are. */
export type Step =
  | { readonly kind: 'reserve'; readonly gateway: number; readonly rules: number; readonly tokens: number; readonly cost: bigint }
  | { readonly kind: 'settle'; readonly which: number; readonly tokens: number; readonly cost: bigint }
  | { readonly kind: 'release'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number };

const MINUTE_MS = 60_000;
// Mostly so small that gateways get shares, and now and then enough to come near a cap.
const cost = fc.oneof({ weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 40n }) }, { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 400n }) });

export const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('reserve' as const), gateway: fc.nat(3), rules: fc.nat(3), tokens: fc.nat(60), cost }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const), which: fc.nat(20), tokens: fc.nat(80), cost }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), which: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(2 * MINUTE_MS) }) },
  ),
  { maxLength: 150, size: 'max' },
);

/** Limits of some keys of one organization, which share some. `unit` scales the money. */
export function modelRules(organizationId: string, unit: bigint): LimitRule[][] {
  const own = (rule: LimitRule): LimitRule => ({ ...rule, organizationId, id: `${organizationId}:${rule.id}` });
  const budget = own(testRule('money', 'total', 3_000n * unit, 'organization'));
  const shared = [budget, own(testRule('requests', 'minute', 25n, 'organization'))];
  const first = [...shared, testRule('concurrency', 'instant', 6n), testRule('tokens', 'minute', 400n)].map(own);
  const second = [...shared, testRule('money', 'day', 900n * unit, 'project')].map(own);
  const wide = [budget, own(testRule('money', 'month', 1_500n * unit, 'member'))];
  return [first, second, wide, [budget]];
}

interface Held {
  readonly reservation: Reservation;
  readonly keys: readonly string[];
  readonly rules: readonly LimitRule[];
  readonly amounts: readonly bigint[];
}

export interface ModelOptions {
  readonly services: readonly LimitService[];
  readonly rules: readonly (readonly LimitRule[])[];
  readonly unit: bigint;
  readonly nowMs: () => number;
  readonly pass: (ms: number) => void;
  /** Resolves when what was settled has reached the store. */
  readonly reached: () => Promise<unknown>;
}

/**
 * Runs the steps on real gateways and on a model that is nothing but a sum for each rule and window: every answer has to be the
 * model's. Resolves when all that was reserved is released again.
 */
export async function compareWithModel(options: ModelOptions, sequence: readonly Step[]): Promise<void> {
  const used = new Map<string, bigint>();
  const live: Held[] = [];
  let events = 0;

  function end(which: number, spend: (rule: LimitRule) => bigint): Held | undefined {
    const [held] = live.splice(which % Math.max(1, live.length), 1);
    held?.rules.forEach((rule, i) => add(held.keys[i] ?? '', spend(rule) - (held.amounts[i] ?? 0n)));
    return held;
  }
  function add(key: string, amount: bigint): void {
    used.set(key, (used.get(key) ?? 0n) + amount);
  }
  async function reserve(step: Extract<Step, { kind: 'reserve' }>): Promise<void> {
    const rules = options.rules[step.rules % options.rules.length] ?? [];
    const costNanoUsd = step.cost * options.unit;
    const amounts = rules.map(({ kind }) => (kind === 'money' ? costNanoUsd : kind === 'tokens' ? BigInt(step.tokens) : 1n));
    const keys = rules.map((rule) => `${rule.id}@${windowAt(rule.window, options.nowMs()).label}`);
    const full = rules.find((rule, i) => (used.get(keys[i] ?? '') ?? 0n) + (amounts[i] ?? 0n) > rule.cap);
    const service = options.services[step.gateway % options.services.length] as LimitService;
    const result = await service.reserve(
      rules,
      { tokens: step.tokens, costNanoUsd },
      { hardCap: true, eventId: `${rules[0]?.organizationId}-${(events += 1)}` },
    );
    const answer = result.kind === 'refused' ? result.rule.id : result.kind;
    expect(answer).toBe(full?.id ?? 'reserved');
    if (result.kind !== 'reserved') return;
    keys.forEach((key, i) => add(key, amounts[i] ?? 0n));
    live.push({ reservation: result.reservation, keys, rules, amounts });
  }

  for (const step of sequence) {
    if (step.kind === 'reserve') await reserve(step);
    else if (step.kind === 'pass') options.pass(step.ms);
    else if (step.kind === 'settle') {
      const actual = { tokens: step.tokens, costNanoUsd: step.cost * options.unit };
      end(step.which, ({ kind }) =>
        kind === 'money' ? actual.costNanoUsd : kind === 'tokens' ? BigInt(actual.tokens) : kind === 'requests' ? 1n : 0n,
      )?.reservation.settle(actual);
      await options.reached();
    } else {
      end(step.which, ({ kind }) => (kind === 'requests' ? 1n : 0n))?.reservation.release();
      await options.reached();
    }
  }
  for (const { reservation } of live) reservation.release();
  await options.reached();
}
