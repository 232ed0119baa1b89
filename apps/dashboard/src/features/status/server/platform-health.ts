import { ASKED_MIN } from '@modelhub/billing/sla/evidence';
import type pg from 'pg';
import { readFailingNow, type FailingEndpoint } from './failing-now.ts';
import { readFleet, type Fleet } from './fleet.ts';
import {
  addCounts,
  addTimes,
  answeredPpm,
  NO_COUNTS,
  NO_TIMES,
  percentileMs,
  readCounts,
  readTimes,
  type SampleCounts,
  type SampleRange,
  type SampleTimes,
} from './samples.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;

/** A stretch of time at one endpoint or provider. Nothing is said of what was hardly asked. */
export interface WindowFigures {
  readonly traffic: 'none' | 'thin' | 'enough';
  readonly availabilityPpm: number | null;
  readonly timeToFirstMsP50: number | null;
  readonly timeToFirstMsP95: number | null;
  readonly latencyMsP50: number | null;
}

export const WINDOWS = ['hour', 'day', 'week'] as const;
export type Windows = Readonly<Record<(typeof WINDOWS)[number], WindowFigures>>;

export interface EndpointWindows {
  readonly endpointId: string;
  readonly windows: Windows;
}

export interface ProviderWindows {
  readonly provider: string;
  readonly windows: Windows;
  /** Those that were asked often enough within a week. */
  readonly endpoints: readonly EndpointWindows[];
}

/** How providers and gateways do, by what gateways saw on the accounts of this instance. Sums over all who asked, and nothing of accounts of customers. */
export interface PlatformHealth {
  readonly fleet: Fleet;
  readonly failing: readonly FailingEndpoint[];
  /** Those that were asked often enough within a week, by name. */
  readonly providers: readonly ProviderWindows[];
  readonly readAtMs: number;
}

interface Part {
  readonly counts: ReadonlyMap<string, SampleCounts>;
  readonly times: ReadonlyMap<string, SampleTimes>;
}

async function readPart(pool: pg.Pool, range: SampleRange): Promise<Part> {
  const [counts, times] = await Promise.all([readCounts(pool, range), readTimes(pool, range)]);
  return { counts, times };
}

type Figures = Readonly<{ counts: SampleCounts; times: SampleTimes }>;

/** One endpoint, or several together, in parts that follow each other. */
function figuresOf(endpointIds: readonly string[], parts: readonly Part[]): Figures {
  const all = parts.flatMap((part) => endpointIds.map((id) => ({ counts: part.counts.get(id) ?? NO_COUNTS, times: part.times.get(id) ?? NO_TIMES })));
  return { counts: addCounts(all.map((one) => one.counts)), times: addTimes(all.map((one) => one.times)) };
}

function windowFigures({ counts, times }: Figures): WindowFigures {
  const asked = counts.requests + counts.probes;
  if (asked < ASKED_MIN) {
    return { traffic: asked === 0 ? 'none' : 'thin', availabilityPpm: null, timeToFirstMsP50: null, timeToFirstMsP95: null, latencyMsP50: null };
  }
  return {
    traffic: 'enough',
    availabilityPpm: answeredPpm(counts),
    timeToFirstMsP50: percentileMs(times.timeToFirst, 0.5),
    timeToFirstMsP95: percentileMs(times.timeToFirst, 0.95),
    latencyMsP50: percentileMs(times.latency, 0.5),
  };
}

function providersOf({ hour, day, week }: { readonly hour: Part; readonly day: Part; readonly week: Part }): ProviderWindows[] {
  const windowsOf = (ids: readonly string[]): Windows => ({
    hour: windowFigures(figuresOf(ids, [hour])),
    day: windowFigures(figuresOf(ids, [day])),
    week: windowFigures(figuresOf(ids, [week, day])),
  });
  const endpointIds = [...new Set([hour, day, week].flatMap(({ counts }) => [...counts.keys()]))].toSorted();
  const byProvider = Map.groupBy(endpointIds, (id) => id.slice(0, id.indexOf('/')));
  return [...byProvider]
    .map(([provider, ids]) => ({
      provider,
      windows: windowsOf(ids),
      endpoints: ids.map((endpointId) => ({ endpointId, windows: windowsOf([endpointId]) })).filter(({ windows }) => windows.week.traffic === 'enough'),
    }))
    .filter(({ windows }) => windows.week.traffic === 'enough');
}

/**
 * A reader, for a pool under the role modelhub_app. What is older than a day does not change any more, and is by far the most to add: it is read once an hour. Callers should go
 * through the cache all the same.
 */
export function platformHealthReader(): (pool: pg.Pool, nowMs: number) => Promise<PlatformHealth> {
  let older: { readonly part: Promise<Part>; readonly untilMs: number } | undefined;
  const readOlder = (pool: pg.Pool, untilMs: number): Promise<Part> => {
    if (older?.untilMs === untilMs) return older.part;
    const part = readPart(pool, { fromMs: untilMs - (WEEK_HOURS - DAY_HOURS) * HOUR_MS, toMs: untilMs, source: 'hours' });
    older = { part, untilMs };
    part.catch(() => (older = undefined));
    return part;
  };
  return async (pool, nowMs) => {
    const endMs = (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
    const dayMs = endMs - DAY_HOURS * HOUR_MS;
    const [fleet, failing, hour, day, week] = await Promise.all([
      readFleet(pool, nowMs),
      readFailingNow(pool, nowMs),
      readPart(pool, { fromMs: nowMs - HOUR_MS, toMs: nowMs, source: 'minutes' }),
      readPart(pool, { fromMs: dayMs, toMs: endMs, source: 'hours' }),
      readOlder(pool, dayMs),
    ]);
    return { fleet, failing, providers: providersOf({ hour, day, week }), readAtMs: nowMs };
  };
}
