import type { Clock } from '@modelhub/core/clock';
import type { Logger } from '@modelhub/observability/logger';
import type pg from 'pg';
import type { HealthTracker } from './health-tracker.ts';

const MINUTE_MS = 60_000;
const SEEN_EVERY_MS = 10_000;
/** Minutes that the database has not heard of yet: as many as the worker keeps before it makes numbers of them. */
const UNTOLD_MAX = 2 * 1_440;

/** Minutes ($7) are written once however often they are told. */
const TELL = `
  WITH seen AS (
    INSERT INTO gateways (id, version, started_at, seen_at, providers, failing) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, started_at = excluded.started_at, seen_at = excluded.seen_at,
      providers = excluded.providers, failing = excluded.failing
  )
  INSERT INTO gateway_minutes (minute, gateway_id) SELECT unnest($7::timestamptz[]), $1 ON CONFLICT DO NOTHING`;

export interface PresenceOptions {
  readonly pool: pg.Pool;
  readonly tracker: Pick<HealthTracker, 'ours'>;
  readonly gatewayId: string;
  readonly version: string;
  readonly providers: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tells the database that this gateway is there, and which endpoints it has seen fail. In which minutes it was there is kept for the service level: a minute in
 * which the database was away is told later, and one in which this process did nothing is none.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #startedAt: Date;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #untold = new Set<number>();
  #lastMinuteMs = -1;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#startedAt = new Date(options.clock.nowMs());
    void this.tell();
    this.#heartbeat = setInterval(() => void this.tell(), SEEN_EVERY_MS).unref();
  }

  /** Never rejects: what was not told is told the next time. */
  async tell(): Promise<void> {
    const { pool, gatewayId, version, providers, clock, logger } = this.#options;
    const nowMs = clock.nowMs();
    this.#note(nowMs);
    const minutes = [...this.#untold];
    try {
      await pool.query(TELL, [gatewayId, version, this.#startedAt, new Date(nowMs), providers, this.#failing(), minutes.map((ms) => new Date(ms))]);
      for (const minute of minutes) this.#untold.delete(minute);
    } catch (error) {
      logger.debug({ err: error }, 'the database does not hear that this gateway is there');
    }
  }

  close(): void {
    clearInterval(this.#heartbeat);
  }

  #note(nowMs: number): void {
    const minuteMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    if (minuteMs === this.#lastMinuteMs) return;
    this.#lastMinuteMs = minuteMs;
    this.#untold.add(minuteMs);
    const [oldest] = this.#untold;
    if (this.#untold.size > UNTOLD_MAX && oldest !== undefined) this.#untold.delete(oldest);
  }

  /** By its own eyes: what others have told is theirs to write down. */
  #failing(): string[] {
    return [...this.#options.tracker.ours].flatMap(
      ([
        id,
        {
          breaker: { opening },
        },
      ]) => (opening?.cause === 'failing' && !opening.isHearsay ? [id] : []),
    );
  }
}
