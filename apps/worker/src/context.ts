import type { Clock } from '@modelhub/core/clock';
import type { Logger } from '@modelhub/observability/logger';
import type { Registry } from '@modelhub/observability/metrics';
import type pg from 'pg';
import type { Env } from './env.ts';

/** What every job's handler is made from. */
export interface WorkerContext {
  readonly env: Env;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Under modelhub_worker; 64-bit integers arrive as bigint. */
  readonly pool: pg.Pool;
  /** Runs when the worker stops, last registered first. */
  onClose(close: () => Promise<void>): void;
}
