/** The time as the program sees it; tests put a fixed one in its place. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** A clock that stands still until it is told to move. */
export class FixedClock implements Clock {
  #nowMs: number;

  constructor(now: number | Date | string) {
    this.#nowMs = new Date(now).getTime();
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advanceMs(ms: number): void {
    this.#nowMs += ms;
  }

  set(now: number | Date | string): void {
    this.#nowMs = new Date(now).getTime();
  }
}

const HOUR_MS = 3_600_000;

/** The start of the UTC hour that holds `ms`. Rollups, meters and charts share this boundary. */
export function hourStartMs(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}
