import { inTransaction } from '@modelhub/db/transaction';
import { withRetry } from '@modelhub/db/retry';
import type pg from 'pg';
import { IS_ESTIMATED_SQL, IS_FAILED_SQL, markDirty, MEASURES, USAGE_COLUMNS } from './rollup.ts';

const columns = Object.values(USAGE_COLUMNS);
const ROLLUP_KEY = 'organization_id, hour, project_id, key_id, model, provider';

/** A correction's signed difference of one component; the JSON has TokenUsage's names. */
function correctionOf(component: string): string {
  return `coalesce((usage_delta ->> '${component}')::int8, 0)`;
}

/**
 * The rollup as the ledger says it ought to be, from events and corrections, for the hours in [$1, $2). Narrow it further
 * with `where` over `organization_id`. The event id's own time lets the planner skip the other months.
 */
export function recomputedRollupSql(where = 'true'): string {
  const eventMeasures = [
    '1::int8 AS requests',
    `${IS_FAILED_SQL}::int::int8 AS failed_requests`,
    `${IS_ESTIMATED_SQL}::int::int8 AS estimated_requests`,
    ...columns,
    'cost_nano_usd',
    'duration_ms::int8 AS duration_ms_sum',
  ];
  const correctionMeasures = ['0::int8', '0::int8', '0::int8', ...Object.keys(USAGE_COLUMNS).map(correctionOf), 'cost_nano_usd', '0::int8'];
  const dimensions = `organization_id, date_trunc('hour', occurred_at, 'UTC') AS hour, project_id, key_id, model, provider`;
  return `
    SELECT ${ROLLUP_KEY}, ${MEASURES.map((measure) => `sum(${measure})::int8 AS ${measure}`).join(', ')}
    FROM (
      SELECT ${dimensions}, ${eventMeasures.join(', ')} FROM usage_events
      WHERE occurred_at >= $1 AND occurred_at < $2 AND ${where}
        AND event_id >= uuidv7_boundary($1::timestamptz - interval '1 minute')
        AND event_id < uuidv7_boundary($2::timestamptz + interval '1 minute')
      UNION ALL
      SELECT ${dimensions}, ${correctionMeasures.join(', ')} FROM usage_corrections
      WHERE occurred_at >= $1 AND occurred_at < $2 AND ${where}
    ) AS entries
    GROUP BY ${ROLLUP_KEY}`;
}

/**
 * Writes an hour's rollup anew from the ledger, in one transaction with the mark for the push. Shipping into that hour waits
 * meanwhile. Answers how many rows the hour has now.
 */
export function recomputeHour(pool: pg.Pool, { organizationId, hourMs }: { readonly organizationId: string; readonly hourMs: number }): Promise<number> {
  const from = new Date(hourMs).toISOString();
  const to = new Date(hourMs + 3_600_000).toISOString();
  return withRetry(() =>
    inTransaction(pool, async (client) => {
      // Nobody adds between the read of the ledger and the write of its sum.
      await client.query('LOCK TABLE usage_rollups_hourly IN SHARE ROW EXCLUSIVE MODE');
      await client.query('DELETE FROM usage_rollups_hourly WHERE organization_id = $1 AND hour = $2', [organizationId, from]);
      const { rowCount } = await client.query(
        `INSERT INTO usage_rollups_hourly (${ROLLUP_KEY}, ${MEASURES.join(', ')})
         ${recomputedRollupSql('organization_id = $3')}`,
        [from, to, organizationId],
      );
      await markDirty(client, [{ organizationId, hourMs }]);
      return rowCount ?? 0;
    }),
  );
}
