import { countChangedMinutes } from '@modelhub/billing/sla/minutes';
import { updatePublicDays } from '@modelhub/billing/sla/public-days';
import { updatePublicIncidents } from '@modelhub/billing/sla/public-incidents';
import type { WorkerContext } from '../context.ts';

/** Runs overlap generously: an hour that is counted twice is counted the same. */
const OVERLAP_MS = 10 * 60_000;
const FIRST_RUN_MS = 48 * 3_600_000;

/** Counts the minutes of every hour whose usage changed; the first run after a start looks two days back. */
export function slaMinutesHandler(context: WorkerContext): () => Promise<void> {
  let countedUntilMs = context.clock.nowMs() - FIRST_RUN_MS;
  return async () => {
    const nowMs = context.clock.nowMs();
    await countChangedMinutes(context.pool, countedUntilMs - OVERLAP_MS);
    await updatePublicDays(context.pool, countedUntilMs - OVERLAP_MS);
    countedUntilMs = nowMs;
    await updatePublicIncidents(context.pool, nowMs);
  };
}
