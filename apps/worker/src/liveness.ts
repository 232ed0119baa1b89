import type { JobProgress } from '@modelhub/queues/job-progress';
import type { Health } from './health-server.ts';

/** A job that wakes every few seconds has to have succeeded within this. */
const STALE_AFTER_MS = 60_000;

export interface WatchedJob {
  readonly name: string;
  readonly everyMs: number;
  readonly progress: Pick<JobProgress, 'startedAtMs' | 'lastSucceededAtMs' | 'lastError'>;
}

/**
 * Judges a worker by what gets done. A process that runs while its queue is gone, its lock is lost or its database refuses it
 * looks alive and is not: its periodic work of this machine has stopped.
 */
export function livenessOf(jobs: readonly WatchedJob[], nowMs: number): Health {
  const problems = jobs.flatMap(({ name, everyMs, progress }) => {
    const since = progress.lastSucceededAtMs ?? progress.startedAtMs;
    const quietMs = nowMs - since;
    if (quietMs <= Math.max(STALE_AFTER_MS, everyMs * 5)) return [];
    const cause = progress.lastError === null ? '' : `: ${progress.lastError}`;
    return [`${name} has not succeeded for ${Math.round(quietMs / 1_000)} s${cause}`];
  });
  return { ok: problems.length === 0, problems };
}
