import type { Clock } from '@modelhub/core/clock';
import type { Logger } from '@modelhub/observability/logger';
import type { CircuitReport, EndpointFiguresReport, GatewayCircuits, HealthExchange } from '@modelhub/state/shared-state';
import type { ProviderAccount } from '../accounts/provider-account.ts';
import type { EndpointSeen } from './endpoint-seen.ts';
import type { HealthTracker } from './health-tracker.ts';
import { PeerCircuits, type Hint } from './peer-circuits.ts';

/** Two of these at most lie between what one gateway sees and what another one does. */
const CIRCUITS_EVERY_MS = 700;
const FIGURES_EVERY_MS = 10_000;
/** A provider that was asked within that time counts among those that a gateway can speak of. */
const ASKED_LATELY_MS = 30_000;

export interface FleetHealthOptions {
  readonly exchange: HealthExchange;
  readonly tracker: HealthTracker;
  readonly gatewayId: string;
  /** Where it runs: gateways of one machine share its network. */
  readonly host: string;
  /** Our account with the provider of an endpoint; undefined where there is none here. */
  readonly accountOf: (endpointId: string) => ProviderAccount | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tells the other gateways what this one has seen of endpoints on our account, and takes what they have seen, beside all requests. Customers' own accounts are no part of it.
 * What follows from the word of others is in docs/adr/0044.
 */
export class FleetHealth {
  readonly #options: FleetHealthOptions;
  readonly #peers = new PeerCircuits();
  readonly #timers: NodeJS.Timeout[] = [];
  /** Those that others have figures of. */
  #heardOf = new Set<string>();
  #failures = 0;
  #isAway = false;

  constructor(options: FleetHealthOptions) {
    this.#options = options;
    if (!options.exchange.isShared) return;
    this.#every(FIGURES_EVERY_MS, () => this.exchangeFigures());
    this.#every(CIRCUITS_EVERY_MS, () => this.exchangeCircuits());
  }

  /** Exchanges that failed, because the store could not be asked. */
  get failures(): number {
    return this.#failures;
  }

  async exchangeCircuits(): Promise<void> {
    const { exchange, clock } = this.#options;
    await exchange.reportCircuits(this.#ownCircuits(clock.nowMs()));
    const reports = await exchange.peerCircuits();
    const nowMs = clock.nowMs();
    for (const hint of this.#peers.hear(reports, nowMs)) this.#follow(hint, nowMs);
  }

  async exchangeFigures(): Promise<void> {
    const { exchange, tracker, gatewayId, clock } = this.#options;
    const atMs = clock.nowMs();
    const endpoints = [...tracker.ours].flatMap(([id, { figures }]) => figures?.live.toReport(id, atMs) ?? []);
    await exchange.reportFigures({ gatewayId, atMs, endpoints });
    const byEndpoint = new Map<string, EndpointFiguresReport[]>();
    for (const report of await exchange.peerFigures()) {
      for (const figures of report.endpoints) byEndpoint.set(figures.endpointId, [...(byEndpoint.get(figures.endpointId) ?? []), figures]);
    }
    const nowMs = clock.nowMs();
    for (const id of this.#heardOf) if (!byEndpoint.has(id)) this.#seenOf(id)?.figures?.live.hearPeers([], nowMs);
    for (const [id, figures] of byEndpoint) this.#seenOf(id)?.figures?.live.hearPeers(figures, nowMs);
    this.#heardOf = new Set(byEndpoint.keys());
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #ownCircuits(nowMs: number): GatewayCircuits {
    const circuits: CircuitReport[] = [];
    const asked = new Set<string>();
    const failing = new Set<string>();
    for (const [endpointId, { breaker, askedAtMs }] of this.#options.tracker.ours) {
      const { opening } = breaker;
      const provider = endpointId.slice(0, endpointId.indexOf('/'));
      if (nowMs - askedAtMs <= ASKED_LATELY_MS) asked.add(provider);
      if (opening === null || opening.isHearsay) continue;
      if (opening.cause === 'failing') {
        asked.add(provider);
        failing.add(provider);
      }
      const { cause, atMs: openedAtMs, untilMs } = opening;
      circuits.push({ endpointId, cause, openedAtMs, openedAgoMs: nowMs - openedAtMs, openForMs: Math.max(0, untilMs - nowMs) });
    }
    const { gatewayId, host } = this.#options;
    return { gatewayId, host, atMs: nowMs, circuits, providersAsked: asked.size, providersFailing: failing.size };
  }

  #follow(hint: Hint, nowMs: number): void {
    const seen = this.#seenOf(hint.endpointId);
    if (seen === undefined) return;
    switch (hint.kind) {
      case 'doubt':
        // Whoever asked it after that, and was answered, knows better.
        if (seen.answeredSinceMs <= hint.sinceMs) seen.breaker.doubt(hint.untilMs, nowMs);
        break;
      case 'limited':
        seen.breaker.coolDownToo(hint.untilMs, nowMs);
        break;
      case 'recovered':
        seen.breaker.recheck(nowMs);
        break;
    }
  }

  #seenOf(endpointId: string): EndpointSeen | undefined {
    const account = this.#options.accountOf(endpointId);
    return account === undefined ? undefined : this.#options.tracker.seenOf(account, endpointId);
  }

  /** At once, and then again and again, one at a time. Without the store a gateway goes by what it sees itself. */
  #every(ms: number, exchange: () => Promise<void>): void {
    let isRunning = false;
    const run = async (): Promise<void> => {
      if (isRunning) return;
      isRunning = true;
      try {
        await exchange();
        this.#isAway = false;
      } catch (error) {
        this.#failures += 1;
        if (!this.#isAway) this.#options.logger.warn({ err: error }, 'what gateways know of endpoints cannot be exchanged');
        this.#isAway = true;
      } finally {
        isRunning = false;
      }
    };
    void run();
    this.#timers.push(setInterval(() => void run(), ms).unref());
  }
}
