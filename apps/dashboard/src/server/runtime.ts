import { systemClock } from '@modelhub/core/clock';
import { createPrismaClient } from '@modelhub/db/client';
import { createPool } from '@modelhub/db/pool';
import { pino } from 'pino';
import { readEnv } from '../env.ts';
import { createAttemptLimits } from './auth/attempt-limits.ts';
import type { Services } from './services.ts';

const POOL_MAX = 10;

function createServices(): Services {
  const env = readEnv();
  const log = pino({ level: env.LOG_LEVEL, base: { program: 'dashboard' } });
  const options = { databaseUrl: env.DATABASE_URL, role: 'modelhub_app', max: POOL_MAX, applicationName: 'modelhub-dashboard' } as const;
  return {
    env,
    log,
    clock: systemClock,
    prisma: createPrismaClient(options),
    pool: createPool({ ...options, onIdleError: (error) => log.warn({ err: error }, 'idle database connection broke') }),
    attempts: createAttemptLimits(),
    publishInvalidation: async () => {},
  };
}

const holder = globalThis as typeof globalThis & { modelhubServices?: Services };

/** The services of this process. Next.js loads server code in several bundles: they share one set through globalThis. */
export function services(): Services {
  return (holder.modelhubServices ??= createServices());
}
