import type { Clock } from '@modelhub/core/clock';
import { decimalFromNanoUsd } from '@modelhub/core/money';
import { Counter, Gauge, type Registry } from '@modelhub/observability/metrics';
import type { FleetHealth } from './fleet-health.ts';
import type { HealthSamples } from './health-samples.ts';
import type { HealthTracker } from './health-tracker.ts';
import type { Probes } from './probes.ts';

export interface HealthParts {
  readonly tracker: HealthTracker;
  readonly fleet: FleetHealth;
  readonly samples: HealthSamples;
  /** Null where the operator wants none. */
  readonly probes: Probes | null;
  readonly clock: Clock;
}

const BREAKER_STATES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** What an operator wants to know of endpoints on the operator's own account. Read when somebody scrapes. */
export function exposeHealth(registry: Registry, { tracker, fleet, samples, probes, clock }: HealthParts): void {
  const registers = [registry];
  new Gauge({
    name: 'modelhub_breaker_state',
    help: 'Of an endpoint on our account: 0 closed, 1 half-open, 2 open.',
    labelNames: ['endpoint'],
    registers,
    collect() {
      this.reset();
      const nowMs = clock.nowMs();
      for (const [endpoint, { breaker }] of tracker.ours) this.set({ endpoint }, BREAKER_STATES[breaker.stateAt(nowMs)]);
    },
  });
  new Gauge({
    name: 'modelhub_headroom_ratio',
    help: 'What is left of the nearest limit of our account at an endpoint, by its last answer; absent where the provider does not say.',
    labelNames: ['endpoint'],
    registers,
    collect() {
      this.reset();
      for (const [endpoint, { headroomShare }] of tracker.ours) if (headroomShare !== null) this.set({ endpoint }, headroomShare);
    },
  });
  new Counter({
    name: 'modelhub_probes_total',
    help: 'Requests of our own to endpoints that nobody asked, by how they ended.',
    labelNames: ['endpoint', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [endpoint, { answered, failed }] of probes?.counts ?? []) {
        this.inc({ endpoint, outcome: 'answered' }, answered);
        this.inc({ endpoint, outcome: 'failed' }, failed);
      }
    },
  });
  const sum = (name: string, help: string, read: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  sum('modelhub_probe_cost_usd_total', 'What probes cost at the providers’ list prices.', () => {
    const total = [...(probes?.counts.values() ?? [])].reduce((nanoUsd, { costNanoUsd }) => nanoUsd + costNanoUsd, 0n);
    // Prometheus knows floats alone: it is added up exactly and becomes one for being shown.
    const shown = decimalFromNanoUsd(total);
    return Number(shown);
  });
  sum('modelhub_health_samples_lost_total', 'Minutes of endpoints that the database did not take.', () => samples.lost);
  sum('modelhub_health_exchange_failures_total', 'Exchanges with other gateways that failed.', () => fleet.failures);
}
