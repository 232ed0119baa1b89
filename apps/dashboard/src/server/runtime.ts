import { CredentialCipher } from '@modelhub/access/credential-cipher';
import { createStripe } from '@modelhub/billing/stripe-client';
import { systemClock } from '@modelhub/core/clock';
import { createPrismaClient } from '@modelhub/db/client';
import { createPool } from '@modelhub/db/pool';
import { createGuardedAgent } from '@modelhub/egress/guarded-agent';
import { Announcer } from '@modelhub/state/announcer';
import { Redis } from 'ioredis';
import { pino, type Logger } from 'pino';
import { readEnv, type Env } from '../env.ts';
import { createStripeEventsWaker } from '#src/features/billing/server/wake-stripe-events.ts';
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
    attempts: createAttemptLimits(redisOf(env, log)),
    cipher: env.CREDENTIALS_KEY === undefined ? null : new CredentialCipher({ current: env.CREDENTIALS_KEY, previous: env.CREDENTIALS_KEY_PREVIOUS }),
    outbound: createGuardedAgent({ rule: env.CUSTOM_BASE_URL_PRIVATE_ALLOWED === 'true' ? 'private-allowed' : 'public' }),
    stripe: stripeOf(env),
    wakeStripeEvents: createStripeEventsWaker(env, log),
    publishInvalidation: publisherOf(env),
  };
}

/** For limits on attempts, which count in memory while a command cannot be sent at once. */
function redisOf(env: Env, log: Logger): Redis | undefined {
  if (env.REDIS_URL === undefined) return undefined;
  const redis = new Redis(env.REDIS_URL, { connectionName: 'modelhub-dashboard', enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  redis.on('error', (error) => log.debug({ err: error }, 'redis reported an error'));
  return redis;
}

/** Without Redis the database's own triggers reach every gateway. */
function publisherOf(env: Env): Services['publishInvalidation'] {
  if (env.REDIS_URL === undefined) return async () => {};
  const announcer = new Announcer(env.REDIS_URL);
  return (event) => announcer.announce(event);
}

/** Pages wait for these calls: one attempt is shorter than the SDK's own default, and a second one is enough. */
function stripeOf(env: Env): Services['stripe'] {
  if (env.STRIPE_SECRET_KEY === undefined) return null;
  const apiBase = env.STRIPE_API_BASE === undefined ? {} : { apiBase: env.STRIPE_API_BASE };
  return createStripe({ secretKey: env.STRIPE_SECRET_KEY, ...apiBase, timeoutMs: 10_000, maxNetworkRetries: 1 });
}

const holder = globalThis as typeof globalThis & { modelhubServices?: Services };

/** The services of this process. Next.js loads server code in several bundles: they share one set through globalThis. */
export function services(): Services {
  return (holder.modelhubServices ??= createServices());
}
