import pg from 'pg';
import { databaseUrlAs, type DatabaseRole } from './database-url.ts';

export interface PoolOptions {
  readonly databaseUrl: string;
  readonly role: DatabaseRole;
  /** Connections at most. */
  readonly max: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly connectionTimeoutMs?: number;
  /** A connection that broke while idle; the pool replaces it, so this is for the log. */
  readonly onIdleError?: (error: Error) => void;
}

/** 64-bit integers are money and counts here: they arrive as bigint, never as a string or a rounded number. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: Parameters<typeof pg.types.getTypeParser>[0], format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 && format !== 'binary'
      ? (value: string) => BigInt(value)
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** A raw pool under one of the product's roles. `bigint` columns are read as bigint; `numeric` stays text. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrlAs(options.databaseUrl, options.role),
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 10_000,
    types,
  });
  // Without a listener a server restart would end the program.
  pool.on('error', options.onIdleError ?? (() => {}));
  return pool;
}
