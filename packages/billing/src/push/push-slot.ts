import type pg from 'pg';

/** Stripe takes a thousand meter events a second in all; four pushers at once share them, further ones wait for a later turn. */
const SLOTS = 4;
const PER_SECOND_IN_ALL = 1_000;

export interface PushSlot {
  readonly perSecond: number;
  release(): Promise<void>;
}

/** One of the slots, as an advisory lock of its own connection; undefined when all are taken. */
export async function takePushSlot(pool: pg.Pool): Promise<PushSlot | undefined> {
  const client = await pool.connect();
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const key = `billing:push-slot:${slot}`;
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [key]);
    if (rows[0]?.locked !== true) continue;
    return {
      perSecond: PER_SECOND_IN_ALL / SLOTS,
      async release() {
        try {
          await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
          client.release();
        } catch {
          client.release(true);
        }
      },
    };
  }
  client.release();
  return undefined;
}
