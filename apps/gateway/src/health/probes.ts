import type { Clock } from '@modelhub/core/clock';
import type { Logger } from '@modelhub/observability/logger';
import type { HealthExchange } from '@modelhub/state/shared-state';
import type { HealthTracker } from './health-tracker.ts';
import type { ProbeResult, ProbeTarget } from './probe.ts';

const LOOK_EVERY_MS = 1_000;
/** More at a time would be a load of its own. */
const UNDER_WAY_MAX = 4;
/** Of an endpoint that nobody has asked for that long nobody waits to hear that it is back. */
const MISSED_FOR_MS = 3_600_000;
/** While one gateway finds out whether an endpoint is back, the others wait for its word. */
const RECOVERY_CLAIM_MS = 3_000;

export interface ProbesOptions {
  /** Endpoints without a request for that long are asked. */
  readonly everyMs: number;
  /** All that can be probed. */
  readonly targets: readonly ProbeTarget[];
  /** See `probe`. */
  readonly ask: (target: ProbeTarget) => Promise<ProbeResult | null>;
  readonly tracker: HealthTracker;
  readonly exchange: HealthExchange;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1; `Math.random` where it is absent. */
  readonly chance?: () => number;
}

/** What became of an endpoint's probes since the start. */
export interface ProbeCounts {
  answered: number;
  failed: number;
  costNanoUsd: bigint;
}

/**
 * Asks endpoints that nobody else asks, so that it is known how they do: after a while without a request anywhere in the fleet, and as soon as a breaker lets a
 * probe through, so that a recovery is seen without a customer who has to find out. One gateway of the fleet asks. Nobody is charged, and nothing is written
 * into a ledger.
 */
export class Probes {
  readonly #options: ProbesOptions;
  /** They do not all begin together: each has a moment of its own within the first period. */
  readonly #firstDueMs: ReadonlyMap<string, number>;
  readonly #timer: NodeJS.Timeout;
  readonly #counts = new Map<string, ProbeCounts>();
  readonly #underWay = new Set<string>();
  /** Claimed by another gateway, or not to be asked this way: not looked at before that time. */
  readonly #notBefore = new Map<string, number>();

  constructor(options: ProbesOptions) {
    this.#options = options;
    const { targets, clock, everyMs, chance = Math.random } = options;
    this.#firstDueMs = new Map(targets.map(({ endpoint }) => [endpoint.id, clock.nowMs() + everyMs * chance()]));
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** By endpoint. */
  get counts(): ReadonlyMap<string, Readonly<ProbeCounts>> {
    return this.#counts;
  }

  /** Asks what is due. Resolves when the answers are there; never rejects. */
  async look(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    const asking: Promise<void>[] = [];
    for (const target of this.#options.targets) {
      if (this.#underWay.size >= UNDER_WAY_MAX) break;
      const { id } = target.endpoint;
      if (this.#underWay.has(id) || nowMs < (this.#notBefore.get(id) ?? 0)) continue;
      const reason = this.#reasonFor(target, nowMs);
      if (reason !== null) asking.push(this.#probe(target, reason, nowMs));
    }
    await Promise.all(asking);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #reasonFor({ endpoint: { id }, account }: ProbeTarget, nowMs: number): 'recovery' | 'silence' | null {
    const { everyMs, tracker } = this.#options;
    // An account whose key is not taken, and a breaker that is open, wait for their time.
    if (tracker.isOpen(account, id)) return null;
    const seen = tracker.ours.get(id);
    if (seen !== undefined && nowMs - seen.requestedAtMs <= MISSED_FOR_MS && tracker.wantsProbe(account, id)) return 'recovery';
    if (nowMs < Math.max(this.#firstDueMs.get(id) ?? 0, (seen?.askedAtMs ?? 0) + everyMs)) return null;
    return seen?.figures?.live.isBusyElsewhere === true ? null : 'silence';
  }

  async #probe(target: ProbeTarget, reason: 'recovery' | 'silence', nowMs: number): Promise<void> {
    const { everyMs, exchange, ask, logger } = this.#options;
    const { id } = target.endpoint;
    this.#underWay.add(id);
    try {
      // Over before the next one is due, or every other one would find it still claimed.
      const forMs = reason === 'recovery' ? RECOVERY_CLAIM_MS : everyMs * 0.9;
      const isOurs = await exchange.claim(`${reason}:${id}`, Math.round(forMs));
      this.#notBefore.set(id, nowMs + (isOurs ? RECOVERY_CLAIM_MS : forMs));
      if (!isOurs) return;
      const result = await ask(target);
      if (result === null) this.#notBefore.set(id, Number.POSITIVE_INFINITY);
      else this.#count(id, result);
    } catch (error) {
      // Without the store nobody knows whether another gateway asks already.
      logger.debug({ err: error, endpointId: id }, 'an endpoint could not be probed');
      this.#notBefore.set(id, nowMs + RECOVERY_CLAIM_MS);
    } finally {
      this.#underWay.delete(id);
    }
  }

  #count(id: string, { outcome, costNanoUsd }: ProbeResult): void {
    const counts = this.#counts.get(id) ?? { answered: 0, failed: 0, costNanoUsd: 0n };
    counts[outcome] += 1;
    counts.costNanoUsd += costNanoUsd;
    this.#counts.set(id, counts);
  }
}
