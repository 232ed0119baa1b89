import { expect, test } from 'vitest';
import type { CounterRef, HoldRequest, HoldResult, SharedCounters, SharedState } from './shared-state.ts';

/** One implementation under test. */
export interface ContractSubject {
  /** Fresh counters behind it, as seen by as many gateways as are asked for. */
  gateways(count: number): Promise<readonly SharedState[]>;
  /** Lets that much time pass as the counters see it. */
  passMs(ms: number): Promise<void>;
}

let names = 0;
/** A counter that no other test uses. */
export function testCounter(overrides: Partial<CounterRef> = {}): CounterRef {
  names += 1;
  return {
    key: `key:k${names}:money:total@${process.pid}`,
    organizationId: 'org_contract',
    cap: 100n,
    expiresAtMs: Date.now() + 3_600_000,
    isSeeded: false,
    ...overrides,
  };
}

let ids = 0;
export function testHold(counters: readonly CounterRef[], amounts: readonly bigint[], overrides: Partial<HoldRequest> = {}): HoldRequest {
  ids += 1;
  return { id: `hold-${process.pid}-${ids}`, counters, amounts, leaseMs: 60_000, ...overrides };
}

async function read(counters: SharedCounters, counter: CounterRef) {
  return (await counters.read(counter.organizationId, [counter.key]))[0];
}

async function taken(result: HoldResult | Promise<HoldResult>): Promise<boolean> {
  return (await result).kind === 'held';
}

