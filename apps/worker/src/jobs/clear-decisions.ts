import type { WorkerContext } from '../context.ts';

/** Small enough that nobody waits for it. */
const SLICE = 1_000;
/** What is left is taken by the next run, a minute later: up to 1,000 requests a second go as fast as they come. */
const SLICES_MAX = 60;

/** From the oldest on. A worker may not change what it removes, so nothing is locked: of two that are at it, one finds nothing left. */
const CLEAR = `
  DELETE FROM request_decisions WHERE (organization_id, event_id) IN (
    SELECT organization_id, event_id FROM request_decisions WHERE occurred_at < $1 ORDER BY occurred_at LIMIT $2)`;

const DAY_MS = 86_400_000;

/** Why requests went where they went is kept for some weeks; what they cost stays in the ledger. */
export function clearDecisionsHandler({ pool, env, clock }: WorkerContext): () => Promise<void> {
  return async () => {
    const before = new Date(clock.nowMs() - env.DECISIONS_KEPT_DAYS * DAY_MS);
    for (let slice = 0; slice < SLICES_MAX; slice += 1) {
      const { rowCount } = await pool.query(CLEAR, [before, SLICE]);
      if ((rowCount ?? 0) < SLICE) return;
    }
  };
}
