import { FixedClock } from '@modelhub/core/clock';
import { describe, expect, test } from 'vitest';
import { healthContract } from './health.contract.ts';
import { createMemoryState } from './memory.ts';
import { countersContract, testCounter, testHold } from './shared-state.contract.ts';

describe('counters in memory', () => {
  const clock = new FixedClock(Date.now());
  countersContract(() => ({
    // In memory there is one gateway: all callers of a test share it.
    gateways: async (count) => {
      const state = createMemoryState({ clock });
      return Array.from({ length: count }, () => state);
    },
    passMs: async (ms) => clock.advanceMs(ms),
  }));

  test('a counter without an end lives on while it is used', async () => {
    const { counters } = createMemoryState({ clock });
    const counter = testCounter({ expiresAtMs: clock.nowMs() + 1_000 });
    await counters.hold(testHold([counter], [1n]));
    clock.advanceMs(900);
    await counters.hold(testHold([{ ...counter, expiresAtMs: clock.nowMs() + 1_000 }], [1n]));
    clock.advanceMs(900);
    expect(await counters.hold(testHold([counter], [1n]))).toEqual({ kind: 'held', remaining: [97n] });
  });

  test('a hold whose lease has no end never lapses, and is settled with what it held', async () => {
    const { counters } = createMemoryState({ clock });
    const [counter, other] = [testCounter(), testCounter()];
    const hold = testHold([counter, other], [10n, 1n], { leaseMs: Number.POSITIVE_INFINITY });
    await counters.hold(hold);
    clock.advanceMs(600_000);
    const keys = [counter.key, other.key];
    expect(await counters.read('org_contract', keys)).toEqual([
      { settled: 0n, held: 10n },
      { settled: 0n, held: 1n },
    ]);
    await counters.settle({ ...hold, amounts: [7n, 0n], held: hold.amounts });
    expect(await counters.read('org_contract', keys)).toEqual([
      { settled: 7n, held: 0n },
      { settled: 0n, held: 0n },
    ]);
  });
});

describe('health in memory', () => {
  const clock = new FixedClock(Date.now());
  healthContract(() => ({
    open: async (gatewayId) => createMemoryState({ clock, gatewayId }).health,
    nowMs: () => clock.nowMs(),
    passMs: async (ms) => clock.advanceMs(ms),
  }));
});
