import { describe, expect, test } from 'vitest';
import type { Target } from '../accounts/targets.ts';
import type { Gateway } from '../gateway.ts';
import { latePhase, wholeStartMs, type WatchedCall } from './deadlines.ts';

const SETTINGS = {
  startTimeoutMs: 100,
  wholeStartTimeoutMs: 1_000,
  firstTokenTimeoutMs: 300,
  idleTimeoutMs: 200,
  totalTimeoutMs: 5_000,
  streamTotalTimeoutMs: 9_000,
};
const target = { account: { id: 'ours' }, endpoint: { id: 'openai/gpt-4o' } } as unknown as Target;

/** Of an endpoint whose answers usually take that long. */
function gatewayWith(usualMs: number | null): Gateway {
  return { settings: SETTINGS, health: { durationMs: () => usualMs } } as unknown as Gateway;
}

interface Seen {
  /** When headers came, and when the latest piece of a whole answer did; 0 for not yet. */
  readonly headersAtMs?: number;
  readonly keptAtMs?: number;
  readonly stream?: { readonly hasReceived: boolean; readonly silentMs: number };
  readonly isAlone?: boolean;
  readonly usualMs?: number | null;
}

/** A call that began at 1,000, looked at so long after. */
function lateAfter(tookMs: number, { headersAtMs = 0, keptAtMs = 0, stream, isAlone = false, usualMs = null }: Seen) {
  const relay = stream === undefined ? null : { hasReceived: stream.hasReceived, providerSilentMs: () => stream.silentMs };
  const watched = { call: { startedAtMs: 1_000, headersAtMs, keptAtMs }, relay, target, hasAlternative: () => !isAlone };
  return latePhase(gatewayWith(usualMs), watched as unknown as WatchedCall, 1_000 + tookMs);
}

describe('a stream has a deadline', () => {
  const begun = { hasReceived: true, silentMs: 0 };
  const waiting = { hasReceived: false, silentMs: 0 };

  test('for its headers, alone or not', () => {
    for (const isAlone of [true, false]) {
      expect(lateAfter(100, { stream: waiting, isAlone })).toBeNull();
      expect(lateAfter(101, { stream: waiting, isAlone })).toBe('headers-late');
    }
  });

  test('for its first token, once there are headers', () => {
    expect(lateAfter(300, { stream: waiting, headersAtMs: 1_050 })).toBeNull();
    expect(lateAfter(301, { stream: waiting, headersAtMs: 1_050 })).toBe('first-token-late');
  });

  test('for silence, once it has begun, which what the client is slow with is none', () => {
    expect(lateAfter(2_000, { stream: { hasReceived: true, silentMs: 200 }, headersAtMs: 1_050 })).toBeNull();
    expect(lateAfter(2_000, { stream: { hasReceived: true, silentMs: 201 }, headersAtMs: 1_050 })).toBe('silent');
  });

  test('for all of it, which is not that of whole answers', () => {
    expect(lateAfter(9_000, { stream: begun, headersAtMs: 1_050 })).toBeNull();
    expect(lateAfter(9_001, { stream: begun, headersAtMs: 1_050 })).toBe('total-late');
  });
});

describe('a whole answer has a deadline', () => {
  test('for all of it, alone or not, and whatever has come of it', () => {
    for (const seen of [{ isAlone: true }, { keptAtMs: 5_990 }]) {
      expect(lateAfter(5_000, seen)).toBeNull();
      expect(lateAfter(5_001, seen)).toBe('total-late');
    }
  });

  test('for silence in the middle of it, which is none before it has begun', () => {
    expect(lateAfter(4_000, { keptAtMs: 4_800 })).toBeNull();
    expect(lateAfter(4_000, { keptAtMs: 4_799 })).toBe('silent');
    expect(lateAfter(900, { headersAtMs: 1_050 })).toBeNull();
  });

  test('of its own to begin, where another one would be asked and nothing is known of the endpoint', () => {
    expect(lateAfter(1_000, {})).toBeNull();
    expect(lateAfter(1_001, {})).toBe('headers-late');
    expect(lateAfter(4_000, { isAlone: true })).toBeNull();
    // Once a part of it is there it has begun.
    expect(lateAfter(1_001, { keptAtMs: 2_000 })).toBeNull();
  });

  test('to begin that is three times what its endpoint usually takes', () => {
    expect(lateAfter(600, { usualMs: 200 })).toBeNull();
    expect(lateAfter(601, { usualMs: 200 })).toBe('headers-late');
  });

  test('to begin that is never less than that of streams, nor more than the one of its own', () => {
    expect(lateAfter(100, { usualMs: 10 })).toBeNull();
    expect(lateAfter(101, { usualMs: 10 })).toBe('headers-late');
    expect(lateAfter(1_000, { usualMs: 700 })).toBeNull();
    expect(lateAfter(1_001, { usualMs: 700 })).toBe('headers-late');
    expect([null, 10, 200, 700].map((usualMs) => wholeStartMs(gatewayWith(usualMs), target))).toEqual([1_000, 100, 600, 1_000]);
  });
});
