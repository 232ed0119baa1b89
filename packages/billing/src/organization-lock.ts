import type pg from 'pg';

export interface OrganizationLock {
  readonly organizationId: string;
  /** Locks of different purposes do not meet. */
  readonly purpose: 'customer' | 'subscription' | 'push' | 'late-usage' | 'statement';
}

const key = (lock: OrganizationLock): string => `billing:${lock.purpose}:${lock.organizationId}`;

/**
 * Runs `fn` while no other program runs anything of the same purpose for the organization. A session's advisory lock: it
 * ends with the connection, whatever happens to the program. Holds one connection of the pool.
 */
export async function withOrganizationLock<T>(pool: pg.Pool, lock: OrganizationLock, fn: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key(lock)]);
    return await fn();
  } finally {
    await unlock(client, lock);
  }
}

/** As `withOrganizationLock`, but gives up at once where somebody else holds it. */
export async function tryOrganizationLock<T>(
  pool: pg.Pool,
  lock: OrganizationLock,
  fn: () => Promise<T>,
): Promise<{ readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' }> {
  const client = await pool.connect();
  const result = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [key(lock)]);
  if (result.rows[0]?.locked !== true) {
    client.release();
    return { kind: 'busy' };
  }
  try {
    return { kind: 'done', value: await fn() };
  } finally {
    await unlock(client, lock);
  }
}

async function unlock(client: pg.PoolClient, lock: OrganizationLock): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key(lock)]);
    client.release();
  } catch {
    client.release(true);
  }
}
