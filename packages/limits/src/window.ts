import type { LimitRule } from './types.ts';

/** A window in UTC, [startMs, endMs). Null: it has no start, no end. */
export interface Window {
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** Names the window in a counter's key. */
  readonly label: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05, the first Monday of the epoch. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * The window that holds `nowMs`. Windows are fixed, not sliding: minutes, days, ISO weeks (from Monday) and months of UTC. Everybody
 * can tell when one ends, every gateway agrees on it, and one counter is enough; the price is that a caller can use two minutes' caps
 * around a boundary.
 */
export function windowAt(window: LimitRule['window'], nowMs: number): Window {
  switch (window) {
    case 'minute':
      return fixed(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS, MINUTE_MS);
    case 'day':
      return fixed(Math.floor(nowMs / DAY_MS) * DAY_MS, DAY_MS);
    case 'week':
      return fixed(Math.floor((nowMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS, WEEK_MS);
    case 'month': {
      const now = new Date(nowMs);
      const startMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
      return fixed(startMs, Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) - startMs);
    }
    case 'total':
    case 'instant':
      return { startMs: null, endMs: null, label: window };
  }
}

function fixed(startMs: number, lengthMs: number): Window {
  return { startMs, endMs: startMs + lengthMs, label: String(startMs / 1_000) };
}
