import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './postgres.ts';
import { startTestRedis } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner URL of the run's PostgreSQL; hand it to `createTestDatabase`. */
    postgresAdminUrl: string;
    /** The run's Redis; empty where the machine has none, and then Redis tests are skipped. */
    redisUrl: string;
  }
}

/** Starts the real services once for a whole run of integration tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  project.provide('postgresAdminUrl', postgres.adminUrl);
  project.provide('redisUrl', redis?.url ?? '');
  return async () => {
    await Promise.all([postgres.stop(), redis?.stop()]);
  };
}
