import type pg from 'pg';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Gateways tell every ten seconds that they are there. */
const ALIVE_WITHIN_MS = 35_000;
/** A minute is told by then. */
const TOLD_WITHIN_MS = 2 * MINUTE_MS;

export interface Fleet {
  /** Gateway processes that are there now. */
  readonly alive: number;
  /** Null where no gateway has told anything yet. */
  readonly lastSeenAtMs: number | null;
  /** By UTC day since gateways tell in which minutes they are there, ninety at most: how many of the minutes had none. */
  readonly minutesWithout: ReadonlyMap<number, number>;
}

interface Row {
  readonly alive: number;
  readonly last_seen_at: Date | null;
}

interface DayRow {
  readonly day: Date;
  readonly minutes: number;
  readonly since: Date;
}

/** $1: the first day, $2: the end. Minutes that were counted already and those that were not are never the same but for gateways that told late. */
const READ_DAYS = `
  SELECT date_trunc('day', minute, 'UTC') AS day, count(*)::int AS minutes,
    least((SELECT min(minute) FROM fleet_minutes), (SELECT min(minute) FROM gateway_minutes)) AS since
  FROM (
    SELECT minute FROM fleet_minutes WHERE minute >= $1 AND minute < $2 UNION SELECT minute FROM gateway_minutes WHERE minute >= $1 AND minute < $2
  ) told GROUP BY 1`;

/** Which gateways are there, and in which minutes of the last ninety days there were none. */
export async function readFleet(pool: pg.Pool, nowMs: number): Promise<Fleet> {
  const toMs = Math.floor((nowMs - TOLD_WITHIN_MS) / MINUTE_MS) * MINUTE_MS;
  const fromMs = Math.floor(nowMs / DAY_MS) * DAY_MS - 89 * DAY_MS;
  const [now, days] = await Promise.all([
    pool.query<Row>('SELECT (count(*) FILTER (WHERE seen_at >= $1))::int AS alive, max(seen_at) AS last_seen_at FROM gateways', [
      new Date(nowMs - ALIVE_WITHIN_MS),
    ]),
    pool.query<DayRow>(READ_DAYS, [new Date(fromMs), new Date(toMs)]),
  ]);
  return {
    alive: now.rows[0]?.alive ?? 0,
    lastSeenAtMs: now.rows[0]?.last_seen_at?.getTime() ?? null,
    minutesWithout: minutesWithout(days.rows, { fromMs, toMs }),
  };
}

function minutesWithout(rows: readonly DayRow[], { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Map<number, number> {
  const [first] = rows;
  if (first === undefined) return new Map();
  const sinceMs = Math.max(fromMs, first.since.getTime());
  const told = new Map(rows.map((row) => [row.day.getTime(), row.minutes]));
  const without = new Map<number, number>();
  for (let dayMs = Math.floor(sinceMs / DAY_MS) * DAY_MS; dayMs < toMs; dayMs += DAY_MS) {
    const watched = (Math.min(dayMs + DAY_MS, toMs) - Math.max(dayMs, sinceMs)) / MINUTE_MS;
    without.set(dayMs, watched - (told.get(dayMs) ?? 0));
  }
  return without;
}
