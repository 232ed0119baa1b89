import { describe, expect, it } from 'vitest';
import { restartDelayMs } from './restart-delay.ts';

describe('restartDelayMs', () => {
  it('doubles with each end that follows soon, up to half a minute', () => {
    const delays: number[] = [];
    let failures = 0;
    for (let i = 0; i < 9; i += 1) {
      const next = restartDelayMs({ failures, ranMs: 1_000 });
      failures = next.failures;
      delays.push(next.delayMs);
    }
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('begins anew after a program that was well for a while', () => {
    expect(restartDelayMs({ failures: 6, ranMs: 3_600_000 })).toEqual({ delayMs: 500, failures: 1 });
  });
});
