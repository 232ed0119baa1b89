import type pg from 'pg';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { withRetry } from './retry.ts';
import { inTransaction } from './transaction.ts';

/** Who acts. `organizationId` null: a signed-in person outside any organization sees only their own memberships. */
export interface Tenant {
  readonly organizationId: string | null;
  readonly userId: string | null;
}

/** What `fn` gets: the whole Prisma client but for starting transactions. */
export type TenantClient = Prisma.TransactionClient;

export interface TenantTransactionOptions {
  /** How long the transaction may run, in ms; 10,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * Runs `fn` in one transaction in which row-level security shows the rows of this tenant alone. The setting is local to
 * the transaction: a pooled connection goes back without it. Tried again on deadlock, so `fn` should touch nothing but
 * the database.
 */
export function withTenant<T>(prisma: PrismaClient, tenant: Tenant & TenantTransactionOptions, fn: (tx: TenantClient) => Promise<T>): Promise<T> {
  return withRetry(() =>
    prisma.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT set_config('app.organization_id', ${tenant.organizationId ?? ''}, true),
          set_config('app.user_id', ${tenant.userId ?? ''}, true)`;
        return fn(tx);
      },
      { timeout: tenant.timeoutMs ?? 10_000, maxWait: 10_000 },
    ),
  );
}

/** `withTenant` for raw SQL on a pool. */
export function withTenantConnection<T>(pool: pg.Pool, tenant: Tenant, fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withRetry(() =>
    inTransaction(pool, async (client) => {
      await client.query(`SELECT set_config('app.organization_id', $1, true), set_config('app.user_id', $2, true)`, [
        tenant.organizationId ?? '',
        tenant.userId ?? '',
      ]);
      return fn(client);
    }),
  );
}
