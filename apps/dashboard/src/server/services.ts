import type { CredentialCipher } from '@modelhub/access/credential-cipher';
import type { BillingContext } from '@modelhub/billing/billing-context';
import type { Clock } from '@modelhub/core/clock';
import type { PrismaClient } from '@modelhub/db/client';
import type { Invalidation } from '@modelhub/state/shared-state';
import type { Logger } from 'pino';
import type pg from 'pg';
import type { Dispatcher } from 'undici';
import type { AttemptLimits } from './auth/attempt-limits.ts';
import type { Env } from '../env.ts';

/** Everything that server code works with; tests hand in their own. */
export interface Services {
  readonly env: Env;
  readonly log: Logger;
  readonly clock: Clock;
  /** Under the role modelhub_app: sees no tenant's rows until `withTenant` says whose. */
  readonly prisma: PrismaClient;
  /** The same role for raw SQL: usage queries. */
  readonly pool: pg.Pool;
  readonly attempts: AttemptLimits;
  /** Seals the keys of providers that customers bring; null where CREDENTIALS_KEY is not set. */
  readonly cipher: CredentialCipher | null;
  /** Everything that goes to an address that a customer named goes through this. */
  readonly outbound: Dispatcher;
  /** Null where billing is not set up. */
  readonly stripe: BillingContext['stripe'] | null;
  /** Wakes the job that works off webhooks. Returns at once and never throws: the job looks by itself every few seconds too. */
  readonly wakeStripeEvents: () => void;
  /** Tells every gateway to forget what changed. Called after the commit; never throws. */
  readonly publishInvalidation: (event: Invalidation) => Promise<void>;
}
