import { FixedClock } from '@modelhub/core/clock';
import { describe, expect, it } from 'vitest';
import { HealthTracker } from './health-tracker.ts';

const SEEN = { timeToFirstMs: 100, durationMs: 1_000, outputTokens: 50 };

function setUp() {
  const clock = new FixedClock(0);
  return { clock, health: new HealthTracker(clock) };
}

function fail(health: HealthTracker, times: number): void {
  for (let i = 0; i < times; i += 1) health.failed('a');
}

describe('HealthTracker', () => {
  it('opens after five failures in a row, and lets a request try again after a while', () => {
    const { clock, health } = setUp();
    fail(health, 4);
    expect(health.isOpen('a')).toBe(false);
    fail(health, 1);
    expect(health.isOpen('a')).toBe(true);
    expect(health.isOpen('b')).toBe(false);
    clock.advanceMs(2_000);
    expect(health.isOpen('a')).toBe(false);
  });

  it('waits longer after each failed try, and forgets all of it after a success', () => {
    const { clock, health } = setUp();
    fail(health, 5);
    clock.advanceMs(2_000);
    fail(health, 1);
    clock.advanceMs(2_000);
    expect(health.isOpen('a')).toBe(true);
    clock.advanceMs(2_000);
    health.succeeded('a', SEEN);
    fail(health, 4);
    expect(health.isOpen('a')).toBe(false);
  });

  it('lets a success between failures count', () => {
    const { health } = setUp();
    fail(health, 4);
    health.succeeded('a', SEEN);
    fail(health, 4);
    expect(health.isOpen('a')).toBe(false);
  });

  it('leaves an endpoint alone for as long as it asks, within reason', () => {
    const { clock, health } = setUp();
    health.coolDown('a', 3_600_000);
    expect(health.isOpen('a')).toBe(true);
    clock.advanceMs(30_000);
    expect(health.isOpen('a')).toBe(false);
  });

  it('knows how fast an endpoint is', () => {
    const { health } = setUp();
    expect(health.latencyMs('a')).toBeNull();
    health.succeeded('a', SEEN);
    health.succeeded('a', { ...SEEN, timeToFirstMs: 200 });
    expect(health.latencyMs('a')).toBeCloseTo(110);
    expect(health.throughput('a')).toBe(50);
  });
});
