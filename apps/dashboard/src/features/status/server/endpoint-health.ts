import type pg from 'pg';
import {
  addCounts,
  answeredPpm,
  NO_COUNTS,
  NO_TIMES,
  percentileMs,
  readCounts,
  readCountsByHour,
  readTimes,
  type SampleCounts,
  type SampleTimes,
} from './samples.ts';

const HOUR_MS = 3_600_000;
export const HEALTH_HOURS = 24;
const NINETY_DAYS_HOURS = 90 * 24;

export interface HealthCounts {
  readonly requests: number;
  /** One token each, sent by gateways where nobody asks. */
  readonly probes: number;
  /** Of requests and probes. */
  readonly availabilityPpm: number | null;
}

export interface HealthHour extends HealthCounts {
  readonly hourMs: number;
}

export interface EndpointHealth extends HealthCounts {
  /** The UTC hours that end with the current one, oldest first. */
  readonly hours: readonly HealthHour[];
  /** Of all values that any gateway has seen within these hours. */
  readonly timeToFirstMsP50: number | null;
  readonly timeToFirstMsP95: number | null;
  readonly outputTokensPerSecond: number | null;
  /** Of the requests and probes of ninety days. */
  readonly ninetyDaysPpm: number | null;
}

interface Seen {
  readonly byHour: ReadonlyMap<number, SampleCounts>;
  readonly times: SampleTimes;
  readonly ninetyDays: SampleCounts;
}

function health({ byHour, times: { timeToFirst }, ninetyDays }: Seen, firstHourMs: number): EndpointHealth {
  const sum = addCounts([...byHour.values()]);
  return {
    ...healthCounts(sum),
    hours: Array.from({ length: HEALTH_HOURS }, (_, index) => {
      const hourMs = firstHourMs + index * HOUR_MS;
      return { hourMs, ...healthCounts(byHour.get(hourMs) ?? NO_COUNTS) };
    }),
    timeToFirstMsP50: percentileMs(timeToFirst, 0.5),
    timeToFirstMsP95: percentileMs(timeToFirst, 0.95),
    outputTokensPerSecond: sum.outputMs === 0 ? null : Math.round((sum.outputTokens * 1_000) / sum.outputMs),
    ninetyDaysPpm: answeredPpm(ninetyDays),
  };
}

function healthCounts(counts: SampleCounts): HealthCounts {
  return { requests: counts.requests, probes: counts.probes, availabilityPpm: answeredPpm(counts) };
}

/** How each of these endpoints did in the last 24 hours at all gateways together; endpoints without traffic have hours that say so. */
export async function readEndpointHealth(pool: pg.Pool, endpointIds: readonly string[], nowMs: number): Promise<ReadonlyMap<string, EndpointHealth>> {
  const toMs = (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
  const fromMs = toMs - HEALTH_HOURS * HOUR_MS;
  const range = { fromMs, toMs, endpointIds, source: 'hours' } as const;
  const [counts, times, ninetyDays] = await Promise.all([
    readCountsByHour(pool, range),
    readTimes(pool, range),
    readCounts(pool, { ...range, fromMs: toMs - NINETY_DAYS_HOURS * HOUR_MS }),
  ]);
  const seen = (id: string): Seen => ({
    byHour: counts.get(id) ?? new Map<number, SampleCounts>(),
    times: times.get(id) ?? NO_TIMES,
    ninetyDays: ninetyDays.get(id) ?? NO_COUNTS,
  });
  return new Map(endpointIds.map((id) => [id, health(seen(id), fromMs)]));
}
