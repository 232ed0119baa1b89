import { systemClock, type Clock } from '@modelhub/core/clock';
import type { EndpointHealth } from '@modelhub/routing/types';

/** Failures in a row after which an endpoint is left alone. */
const FAILURES_TO_OPEN = 5;
/** How long it is left alone before one request may try it again; doubles with each failed try. */
const OPEN_FIRST_MS = 2_000;
const OPEN_MAX_MS = 30_000;
/** Weight of the newest observation. */
const ALPHA = 0.1;

interface State {
  failuresInRow: number;
  openUntilMs: number;
  openMs: number;
  latencyMs: number | null;
  tokensPerSecond: number | null;
}

/**
 * What this gateway has seen of each endpoint: a circuit that opens after failures in a row, and moving averages of its speed. An
 * endpoint whose circuit is open comes last in a plan and is still tried when nothing else is left.
 */
export class HealthTracker implements EndpointHealth {
  readonly #states = new Map<string, State>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  isOpen(endpointId: string): boolean {
    const state = this.#states.get(endpointId);
    return state !== undefined && state.openUntilMs > this.#clock.nowMs();
  }

  latencyMs(endpointId: string): number | null {
    return this.#states.get(endpointId)?.latencyMs ?? null;
  }

  throughput(endpointId: string): number | null {
    return this.#states.get(endpointId)?.tokensPerSecond ?? null;
  }

  succeeded(endpointId: string, seen: { readonly timeToFirstMs: number; readonly durationMs: number; readonly outputTokens: number }): void {
    const state = this.#state(endpointId);
    state.failuresInRow = 0;
    state.openUntilMs = 0;
    state.openMs = OPEN_FIRST_MS;
    state.latencyMs = average(state.latencyMs, seen.timeToFirstMs);
    if (seen.outputTokens > 0 && seen.durationMs > 0) {
      state.tokensPerSecond = average(state.tokensPerSecond, (seen.outputTokens * 1_000) / seen.durationMs);
    }
  }

  failed(endpointId: string): void {
    const state = this.#state(endpointId);
    state.failuresInRow += 1;
    if (state.failuresInRow < FAILURES_TO_OPEN) return;
    state.openUntilMs = this.#clock.nowMs() + state.openMs;
    state.openMs = Math.min(state.openMs * 2, OPEN_MAX_MS);
  }

  /** The provider asked to be left alone, which is no fault of its endpoint. */
  coolDown(endpointId: string, forMs: number): void {
    const state = this.#state(endpointId);
    state.openUntilMs = Math.max(state.openUntilMs, this.#clock.nowMs() + Math.min(forMs, OPEN_MAX_MS));
  }

  #state(endpointId: string): State {
    const known = this.#states.get(endpointId);
    if (known !== undefined) return known;
    const state: State = { failuresInRow: 0, openUntilMs: 0, openMs: OPEN_FIRST_MS, latencyMs: null, tokensPerSecond: null };
    this.#states.set(endpointId, state);
    return state;
  }
}

function average(before: number | null, seen: number): number {
  return before === null ? seen : before + ALPHA * (seen - before);
}
