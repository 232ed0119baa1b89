import { expect, test } from 'vitest';
import type { GatewayCircuits, GatewayFigures, HealthExchange } from './shared-state.ts';

/** One implementation under test. */
export interface HealthSubject {
  /** A fresh exchange as the gateway of that name sees it, and the clock of its reports. */
  open(gatewayId: string): Promise<HealthExchange>;
  nowMs(): number;
  /** Lets that much time pass, for claims and for reports. */
  passMs(ms: number): Promise<void>;
}

export function testCircuits(gatewayId: string, atMs: number): GatewayCircuits {
  const circuit = { endpointId: 'openai/gpt-4o', cause: 'failing', openedAtMs: atMs - 900, openedAgoMs: 900, openForMs: 1_100.5 } as const;
  return { gatewayId, host: `${gatewayId}.example`, atMs, circuits: [circuit], providersAsked: 3, providersFailing: 1 };
}

export function testFigures(gatewayId: string, atMs: number): GatewayFigures {
  const endings = [
    [4, 1],
    [9, 1],
    [90, 2],
  ];
  return { gatewayId, atMs, endpoints: [{ endpointId: 'openai/gpt-4o', endings, timeToFirst: [80, 1.5], latency: [90, 2.25, 91, 3], throughput: [] }] };
}

/** What every `HealthExchange` does. Call it inside a `describe`. */
export function healthContract(subject: () => HealthSubject): void {
  test('nobody hears their own reports, and everybody the last one of each other gateway', async () => {
    const { open, nowMs } = subject();
    const exchange = await open('gateway-0');
    const atMs = nowMs();
    for (const gatewayId of ['gateway-0', 'gateway-1', 'gateway-2']) {
      await exchange.reportCircuits(testCircuits(gatewayId, atMs - 1_000));
      await exchange.reportCircuits(testCircuits(gatewayId, atMs));
      await exchange.reportFigures(testFigures(gatewayId, atMs));
    }
    const byName = (a: { gatewayId: string }, b: { gatewayId: string }) => (a.gatewayId < b.gatewayId ? -1 : 1);
    expect((await exchange.peerCircuits()).toSorted(byName)).toEqual([testCircuits('gateway-1', atMs), testCircuits('gateway-2', atMs)]);
    expect((await exchange.peerFigures()).toSorted(byName)).toEqual([testFigures('gateway-1', atMs), testFigures('gateway-2', atMs)]);
  });

  test('a report that is a minute old says nothing', async () => {
    const { open, nowMs } = subject();
    const exchange = await open('gateway-0');
    const atMs = nowMs();
    await exchange.reportCircuits(testCircuits('gateway-3', atMs - 59_000));
    await exchange.reportCircuits(testCircuits('gateway-4', atMs - 61_000));
    await exchange.reportFigures(testFigures('gateway-4', atMs - 61_000));
    expect((await exchange.peerCircuits()).map(({ gatewayId }) => gatewayId)).toEqual(['gateway-3']);
    expect(await exchange.peerFigures()).toEqual([]);
  });

  test('what is claimed is refused to everybody until its time is over', async () => {
    const { open, passMs } = subject();
    const exchange = await open('gateway-0');
    expect(await exchange.claim('probe:a', 60)).toBe(true);
    expect([await exchange.claim('probe:a', 60), await exchange.claim('probe:b', 60)]).toEqual([false, true]);
    await passMs(80);
    expect(await exchange.claim('probe:a', 60)).toBe(true);
  });
}
