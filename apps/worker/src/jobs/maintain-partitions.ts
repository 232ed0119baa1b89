import type { WorkerContext } from '../context.ts';

const MONTHS_AHEAD = 6;

/** Makes the ledger's partitions from last month on. A row of a month without one would land in the default partition. */
export function maintainPartitionsHandler({ pool, logger }: WorkerContext): () => Promise<void> {
  return async () => {
    const { rows } = await pool.query<{ created: number }>(`SELECT ensure_usage_partitions(now() - interval '1 month', $1) AS created`, [MONTHS_AHEAD + 1]);
    const created = rows[0]?.created ?? 0;
    if (created > 0) logger.info({ created }, 'made partitions for the months to come');
    const stray = await pool.query('SELECT FROM usage_events_default LIMIT 1');
    if ((stray.rowCount ?? 0) > 0) logger.error('usage_events_default holds rows: a month was without its partition');
  };
}
