import type pg from 'pg';

/** Days of which any hour's usage changed since $1, summed over all organizations; a model that is gone from its minutes goes from its day. */
const UPDATE_DAYS = `
  WITH changed AS (
    SELECT DISTINCT date_trunc('day', hour, 'UTC') AS day FROM stripe_outbox WHERE updated_at >= $1
  ), summed AS (
    SELECT c.day, m.model, sum(m.eligible) AS eligible, sum(m.failed) AS failed
    FROM changed c JOIN sla_minutes m ON m.minute >= c.day AND m.minute < c.day + interval '1 day' GROUP BY 1, 2
  ), gone AS (
    DELETE FROM public_days p USING changed c WHERE p.day = c.day AND NOT EXISTS (SELECT FROM summed s WHERE s.day = p.day AND s.model = p.model)
  )
  INSERT INTO public_days AS p (day, model, eligible, failed) SELECT day, model, eligible, failed FROM summed
  ON CONFLICT (day, model) DO UPDATE SET eligible = excluded.eligible, failed = excluded.failed
  WHERE (p.eligible, p.failed) IS DISTINCT FROM (excluded.eligible, excluded.failed)`;

/** Brings what the public pages say of days up to the counted minutes, those of late usage included. Under `modelhub_worker`. */
export async function updatePublicDays(pool: pg.Pool, sinceMs: number): Promise<void> {
  await pool.query(UPDATE_DAYS, [new Date(sinceMs)]);
}
