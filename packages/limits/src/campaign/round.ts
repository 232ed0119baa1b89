import type { SharedCounters } from '@modelhub/state/shared-state';
import { RulePreparer } from '../prepared-rules.ts';
import type { ShareTimes } from '../share-pool.ts';
import type { LimitRule, LimitService, Reservation } from '../types.ts';
import { SeededRandom } from './random.ts';

/** Gateways under test: their limits, and a view of the counters behind all of them. */
export interface Gateways {
  readonly services: readonly LimitService[];
  readonly counters: SharedCounters;
}

/** As in production, only faster, so that a round need not wait for shares to be reported. */
export const CAMPAIGN_SHARE_TIMES: ShareTimes = { freeLeaseMs: 2_000, liveLeaseMs: 10_000, syncMs: 20, idleMs: 100, barredMs: 250 };

const CONCURRENT = 500;
const BUDGET = 50;
/** What is spent before, in rounds in which gateways have shares of the budget. */
const SPENT_BEFORE = 450;
const SETTLE_WITHIN_MS = 10_000;

interface Round {
  readonly random: SeededRandom;
  readonly gateways: Gateways;
  readonly rules: readonly LimitRule[];
  readonly cost: bigint;
}

let rounds = 0;

/**
 * 500 requests at once where the budget has room for 50: exactly 50 are admitted. In half of the rounds the gateways come from afar and
 * hold shares of the budget when the crowd arrives. Some are then released: exactly as many more are admitted. In the end nothing is
 * held, and what is counted is what was spent. Throws an Error that names the seed where any of that does not hold.
 */
export async function runRound(gateways: Gateways, seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  const isFromAfar = random.chance(0.5);
  rounds += 1;
  const cost = BigInt(1 + random.below(1_000)) * 10n ** BigInt(random.below(14));
  const calls = isFromAfar ? SPENT_BEFORE + BUDGET : BUDGET;
  const round = { random, gateways, cost, rules: rulesOf(`org_${process.pid}_${rounds}`, { random, cap: cost * BigInt(calls) + (cost - 1n), calls }) };
  const expect = (what: string, actual: unknown, expected: unknown): void => {
    if (String(actual) !== String(expected)) throw new Error(`seed ${seed}: ${what} is ${String(actual)} instead of ${String(expected)}`);
  };
  const before = isFromAfar ? await spend(round, SPENT_BEFORE) : 0;
  expect('admitted far from the cap', before, isFromAfar ? SPENT_BEFORE : 0);
  const admitted = await crowd(round, CONCURRENT);
  expect('admitted', admitted.length, BUDGET);
  const released = admitted.splice(0, random.below(BUDGET));
  for (const reservation of released) reservation.release();
  // What was released on one gateway takes a round trip to be free on another.
  await settled(round, { held: admitted.length });
  const more = await crowd(round, CONCURRENT / 5);
  expect('admitted after a release', more.length, released.length);
  for (const reservation of [...admitted, ...more]) reservation.settle({ tokens: 7, costNanoUsd: cost });
  const [money] = await settled(round, { held: 0 });
  expect('spent', money?.settled, cost * BigInt(calls));
}

/** A tight budget, and wide limits beside it, in an order of their own. */
function rulesOf(organizationId: string, { random, cap, calls }: { random: SeededRandom; cap: bigint; calls: number }): LimitRule[] {
  const rule = (kind: LimitRule['kind'], window: LimitRule['window'], wide: bigint): LimitRule => ({
    id: `organization:${organizationId}:${kind}:${window}`,
    organizationId,
    scope: 'organization',
    scopeId: organizationId,
    kind,
    window,
    cap: wide,
  });
  const beside = [
    rule('requests', 'total', 1_000_000n),
    rule('tokens', 'total', 10_000_000n),
    rule('concurrency', 'instant', BigInt(random.pick([calls, 1_000]))),
  ];
  return [rule('money', 'total', cap), ...beside.filter(() => random.chance(0.7))];
}

let events = 0;
function reserve(round: Round) {
  events += 1;
  return round.random
    .pick(round.gateways.services)
    .reserve(round.rules, { tokens: 10, costNanoUsd: round.cost }, { hardCap: true, eventId: `event-${process.pid}-${events}` });
}

/** That many requests one after the other on any gateway, a few under way at a time. Returns how many were admitted. */
async function spend(round: Round, count: number): Promise<number> {
  let admitted = 0;
  const live: Reservation[] = [];
  for (let i = 0; i < count; i += 1) {
    const result = await reserve(round);
    if (result.kind === 'reserved') {
      admitted += 1;
      live.push(result.reservation);
    }
    if (live.length > 20) live.splice(round.random.below(live.length), 1)[0]?.settle({ tokens: 10, costNanoUsd: round.cost });
  }
  for (const reservation of live) reservation.settle({ tokens: 10, costNanoUsd: round.cost });
  return admitted;
}

/** That many requests at once, on all gateways. */
async function crowd(round: Round, count: number): Promise<Reservation[]> {
  const results = await Promise.all(
    Array.from({ length: count }, async () => {
      if (round.random.chance(0.5)) await new Promise((resolve) => setTimeout(resolve, round.random.below(8)));
      return reserve(round);
    }),
  );
  const unavailable = results.filter(({ kind }) => kind === 'unavailable').length;
  if (unavailable > 0) throw new Error(`the store did not answer ${unavailable} requests`);
  return results.flatMap((result) => (result.kind === 'reserved' ? [result.reservation] : []));
}

/** Waits until that many requests hold something, and hands out the counters, the budget first. */
async function settled(round: Round, { held }: { readonly held: number }) {
  const { counters } = new RulePreparer().prepare(round.rules, Date.now());
  const organizationId = round.rules[0]?.organizationId ?? '';
  const expected = [round.cost, 1n, 10n].map((each) => each * BigInt(held));
  const giveUpAtMs = performance.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const states = await round.gateways.counters.read(
      organizationId,
      counters.map(({ key }) => key),
    );
    if (states.every((state) => expected.includes(state.held)) || performance.now() > giveUpAtMs) {
      for (const state of states) if (!expected.includes(state.held)) throw new Error(`${state.held} stays held, of ${held} requests`);
      return states;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
