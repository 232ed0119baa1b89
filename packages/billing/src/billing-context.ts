import type { Clock } from '@modelhub/core/clock';
import type pg from 'pg';
import type Stripe from 'stripe';

/**
 * What the functions of this package work with. `pool` is one of `@modelhub/db/pool` (64-bit integers as bigint) under
 * `modelhub_app` or `modelhub_worker`; each function says which.
 */
export interface BillingContext {
  readonly pool: pg.Pool;
  readonly stripe: Stripe;
  readonly clock: Clock;
}
