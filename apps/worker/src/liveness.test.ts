import { describe, expect, test } from 'vitest';
import { livenessOf } from './liveness.ts';

const job = (progress: { lastSucceededAtMs: number | null; lastError?: string }) => ({
  name: 'ship-usage',
  everyMs: 1_000,
  progress: { startedAtMs: 0, lastError: null, ...progress },
});

describe('livenessOf', () => {
  test('a worker is given a minute to begin', () => {
    expect(livenessOf([job({ lastSucceededAtMs: null })], 60_000).ok).toBe(true);
    expect(livenessOf([job({ lastSucceededAtMs: null })], 60_001).ok).toBe(false);
  });

  test('a worker whose work stopped is not healthy, though it runs', () => {
    expect(livenessOf([job({ lastSucceededAtMs: 100_000 })], 150_000).ok).toBe(true);
    expect(livenessOf([job({ lastSucceededAtMs: 100_000 })], 200_000)).toEqual({
      ok: false,
      problems: ['ship-usage has not succeeded for 100 s'],
    });
  });

  test('failing again and again is no progress, and the cause is told', () => {
    const health = livenessOf([job({ lastSucceededAtMs: 1_000, lastError: 'connection refused' })], 100_000);
    expect(health.problems).toEqual(['ship-usage has not succeeded for 99 s: connection refused']);
  });
});
