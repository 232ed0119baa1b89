import { ASKED_MIN } from '@modelhub/billing/sla/evidence';
import type { UptimeDay } from '@modelhub/ui/uptime-bar';
import type pg from 'pg';

const DAY_MS = 86_400_000;
export const UPTIME_DAYS = 90;
const SPEED_WINDOW_MS = DAY_MS;
const PPM = 1_000_000;

export interface EndpointSpeed {
  readonly requests: number;
  readonly overheadMsP50: number | null;
  readonly timeToFirstMsP50: number | null;
  readonly timeToFirstMsP95: number | null;
  readonly durationMsP50: number | null;
  readonly outputTokensPerSecond: number | null;
}

export interface Availability {
  /** Ninety UTC days, oldest first; of days with few requests, or none, the availability is null. */
  readonly days: readonly UptimeDay[];
  readonly requests: number;
  readonly failed: number;
  /** Answered of all requests of the ninety days; null with few requests, or none. */
  readonly availabilityPpm: number | null;
}

/** What the public pages say about this instance. Sums over all tenants, counted from the ledger by the rules of the service level. */
export interface PublicFigures {
  readonly overall: Availability;
  /** By canonical model id; only models with enough traffic to speak of them. */
  readonly byModel: ReadonlyMap<string, Availability>;
  /** The last 24 hours by endpoint id; only endpoints with traffic. */
  readonly speedByEndpoint: ReadonlyMap<string, EndpointSpeed>;
  readonly speed: EndpointSpeed | null;
  readonly readAtMs: number;
}

interface AvailabilityRow {
  readonly model: string;
  readonly day: Date;
  readonly requests: bigint;
  readonly failed: bigint;
}

interface SpeedRow {
  readonly endpoint_id: string | null;
  readonly requests: bigint;
  readonly overhead_us_p50: number | null;
  readonly time_to_first_ms_p50: number | null;
  readonly time_to_first_ms_p95: number | null;
  readonly duration_ms_p50: number | null;
  readonly output_tokens: bigint | null;
  readonly generation_ms: bigint | null;
}

type DayCounts = Map<number, { requests: number; failed: number }>;

function share(requests: number, failed: number): number | null {
  return requests < ASKED_MIN ? null : Math.floor(((requests - failed) / requests) * PPM);
}

/** Lays counts by day out on the ninety days that end with the day of `nowMs`. */
function availability(counts: DayCounts, nowMs: number): Availability {
  const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  let requests = 0;
  let failed = 0;
  const days = Array.from({ length: UPTIME_DAYS }, (_, index) => {
    const dayMs = todayMs - (UPTIME_DAYS - 1 - index) * DAY_MS;
    const count = counts.get(dayMs) ?? { requests: 0, failed: 0 };
    requests += count.requests;
    failed += count.failed;
    return { dayMs, requests: count.requests, availabilityPpm: share(count.requests, count.failed) };
  });
  return { days, requests, failed, availabilityPpm: share(requests, failed) };
}

function group(rows: readonly AvailabilityRow[], keyOf: (row: AvailabilityRow) => string): Map<string, DayCounts> {
  const groups = new Map<string, DayCounts>();
  for (const row of rows) {
    const key = keyOf(row);
    const counts: DayCounts = groups.get(key) ?? new Map();
    groups.set(key, counts);
    const dayMs = row.day.getTime();
    const count = counts.get(dayMs) ?? { requests: 0, failed: 0 };
    counts.set(dayMs, { requests: count.requests + Number(row.requests), failed: count.failed + Number(row.failed) });
  }
  return groups;
}

function speed(row: SpeedRow): EndpointSpeed {
  const generationMs = Number(row.generation_ms ?? 0n);
  return {
    requests: Number(row.requests),
    overheadMsP50: row.overhead_us_p50 === null ? null : row.overhead_us_p50 / 1_000,
    timeToFirstMsP50: row.time_to_first_ms_p50,
    timeToFirstMsP95: row.time_to_first_ms_p95,
    durationMsP50: row.duration_ms_p50,
    outputTokensPerSecond: generationMs === 0 ? null : Math.round((Number(row.output_tokens ?? 0n) * 1_000) / generationMs),
  };
}

/** Reads the figures from a pool under the role modelhub_app. Callers should go through the cache. */
export async function readPublicFigures(pool: pg.Pool, nowMs: number): Promise<PublicFigures> {
  const firstDayMs = Math.floor(nowMs / DAY_MS) * DAY_MS - (UPTIME_DAYS - 1) * DAY_MS;
  const [days, speeds] = await Promise.all([
    pool.query<AvailabilityRow>('SELECT model, day, eligible AS requests, failed FROM public_days WHERE day >= $1', [new Date(firstDayMs)]),
    pool.query<SpeedRow>('SELECT * FROM public_speed($1)', [new Date(nowMs - SPEED_WINDOW_MS)]),
  ]);
  const all = speeds.rows.find((row) => row.endpoint_id === null);
  return {
    overall: availability(group(days.rows, () => 'all').get('all') ?? new Map(), nowMs),
    byModel: new Map(
      [...group(days.rows, (row) => row.model)]
        .map(([key, counts]) => [key, availability(counts, nowMs)] as const)
        .filter(([, { availabilityPpm }]) => availabilityPpm !== null),
    ),
    speedByEndpoint: new Map(speeds.rows.flatMap((row) => (row.endpoint_id === null ? [] : [[row.endpoint_id, speed(row)] as const]))),
    speed: all === undefined || all.requests === 0n ? null : speed(all),
    readAtMs: nowMs,
  };
}
