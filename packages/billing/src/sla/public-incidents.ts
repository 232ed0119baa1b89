import { createHash } from 'node:crypto';
import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import { incidentRuns, type IncidentRun, type ModelMinute } from './incidents.ts';

/** A model's minute is an incident for everybody when this share of all requests failed, and so many. */
const FAILING_PERCENT = 5;
const FAILING_REQUESTS_MIN = 3;
const MAJOR_PERCENT = 50;
const WINDOW_MS = 48 * 3_600_000;
const OPEN_MS = 6 * 60_000;

/**
 * Brings the public incidents of the last two days up to the counted minutes of all organizations. Incidents that began
 * before are left as they are, as is one that an operator wrote a note on. Under `modelhub_worker`.
 */
export async function updatePublicIncidents(pool: pg.Pool, nowMs: number): Promise<number> {
  const fromMs = nowMs - WINDOW_MS;
  const { rows } = await pool.query<{ model: string; minute: Date; eligible: bigint; failed: bigint }>(
    `SELECT model, minute, sum(eligible) AS eligible, sum(failed) AS failed FROM sla_minutes
     WHERE minute >= $1 GROUP BY model, minute HAVING sum(failed) >= $2`,
    [new Date(fromMs), FAILING_REQUESTS_MIN],
  );
  const minutes = rows.map((row): ModelMinute => ({
    model: row.model,
    minuteMs: row.minute.getTime(),
    eligible: Number(row.eligible),
    failed: Number(row.failed),
  }));
  const isFailing = (minute: ModelMinute): boolean => minute.failed * 100 >= minute.eligible * FAILING_PERCENT;
  const runs = incidentRuns(minutes, isFailing).filter((run) => run.startedAtMs >= fromMs + OPEN_MS);
  await inTransaction(pool, (client) => replaceIncidents(client, { runs, fromMs: fromMs + OPEN_MS, nowMs }));
  return runs.length;
}

async function replaceIncidents(client: pg.ClientBase, change: { runs: readonly IncidentRun[]; fromMs: number; nowMs: number }): Promise<void> {
  const ids = change.runs.map(idOf);
  await client.query(
    `DELETE FROM incidents WHERE organization_id IS NULL AND note IS NULL AND id LIKE 'inc_auto_%' AND started_at >= $1 AND NOT id = ANY($2)`,
    [new Date(change.fromMs), ids],
  );
  for (const [index, run] of change.runs.entries()) {
    const isOver = change.nowMs - run.endedAtMs > OPEN_MS;
    await client.query(
      `INSERT INTO incidents (id, model, title, severity, started_at, ended_at, failed) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET severity = EXCLUDED.severity, ended_at = EXCLUDED.ended_at, failed = EXCLUDED.failed`,
      [
        ids[index],
        run.model,
        `Failing requests to ${run.model}`,
        run.failed * 100 >= run.eligible * MAJOR_PERCENT ? 'major' : 'minor',
        new Date(run.startedAtMs),
        isOver ? new Date(run.endedAtMs) : null,
        run.failed,
      ],
    );
  }
}

function idOf(run: IncidentRun): string {
  return `inc_auto_${createHash('sha256').update(`${run.model}|${run.startedAtMs}`).digest('hex').slice(0, 24)}`;
}
