import { PrismaPg } from '@prisma/adapter-pg';
import { databaseUrlAs, type DatabaseRole } from './database-url.ts';
import { PrismaClient } from './generated/client.ts';

export { Prisma } from './generated/client.ts';
export type * from './generated/client.ts';
export type { DatabaseRole } from './database-url.ts';
export type { PrismaClient };

export interface PrismaClientOptions {
  readonly databaseUrl: string;
  readonly role: DatabaseRole;
  /** Connections at most; 10 by default. */
  readonly max?: number;
  readonly applicationName?: string;
}

/**
 * The Prisma client under one of the product's roles. As `modelhub_app` it sees no tenant's rows until `withTenant` says
 * whose. Connects on first use; close it with `$disconnect()`.
 */
export function createPrismaClient(options: PrismaClientOptions): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: databaseUrlAs(options.databaseUrl, options.role),
    max: options.max ?? 10,
    application_name: options.applicationName ?? options.role,
  });
  return new PrismaClient({ adapter });
}
