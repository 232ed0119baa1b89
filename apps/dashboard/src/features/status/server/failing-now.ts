import { ASKED_MIN } from '@modelhub/billing/sla/evidence';
import type pg from 'pg';
import { answeredPpm, readCounts } from './samples.ts';

const LATELY_MS = 10 * 60_000;
/** What gateways that are gone have seen is old. */
const ALIVE_WITHIN_MS = 35_000;
/** From there on it is said, of an endpoint that was asked often enough. */
const FAILING_BELOW_PPM = 950_000;

export interface FailingEndpoint {
  readonly endpointId: string;
  /** A gateway has seen it fail again and again, and leaves it alone but for a try now and then. */
  readonly isAvoided: boolean;
  /** Of the last ten minutes; null where it was hardly asked, or does well by it. */
  readonly availabilityPpm: number | null;
}

/** What fails right now, by circuits that gateways hold open and by the last ten minutes. */
export async function readFailingNow(pool: pg.Pool, nowMs: number): Promise<FailingEndpoint[]> {
  const [open, counts] = await Promise.all([
    pool.query<{ endpoint_id: string }>('SELECT DISTINCT unnest(failing) AS endpoint_id FROM gateways WHERE seen_at >= $1', [
      new Date(nowMs - ALIVE_WITHIN_MS),
    ]),
    readCounts(pool, { fromMs: nowMs - LATELY_MS, toMs: nowMs, source: 'minutes' }),
  ]);
  const avoided = new Set(open.rows.map((row) => row.endpoint_id));
  return [...new Set([...avoided, ...counts.keys()])].toSorted().flatMap((endpointId) => {
    const of = counts.get(endpointId);
    const ppm = of === undefined || of.requests + of.probes < ASKED_MIN ? null : answeredPpm(of);
    const availabilityPpm = ppm !== null && ppm < FAILING_BELOW_PPM ? ppm : null;
    const isAvoided = avoided.has(endpointId);
    return isAvoided || availabilityPpm !== null ? [{ endpointId, isAvoided, availabilityPpm }] : [];
  });
}
