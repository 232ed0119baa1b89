import type { LimitRule, SpentReader } from '@modelhub/limits/types';
import type pg from 'pg';

const SCOPE_CONDITION: Readonly<Record<LimitRule['scope'], string>> = {
  organization: 'organization_id = $2',
  project: 'project_id = $2',
  key: 'key_id = $2',
  member: 'key_id IN (SELECT id FROM api_keys WHERE organization_id = $1 AND created_by_user_id = $2)',
};

/**
 * Tells where the counter of a money rule has to start, in nano-USD: the sum of the hourly rollup from the start of the window.
 * Every window begins on a full hour, and the rollup changes in the transaction that writes the ledger, so this is exact for all
 * usage that has reached the ledger. Usage that is still in a gateway's journal (about a second's worth) is not in it.
 */
export function postgresSpentReader(pool: pg.Pool): SpentReader {
  return async (rule, windowStartMs) => {
    const since = windowStartMs === null ? '-infinity' : new Date(windowStartMs).toISOString();
    const { rows } = await pool.query<{ spent: string }>(
      `SELECT coalesce(sum(cost_nano_usd), 0)::text AS spent FROM usage_rollups_hourly
       WHERE organization_id = $1 AND ${SCOPE_CONDITION[rule.scope]} AND hour >= $3::timestamptz`,
      [rule.organizationId, rule.scopeId, since],
    );
    return BigInt(rows[0]?.spent ?? '0');
  };
}
