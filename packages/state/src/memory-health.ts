import type { Clock } from '@modelhub/core/clock';
import type { EndpointHealthReport, HealthExchange } from './shared-state.ts';

/** How long a report says something about its endpoint. */
export const HEALTH_REPORT_VALID_MS = 60_000;

/** Reports within one process. */
export class MemoryHealth implements HealthExchange {
  readonly #gatewayId: string;
  readonly #clock: Clock;
  readonly #reports = new Map<string, EndpointHealthReport>();

  constructor(gatewayId: string, clock: Clock) {
    this.#gatewayId = gatewayId;
    this.#clock = clock;
  }

  async report(reports: readonly EndpointHealthReport[]): Promise<void> {
    for (const report of reports) this.#reports.set(`${report.gatewayId}|${report.endpointId}`, report);
  }

  async peers(): Promise<readonly EndpointHealthReport[]> {
    const sinceMs = this.#clock.nowMs() - HEALTH_REPORT_VALID_MS;
    for (const [key, report] of this.#reports) if (report.atMs <= sinceMs) this.#reports.delete(key);
    return [...this.#reports.values()].filter(({ gatewayId }) => gatewayId !== this.#gatewayId);
  }
}
