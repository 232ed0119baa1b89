import { describe, expect, it } from 'vitest';
import type { WindowFigures } from './server/platform-health.ts';
import { answeredWords, minutesWords, statusNow, statusOfDay } from './window-words.ts';

const figures = (traffic: WindowFigures['traffic'], availabilityPpm: number | null = null): WindowFigures => ({
  traffic,
  availabilityPpm,
  timeToFirstMsP50: null,
  timeToFirstMsP95: null,
  latencyMsP50: null,
});
const day = (availabilityPpm: number | null) => ({ dayMs: 0, requests: 100, availabilityPpm });

describe('words of a window', () => {
  it('are a share, or why there is none', () => {
    expect([figures('enough', 999_850), figures('thin'), figures('none')].map(answeredWords)).toEqual(['99.98\u00a0%', 'too few to say', 'no traffic']);
  });

  it('say how a provider is by its last hour, and by its day where the hour was quiet', () => {
    expect(statusNow({ hour: figures('enough', 500_000), day: figures('enough', 999_999) })).toBe('down');
    expect(statusNow({ hour: figures('thin'), day: figures('enough', 999_999) })).toBe('healthy');
    expect(statusNow({ hour: figures('none'), day: figures('thin') })).toBe('unknown');
  });
});

describe('a day', () => {
  it('is as bad as the worse of its requests and its minutes without a gateway', () => {
    expect(statusOfDay(day(999_000), 0)).toBe('healthy');
    expect(statusOfDay(day(999_000), 7)).toBe('healthy');
    expect(statusOfDay(day(999_000), 45)).toBe('degraded');
    expect(statusOfDay(day(1_000_000), 600)).toBe('down');
    expect(statusOfDay(day(960_000), 1)).toBe('degraded');
    expect(statusOfDay(day(960_000), undefined)).toBe('degraded');
  });

  it('in which nobody asked is down if nobody could have been answered, and else unknown', () => {
    expect(statusOfDay(day(null), 1_440)).toBe('down');
    expect(statusOfDay(day(null), 0)).toBe('unknown');
    expect(statusOfDay(day(null), undefined)).toBe('unknown');
  });
});

it('minutes are told in hours where there are many', () => {
  expect([1, 45, 120, 200].map(minutesWords)).toEqual(['1 minute', '45 minutes', '2 h', '3 h 20 min']);
});