/** What every `SharedState` does. Call it inside a `describe`. */
export function countersContract(subject: () => ContractSubject): void {
  const open = async (): Promise<SharedCounters> => {
    const [gateway] = await subject().gateways(1);
    return (gateway as SharedState).counters;
  };

  test('a hold takes from all counters, and says what is left of each', async () => {
    const counters = await open();
    const [a, b] = [testCounter(), testCounter({ cap: 50n })];
    expect(await counters.hold(testHold([a, b], [10n, 20n]))).toEqual({ kind: 'held', remaining: [90n, 30n] });
    expect(await counters.hold(testHold([a, b], [1n, 30n]))).toEqual({ kind: 'held', remaining: [89n, 0n] });
    expect(await counters.read('org_contract', [a.key, b.key])).toEqual([
      { settled: 0n, held: 11n },
      { settled: 0n, held: 50n },
    ]);
  });

  test('a hold that one counter has no room for takes from none', async () => {
    const counters = await open();
    const [a, b] = [testCounter(), testCounter({ cap: 5n })];
    await counters.hold(testHold([b], [3n]));
    expect(await counters.hold(testHold([a, b], [10n, 3n]))).toEqual({ kind: 'refused', index: 1, remaining: 2n, leased: 0n });
    expect(await counters.read('org_contract', [a.key, b.key])).toEqual([
      { settled: 0n, held: 0n },
      { settled: 0n, held: 3n },
    ]);
  });

  test('a settlement replaces what was held by what was spent', async () => {
    const counters = await open();
    const [a, b] = [testCounter(), testCounter()];
    const hold = testHold([a, b], [10n, 1n]);
    await counters.hold(hold);
    await counters.settle({ ...hold, amounts: [25n, 0n] });
    expect(await counters.read('org_contract', [a.key, b.key])).toEqual([
      { settled: 25n, held: 0n },
      { settled: 0n, held: 0n },
    ]);
  });

  test('spend beyond the cap is counted, and then nothing fits', async () => {
    const counters = await open();
    const counter = testCounter();
    const hold = testHold([counter], [100n]);
    await counters.hold(hold);
    await counters.settle({ ...hold, amounts: [130n] });
    expect(await counters.hold(testHold([counter], [0n]))).toEqual({ kind: 'refused', index: 0, remaining: -30n, leased: 0n });
  });

  test('caps are never exceeded, and never refuse what fits, however many ask at once', async () => {
    const gateways = await subject().gateways(4);
    const [wide, tight] = [testCounter({ cap: 1_000n }), testCounter({ cap: 50n })];
    const asked = Array.from({ length: 200 }, (_, i) => taken((gateways[i % gateways.length] as SharedState).counters.hold(testHold([wide, tight], [2n, 1n]))));
    const admitted = (await Promise.all(asked)).filter(Boolean).length;
    expect(admitted).toBe(50);
    const { counters } = gateways[0] as SharedState;
    expect(await counters.read('org_contract', [wide.key, tight.key])).toEqual([
      { settled: 0n, held: 100n },
      { settled: 0n, held: 50n },
    ]);
  });

  test('a hold that is not renewed lapses', async () => {
    const counters = await open();
    const counter = testCounter({ cap: 10n });
    await counters.hold(testHold([counter], [10n], { leaseMs: 60 }));
    expect(await taken(counters.hold(testHold([counter], [1n])))).toBe(false);
    await subject().passMs(80);
    expect(await read(counters, counter)).toEqual({ settled: 0n, held: 0n });
    expect(await taken(counters.hold(testHold([counter], [10n])))).toBe(true);
  });

  test('a hold that is renewed does not', async () => {
    const counters = await open();
    const counter = testCounter({ cap: 10n });
    const hold = testHold([counter], [10n], { leaseMs: 150 });
    await counters.hold(hold);
    await subject().passMs(100);
    await counters.renew([hold], 60_000);
    await subject().passMs(100);
    expect(await taken(counters.hold(testHold([counter], [1n])))).toBe(false);
    await counters.settle({ ...hold, amounts: [4n] });
    expect(await read(counters, counter)).toEqual({ settled: 4n, held: 0n });
  });

  test('a lapsed hold still counts what it spent, once', async () => {
    const counters = await open();
    const counter = testCounter();
    const hold = testHold([counter], [10n], { leaseMs: 20 });
    await counters.hold(hold);
    await subject().passMs(40);
    expect(await read(counters, counter)).toEqual({ settled: 0n, held: 0n });
    await counters.settle({ ...hold, amounts: [7n] });
    expect(await read(counters, counter)).toEqual({ settled: 7n, held: 0n });
  });

  test('holds that the store has lost are taken again, even over the cap', async () => {
    const counters = await open();
    const [kept, gone] = [testCounter({ cap: 10n }), testCounter()];
    await counters.hold(testHold([kept], [9n]));
    // As if it had been taken before the store lost it.
    const lost = testHold([kept, gone], [5n, 5n]);
    await counters.renew([lost], 60_000);
    expect(await counters.read('org_contract', [kept.key, gone.key])).toEqual([
      { settled: 0n, held: 14n },
      { settled: 0n, held: 0n },
    ]);
    await counters.settle({ ...lost, amounts: [1n, 1n] });
    expect(await counters.read('org_contract', [kept.key, gone.key])).toEqual([
      { settled: 1n, held: 9n },
      { settled: 0n, held: 0n },
    ]);
  });

  test('a seeded counter needs a seed, and takes the first', async () => {
    const counters = await open();
    const [seeded, plain] = [testCounter({ isSeeded: true }), testCounter()];
    const hold = testHold([plain, seeded], [1n, 1n]);
    expect(await counters.hold(hold)).toEqual({ kind: 'unseeded', indexes: [1] });
    expect(await read(counters, plain)).toEqual({ settled: 0n, held: 0n });
    expect(await counters.hold({ ...hold, seeds: [undefined, 40n] })).toEqual({ kind: 'held', remaining: [99n, 59n] });
    expect(await counters.hold(testHold([seeded], [1n], { seeds: [90n] }))).toEqual({ kind: 'held', remaining: [58n] });
    expect(await read(counters, seeded)).toEqual({ settled: 40n, held: 2n });
  });

  test('a settlement makes no counter: its seed will hold the spend', async () => {
    const counters = await open();
    const seeded = testCounter({ isSeeded: true });
    await counters.settle({ ...testHold([seeded], [5n]), amounts: [5n] });
    expect(await counters.hold(testHold([seeded], [1n]))).toEqual({ kind: 'unseeded', indexes: [0] });
  });

  test('amounts beyond 2^53 stay exact', async () => {
    const counters = await open();
    const big = 9_007_199_254_740_993n;
    const counter = testCounter({ cap: 3n * big });
    const hold = testHold([counter], [big]);
    expect(await counters.hold(hold)).toEqual({ kind: 'held', remaining: [2n * big] });
    expect(await counters.hold(testHold([counter], [2n * big + 1n]))).toMatchObject({ kind: 'refused', remaining: 2n * big });
    expect(await counters.hold(testHold([counter], [2n * big]))).toEqual({ kind: 'held', remaining: [0n] });
    await counters.settle({ ...hold, amounts: [big + 1n] });
    expect(await read(counters, counter)).toEqual({ settled: big + 1n, held: 2n * big });
  });
}
