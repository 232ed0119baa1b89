import type { FaultProxy } from '@modelhub/testing/fault-proxy';
import { expect, test, vi } from 'vitest';
import type { Invalidation, InvalidationBus } from './shared-state.ts';

/** A bus under test, whose connection to the server goes through `proxy`. */
export interface BusUnderTest {
  readonly bus: InvalidationBus;
  readonly proxy: FaultProxy;
  /** Publishes from elsewhere. */
  publishElsewhere(event: Invalidation): Promise<void>;
  /** Says something on the channel that is no announcement. */
  publishNonsense(text: string): Promise<void>;
}

const WAIT = { timeout: 10_000, interval: 10 };

/** What every bus does that hears a server. Call it inside a `describe`; `open` starts one for each test. */
export function invalidationsContract(open: () => Promise<BusUnderTest>): void {
  async function openHeard() {
    const subject = await open();
    const heard: Invalidation[] = [];
    subject.bus.subscribe((event) => heard.push(event));
    await vi.waitUntil(() => subject.bus.isConnected, WAIT);
    return { ...subject, heard };
  }

  test('announcements are heard, its own and those of others, in order', async () => {
    const { bus, heard, publishElsewhere } = await openHeard();
    const events = [
      { kind: 'api-key', id: 'ab'.repeat(32) },
      { kind: 'organization', id: 'org_1' },
      { kind: 'organization', id: 'org_2' },
    ] as const;
    await bus.publish(events[0]);
    await publishElsewhere(events[1]);
    await publishElsewhere(events[2]);
    await vi.waitUntil(() => heard.length >= 3, WAIT);
    expect(heard).toEqual(events);
  });

  test('text that is no announcement is passed over, and a listener that throws keeps nobody from hearing', async () => {
    const { bus, heard, publishElsewhere, publishNonsense } = await openHeard();
    for (const text of ['', 'x', '{}', '{"kind":"user","id":"1"}', '{"kind":"api-key","id":7}', 'null']) await publishNonsense(text);
    await publishElsewhere({ kind: 'organization', id: 'org_3' });
    await vi.waitUntil(() => heard.length > 0, WAIT);
    expect(heard).toEqual([{ kind: 'organization', id: 'org_3' }]);
    expect(bus.isConnected).toBe(true);
  });

  test('a connection that has gone silent counts as lost within a second', async () => {
    const { bus, proxy } = await openHeard();
    const stalledAtMs = performance.now();
    proxy.stall();
    await vi.waitUntil(() => !bus.isConnected, { timeout: 5_000, interval: 5 });
    // 800 ms from the last answered probe, long before that probe itself is given up; the rest is for a busy machine.
    expect(performance.now() - stalledAtMs).toBeLessThan(1_400);
    proxy.restore();
    await vi.waitUntil(() => bus.isConnected, WAIT);
  });

  test('what was said meanwhile is lost, so whoever caches is called back before the connection counts again', async () => {
    const { bus, proxy, heard, publishElsewhere } = await openHeard();
    const wasConnectedAtCall: boolean[] = [];
    bus.onReconnect(() => wasConnectedAtCall.push(bus.isConnected));
    proxy.cut();
    await vi.waitUntil(() => !bus.isConnected, WAIT);
    await publishElsewhere({ kind: 'organization', id: 'org_missed' });
    await expect(bus.publish({ kind: 'organization', id: 'org_4' })).rejects.toThrow();
    proxy.restore();
    await vi.waitUntil(() => bus.isConnected, WAIT);
    expect(wasConnectedAtCall).toEqual([false]);
    await publishElsewhere({ kind: 'organization', id: 'org_5' });
    await vi.waitUntil(() => heard.length > 0, WAIT);
    expect(heard).toEqual([{ kind: 'organization', id: 'org_5' }]);
  });
}
