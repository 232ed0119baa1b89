import { IS_FAILED_SQL } from '@modelhub/metering/ledger/rollup';
import type pg from 'pg';

/**
 * A request counts unless the customer ended it or it was the customer's own error (an answer of the 4xx family). Requests that
 * our limits refuse never open a ledger event. What ran on a customer's own key of a provider is between those two. Failed is what the rollup
 * calls failed. See docs/sla.md.
 */
const IS_ELIGIBLE_SQL = `(outcome <> 'cancelled' AND (${IS_FAILED_SQL} OR status_code < 400))`;

/** One organization's minutes in [$2, $3), from the ledger alone. */
export const COUNT_MINUTES = `
  SELECT organization_id, date_trunc('minute', occurred_at, 'UTC') AS minute, model,
    (count(*) FILTER (WHERE ${IS_ELIGIBLE_SQL}))::int AS eligible,
    (count(*) FILTER (WHERE ${IS_ELIGIBLE_SQL} AND ${IS_FAILED_SQL}))::int AS failed
  FROM usage_events
  WHERE organization_id = $1 AND price_id <> 'own-key' AND occurred_at >= $2 AND occurred_at < $3
    AND event_id >= uuidv7_boundary($2::timestamptz - interval '1 second')
    AND event_id < uuidv7_boundary($3::timestamptz + interval '1 second')
  GROUP BY 1, 2, 3
  HAVING count(*) FILTER (WHERE ${IS_ELIGIBLE_SQL}) > 0`;

const WRITE_MINUTES = `
  INSERT INTO sla_minutes AS m (organization_id, minute, model, eligible, failed) ${COUNT_MINUTES}
  ON CONFLICT (organization_id, minute, model) DO UPDATE SET eligible = EXCLUDED.eligible, failed = EXCLUDED.failed
  WHERE (m.eligible, m.failed) IS DISTINCT FROM (EXCLUDED.eligible, EXCLUDED.failed)`;

export interface MinuteRange {
  readonly organizationId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Counts a stretch anew from the ledger; doing so again changes nothing. Answers with the rows that changed. */
export async function countMinutes(client: pg.Pool | pg.ClientBase, range: MinuteRange): Promise<number> {
  const result = await client.query(WRITE_MINUTES, [range.organizationId, new Date(range.fromMs), new Date(range.toMs)]);
  return result.rowCount ?? 0;
}

/**
 * Counts every hour anew whose usage changed since `sinceMs`: the outbox is marked in the ledger's own transaction, so no late
 * row is missed. Under `modelhub_worker`.
 */
export async function countChangedMinutes(pool: pg.Pool, sinceMs: number): Promise<number> {
  const { rows } = await pool.query<{ organization_id: string; hour: Date }>(
    'SELECT organization_id, hour FROM stripe_outbox WHERE updated_at >= $1 ORDER BY 1, 2',
    [new Date(sinceMs)],
  );
  let changed = 0;
  for (const row of rows) {
    const fromMs = row.hour.getTime();
    changed += await countMinutes(pool, { organizationId: row.organization_id, fromMs, toMs: fromMs + 3_600_000 });
  }
  return changed;
}
