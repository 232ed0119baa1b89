import type { Clock } from '@modelhub/core/clock';
import type { GatewayCircuits, GatewayFigures, HealthExchange } from './shared-state.ts';

/** How long a report says something about its endpoints. */
export const HEALTH_REPORT_VALID_MS = 60_000;

/** Reports within one process, which has no peers: others' reports are only there where a test makes them. */
export class MemoryHealth implements HealthExchange {
  readonly isShared = false;
  readonly #gatewayId: string;
  readonly #clock: Clock;
  readonly #circuits = new Map<string, GatewayCircuits>();
  readonly #figures = new Map<string, GatewayFigures>();
  readonly #claims = new Map<string, number>();

  constructor(gatewayId: string, clock: Clock) {
    this.#gatewayId = gatewayId;
    this.#clock = clock;
  }

  async reportCircuits(report: GatewayCircuits): Promise<void> {
    this.#circuits.set(report.gatewayId, report);
  }

  async peerCircuits(): Promise<readonly GatewayCircuits[]> {
    return this.#others(this.#circuits);
  }

  async reportFigures(report: GatewayFigures): Promise<void> {
    this.#figures.set(report.gatewayId, report);
  }

  async peerFigures(): Promise<readonly GatewayFigures[]> {
    return this.#others(this.#figures);
  }

  async claim(name: string, forMs: number): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    for (const [claimed, untilMs] of this.#claims) if (untilMs <= nowMs) this.#claims.delete(claimed);
    if (this.#claims.has(name)) return false;
    this.#claims.set(name, nowMs + forMs);
    return true;
  }

  #others<Report extends { readonly gatewayId: string; readonly atMs: number }>(reports: Map<string, Report>): readonly Report[] {
    const sinceMs = this.#clock.nowMs() - HEALTH_REPORT_VALID_MS;
    for (const [gatewayId, { atMs }] of reports) if (atMs <= sinceMs) reports.delete(gatewayId);
    return [...reports.values()].filter(({ gatewayId }) => gatewayId !== this.#gatewayId);
  }
}
