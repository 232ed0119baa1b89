import { setTimeout as sleep } from 'node:timers/promises';
import type { EnduranceInstance } from './instance/start.ts';

const POLL_MS = 10;

/** Waits until the gateway has no request under way. Resolves to how many milliseconds that took; rejects after `timeoutMs`. */
export async function untilIdle(instance: EnduranceInstance, timeoutMs: number): Promise<number> {
  const startedAtMs = performance.now();
  for (;;) {
    const { inFlight } = await instance.figures();
    const waitedMs = performance.now() - startedAtMs;
    if (inFlight === 0) return waitedMs;
    if (waitedMs > timeoutMs) throw new Error(`${inFlight} requests are still under way ${Math.round(waitedMs)} ms after the last client has left`);
    await sleep(POLL_MS);
  }
}
