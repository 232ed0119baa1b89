import type pg from 'pg';
import type { TenantClient } from './tenant.ts';

/** Runs one SQL statement with $1-style parameters; 64-bit integers come back as bigint, timestamps as Date. */
export type QueryRows = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** On a pool of `createPool` or one of its connections. */
export function rowsFromPg(client: Pick<pg.ClientBase, 'query'>): QueryRows {
  return async <Row>(sql: string, parameters: readonly unknown[]) => {
    const { rows } = await client.query(sql, [...parameters]);
    return rows as Row[];
  };
}

/** Within a transaction of `withTenant`, so that row-level security holds. The SQL must be a constant of ours. */
export function rowsFromPrisma(tx: TenantClient): QueryRows {
  return <Row>(sql: string, parameters: readonly unknown[]) => tx.$queryRawUnsafe<Row[]>(sql, ...parameters);
}
