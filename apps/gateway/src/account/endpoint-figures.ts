import type pg from 'pg';

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 30;
const FRESH_MS = 60_000;

/** How an endpoint did, by the ledger of everybody. Null where there was no traffic. */
export interface EndpointFigures {
  /** Of a provider with a model, in percent of requests that did not fail on our side or the provider's. */
  readonly uptimeLastDay: number | null;
  readonly uptimeLast30Days: number | null;
  /** Milliseconds to the first token, over the last day. */
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null };
  readonly tokensPerSecond: number | null;
  readonly requestsLastDay: number;
}

interface SpeedRow {
  readonly endpoint_id: string | null;
  readonly requests: string;
  readonly time_to_first_ms_p50: number | null;
  readonly time_to_first_ms_p95: number | null;
  readonly output_tokens: string | null;
  readonly generation_ms: string | null;
}

interface AvailabilityRow {
  readonly model: string;
  readonly provider: string;
  readonly day: Date;
  readonly requests: string;
  readonly failed: string;
}

interface Counted {
  requests: number;
  failed: number;
}

interface Figures {
  readonly speed: ReadonlyMap<string, SpeedRow>;
  readonly lastDay: ReadonlyMap<string, Counted>;
  readonly last30Days: ReadonlyMap<string, Counted>;
}

/** Figures of every endpoint, read from the database at most once a minute, and by one query however many ask. */
export class EndpointFiguresReader {
  readonly #pool: pg.Pool;
  #figures: Promise<Figures> | null = null;
  #readAtMs = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async of({ id, model, provider }: { readonly id: string; readonly model: string; readonly provider: string }, nowMs: number): Promise<EndpointFigures> {
    if (this.#figures === null || nowMs - this.#readAtMs > FRESH_MS) {
      this.#readAtMs = nowMs;
      const reading = read(this.#pool, nowMs);
      this.#figures = reading;
      // The next one who asks tries again.
      reading.catch(() => {
        if (this.#figures === reading) this.#figures = null;
      });
    }
    const { speed, lastDay, last30Days } = await this.#figures;
    const row = speed.get(id);
    const generationMs = Number(row?.generation_ms ?? 0);
    return {
      uptimeLastDay: uptime(lastDay.get(`${model} ${provider}`)),
      uptimeLast30Days: uptime(last30Days.get(`${model} ${provider}`)),
      latencyMs: { p50: row?.time_to_first_ms_p50 ?? null, p95: row?.time_to_first_ms_p95 ?? null },
      tokensPerSecond: generationMs > 0 ? Math.round((Number(row?.output_tokens ?? 0) * 10_000) / generationMs) / 10 : null,
      requestsLastDay: Number(row?.requests ?? 0),
    };
  }
}

async function read(pool: pg.Pool, nowMs: number): Promise<Figures> {
  const [speed, availability] = await Promise.all([
    pool.query<SpeedRow>('SELECT * FROM public_speed($1)', [new Date(nowMs - DAY_MS)]),
    pool.query<AvailabilityRow>('SELECT * FROM public_availability($1)', [new Date(nowMs - WINDOW_DAYS * DAY_MS)]),
  ]);
  const lastDay = new Map<string, Counted>();
  const last30Days = new Map<string, Counted>();
  for (const { model, provider, day, requests, failed } of availability.rows) {
    add(last30Days, `${model} ${provider}`, { requests: Number(requests), failed: Number(failed) });
    if (day.getTime() > nowMs - 2 * DAY_MS) add(lastDay, `${model} ${provider}`, { requests: Number(requests), failed: Number(failed) });
  }
  return { speed: new Map(speed.rows.flatMap((row) => (row.endpoint_id === null ? [] : [[row.endpoint_id, row]]))), lastDay, last30Days };
}

function add(counts: Map<string, Counted>, key: string, { requests, failed }: Counted): void {
  const counted = counts.get(key) ?? { requests: 0, failed: 0 };
  counts.set(key, { requests: counted.requests + requests, failed: counted.failed + failed });
}

function uptime(counted: Counted | undefined): number | null {
  if (counted === undefined || counted.requests === 0) return null;
  return Math.round((1 - counted.failed / counted.requests) * 100_000) / 1_000;
}
