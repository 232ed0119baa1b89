import os from 'node:os';
import { catalog } from '@modelhub/catalog/catalog';
import type { Clock } from '@modelhub/core/clock';
import type { Logger } from '@modelhub/observability/logger';
import type { Registry } from '@modelhub/observability/metrics';
import type { HealthExchange } from '@modelhub/state/shared-state';
import type pg from 'pg';
import packageJson from '../../package.json' with { type: 'json' };
import type { ProviderAccount, ProviderAccounts } from '../accounts/provider-account.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import { FleetHealth } from './fleet-health.ts';
import { exposeHealth } from './health-metrics.ts';
import { HealthSamples } from './health-samples.ts';
import { HealthTracker } from './health-tracker.ts';
import { canBeProbed, probe } from './probe.ts';
import { Presence } from './presence.ts';
import { Probes } from './probes.ts';

const MINUTE_MS = 60_000;

export interface HealthSources {
  readonly gatewayId: string;
  /** 0: endpoints that nobody asks are not probed. */
  readonly probeEveryMinutes: number;
  /** Ids of those that can be called on our account. */
  readonly providers: readonly string[];
  readonly accounts: ProviderAccounts;
  readonly upstreams: Upstreams;
  readonly exchange: HealthExchange;
  readonly pool: pg.Pool;
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RunningHealth {
  readonly tracker: HealthTracker;
  /** Writes down what the minute that runs has counted so far. */
  close(): Promise<void>;
}

/** The registry of endpoints, and everything that feeds it beside requests: other gateways, an earlier life, probes. */
export function startHealth(sources: HealthSources): RunningHealth {
  const { gatewayId, probeEveryMinutes, providers, accounts, upstreams, exchange, pool, metrics, clock, logger } = sources;
  const tracker = new HealthTracker(clock);
  const accountOf = (endpointId: string): ProviderAccount | undefined => accounts.shared(endpointId.slice(0, endpointId.indexOf('/')));
  const fleet = new FleetHealth({ exchange, tracker, gatewayId, host: os.hostname(), accountOf, clock, logger });
  const samples = new HealthSamples({
    pool,
    tracker,
    gatewayId,
    seenOf(endpointId) {
      const account = accountOf(endpointId);
      return account === undefined ? undefined : tracker.seenOf(account, endpointId);
    },
    clock,
    logger,
  });
  void samples.recall();
  const presence = new Presence({ pool, tracker, gatewayId, version: packageJson.version, providers, clock, logger });
  const nowMs = (): number => clock.nowMs();
  const probes =
    probeEveryMinutes === 0
      ? null
      : new Probes({
          everyMs: probeEveryMinutes * MINUTE_MS,
          targets: catalog.models.flatMap((model) =>
            model.endpoints.flatMap((endpoint) => {
              const account = accounts.shared(endpoint.provider);
              return account !== undefined && canBeProbed({ model, endpoint, account }, nowMs()) ? [{ model, endpoint, account }] : [];
            }),
          ),
          ask: (target) => probe(target, { upstreams, tracker, nowMs }),
          tracker,
          exchange,
          clock,
          logger,
        });
  exposeHealth(metrics, { tracker, fleet, samples, probes, clock });
  return {
    tracker,
    async close() {
      probes?.close();
      fleet.close();
      presence.close();
      await samples.close();
    },
  };
}
