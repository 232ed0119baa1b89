import type { z } from 'zod';

/**
 * A job is a wake-up: it tells a handler to look, never what happened. Running one twice, late or never (the next tick
 * does it) changes nothing.
 */
export interface JobContract<Name extends string, Schema extends z.ZodType> {
  readonly name: Name;
  readonly schema: Schema;
  /** Repeats on its own. `everyMs` or a cron pattern in UTC; absent for jobs that something else enqueues. */
  readonly schedule?: { readonly everyMs: number } | { readonly cron: string };
  readonly attempts: number;
  readonly backoffMs: number;
  /**
   * `cluster`, the default: one worker of all takes each wake-up. `local`: every machine wakes its own worker, for work
   * on what lies on its own disk.
   */
  readonly scope?: 'cluster' | 'local';
  /** Handlers that run at the same time on one worker. */
  readonly concurrency: number;
}

export function defineJob<const Name extends string, Schema extends z.ZodType>(contract: JobContract<Name, Schema>): JobContract<Name, Schema> {
  return contract;
}
