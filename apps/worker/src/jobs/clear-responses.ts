import type { WorkerContext } from '../context.ts';

/** As long as OpenAI keeps them (API reference, "store"). */
const KEPT_DAYS = 30;
/** Rows may hold whole conversations: few at a time, so that nobody waits for a lock. */
const SLICE = 500;
/** What is left is taken by the next run. */
const SLICES_MAX = 40;

const CLEAR = `
  DELETE FROM responses WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM responses WHERE created_at < now() - make_interval(days => $1) ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

const ABANDON = `
  UPDATE responses SET status = 'failed', lease_until = NULL, error_code = 'server_error',
    error_message = 'The gateway that made this response stopped before it was complete.'
  WHERE lease_until < now()`;

/** Responses are kept for thirty days. One that a killed gateway left open is ended here, if nobody has asked for it before. */
export function clearResponsesHandler({ pool, logger }: WorkerContext): () => Promise<void> {
  return async () => {
    const abandoned = (await pool.query(ABANDON)).rowCount ?? 0;
    if (abandoned > 0) logger.warn({ abandoned }, 'responses of gateways that are gone were ended');
    for (let slice = 0; slice < SLICES_MAX; slice += 1) {
      const { rowCount } = await pool.query(CLEAR, [KEPT_DAYS, SLICE]);
      if ((rowCount ?? 0) < SLICE) return;
    }
  };
}
