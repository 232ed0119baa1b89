import type pg from 'pg';

const MINUTE_MS = 60_000;
/** A minute in which gateways are there is told by them within seconds; until then it is not called a minute without. */
const TOLD_WITHIN_MS = 2 * MINUTE_MS;
/** The longest ones are listed, all are counted. */
const GAPS_LISTED_MAX = 50;
/** With fewer requests and probes together nothing is said about a provider: it would tell more about who asked. */
export const ASKED_MIN = 20;

/** A stretch of whole minutes in which no gateway was there. */
export interface FleetGap {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** In which minutes any gateway was there, by what gateways write down themselves. */
export interface FleetEvidence {
  /** From when on it is known, at the earliest the begin of the period. */
  readonly watchedFromMs: number;
  readonly watchedMinutes: number;
  readonly minutesWithout: number;
  /** The fewest and the most at once, of the minutes that had any. */
  readonly gatewaysMin: number;
  readonly gatewaysMax: number;
  /** In order; all of them where there are not too many. */
  readonly gaps: readonly FleetGap[];
}

/** How one provider did on our account, by the hour's sums; of a minute it is known whether anything was answered in it. */
export interface ProviderEvidence {
  readonly provider: string;
  readonly requests: number;
  readonly errors: number;
  readonly minutesAsked: number;
  readonly minutesAnswered: number;
  readonly probes: number;
  readonly probeErrors: number;
  readonly minutesProbed: number;
  readonly minutesProbeAnswered: number;
}

/** What gateways saw in a month, whoever asked. It stands beside the figures of the ledger and is no part of them. */
export interface SlaEvidence {
  /** Null where gateways did not write it down yet. */
  readonly fleet: FleetEvidence | null;
  /** Those that were asked often enough to speak of them, by name. */
  readonly providers: readonly ProviderEvidence[];
}

export interface EvidenceRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
}

/** The minutes in [$1, $2) with gateways, whether they were counted already or not. */
const MINUTES = `
  SELECT minute, sum(gateways)::int AS gateways FROM (
    SELECT minute, gateways FROM fleet_minutes WHERE minute >= $1 AND minute < $2
    UNION ALL SELECT minute, 1 FROM gateway_minutes WHERE minute >= $1 AND minute < $2
  ) told GROUP BY minute`;

const WATCHED_SINCE = 'SELECT least((SELECT min(minute) FROM fleet_minutes), (SELECT min(minute) FROM gateway_minutes)) AS since';

const GAPS = `
  SELECT after AS "from", until AS "to" FROM (
    SELECT minute + interval '1 minute' AS after, lead(minute, 1, $2::timestamptz) OVER (ORDER BY minute) AS until
    FROM (SELECT minute FROM (${MINUTES}) present UNION ALL SELECT $1::timestamptz - interval '1 minute') edges
  ) stretches WHERE until > after ORDER BY 1`;

const PROVIDERS = `
  SELECT provider, sum(requests)::int AS requests, sum(errors)::int AS errors, sum(minutes_asked)::int AS "minutesAsked", sum(minutes_answered)::int AS "minutesAnswered",
    sum(probes)::int AS probes, sum(probe_errors)::int AS "probeErrors", sum(minutes_probed)::int AS "minutesProbed", sum(minutes_probe_answered)::int AS "minutesProbeAnswered"
  FROM provider_health_hours WHERE hour >= $1 AND hour < $2 GROUP BY provider HAVING sum(requests + probes) >= ${ASKED_MIN} ORDER BY provider`;

/** What is known of a period so far: of the fleet up to now, of providers up to the last hour that is over. Of no tenant, so that any role may read it. */
export async function readEvidence(client: pg.Pool | pg.ClientBase, range: EvidenceRange): Promise<SlaEvidence> {
  const fleet = await readFleetEvidence(client, range);
  const { rows: providers } = await client.query<ProviderEvidence>(PROVIDERS, [new Date(range.fromMs), new Date(range.toMs)]);
  return { fleet, providers };
}

async function readFleetEvidence(client: pg.Pool | pg.ClientBase, { fromMs, toMs, nowMs }: EvidenceRange): Promise<FleetEvidence | null> {
  const { rows: since } = await client.query<{ since: Date | null }>(WATCHED_SINCE);
  const watchedFromMs = Math.max(fromMs, since[0]?.since?.getTime() ?? Infinity);
  const untilMs = Math.min(toMs, Math.floor((nowMs - TOLD_WITHIN_MS) / MINUTE_MS) * MINUTE_MS);
  if (watchedFromMs >= untilMs) return null;
  const key = [new Date(watchedFromMs), new Date(untilMs)];
  const { rows: sizes } = await client.query<{ min: number | null; max: number | null }>(`SELECT min(gateways), max(gateways) FROM (${MINUTES}) counted`, key);
  const { rows } = await client.query<{ from: Date; to: Date }>(GAPS, key);
  const gaps = rows.map(({ from, to }) => ({ startedAtMs: from.getTime(), endedAtMs: to.getTime() }));
  return {
    watchedFromMs,
    watchedMinutes: (untilMs - watchedFromMs) / MINUTE_MS,
    minutesWithout: gaps.reduce((sum, gap) => sum + minutesOf(gap), 0),
    gatewaysMin: sizes[0]?.min ?? 0,
    gatewaysMax: sizes[0]?.max ?? 0,
    gaps: longest(gaps),
  };
}

export function minutesOf({ startedAtMs, endedAtMs }: FleetGap): number {
  return (endedAtMs - startedAtMs) / MINUTE_MS;
}

/** The share of minutes in which there was a gateway, in ppm, rounded down. */
export function fleetPpm({ watchedMinutes, minutesWithout }: Pick<FleetEvidence, 'watchedMinutes' | 'minutesWithout'>): bigint {
  return (BigInt(watchedMinutes - minutesWithout) * 1_000_000n) / BigInt(watchedMinutes);
}

function longest(gaps: readonly FleetGap[]): FleetGap[] {
  return gaps
    .toSorted((a, b) => minutesOf(b) - minutesOf(a))
    .slice(0, GAPS_LISTED_MAX)
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
}
