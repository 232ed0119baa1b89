import { hourStartMs, systemClock, type Clock } from '@modelhub/core/clock';
import { uuidv7 } from '@modelhub/core/ids';
import { withRetry } from '@modelhub/db/retry';
import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import type { Finding, Invariant, ReconcileScope, ReconciliationCheck } from './finding.ts';

export interface ReconcileOptions {
  readonly pool: pg.Pool;
  readonly checks: readonly ReconciliationCheck[];
  readonly journalDirectory?: string | null;
  readonly clock?: Clock;
  /** How far back hours are compared; 35 days by default, as long as a meter takes late figures. */
  readonly lookbackHours?: number;
}

export interface ReconcileReport {
  readonly runId: string;
  readonly checked: number;
  readonly findings: readonly Finding[];
  /** Findings of this run that were not open before. */
  readonly opened: number;
  /** Earlier findings that are no longer true. */
  readonly resolved: number;
  /** Checks that could not run; their earlier findings stay open. */
  readonly errors: readonly { readonly invariant: Invariant; readonly error: Error }[];
}

const HELD_PREFIX = 'Reconciliation: ';
const HOUR_MS = 3_600_000;

/**
 * Runs checks and records what is broken: new findings are opened, those that are no longer true are resolved, and an
 * organization's push to Stripe is held while it has an open one. Runs at the same time agree.
 */
export async function runReconciliation(options: ReconcileOptions): Promise<ReconcileReport> {
  const { pool, checks, clock = systemClock } = options;
  const runId = `run_${uuidv7().replaceAll('-', '')}`;
  await pool.query('INSERT INTO reconciliation_runs (id) VALUES ($1)', [runId]);
  const scope: ReconcileScope = {
    pool,
    nowMs: clock.nowMs(),
    fromMs: await comparedFrom(pool, clock.nowMs(), (options.lookbackHours ?? 35 * 24) * HOUR_MS),
    journalDirectory: options.journalDirectory ?? null,
  };
  const findings: Finding[] = [];
  const ran: Invariant[] = [];
  const errors: { invariant: Invariant; error: Error }[] = [];
  let checked = 0;
  for (const check of checks) {
    try {
      const result = await check.run(scope);
      findings.push(...result.findings);
      checked += result.checked;
      ran.push(check.invariant);
    } catch (error) {
      errors.push({ invariant: check.invariant, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  const changes = await withRetry(() => inTransaction(pool, (client) => record(client, { runId, checked, findings, ran })));
  return { runId, checked, findings, ...changes, errors };
}

/** Far enough back that every open finding is looked at again: else its absence would not mean that it is mended. */
async function comparedFrom(pool: pg.Pool, nowMs: number, lookbackMs: number): Promise<number> {
  const { rows } = await pool.query<{ oldest: Date | null }>('SELECT min(detected_at) AS oldest FROM reconciliation_findings WHERE resolved_at IS NULL');
  const oldest = rows[0]?.oldest?.getTime() ?? Number.POSITIVE_INFINITY;
  return hourStartMs(Math.min(nowMs, oldest) - lookbackMs);
}

interface RunResult {
  readonly runId: string;
  readonly checked: number;
  readonly findings: readonly Finding[];
  readonly ran: readonly Invariant[];
}

async function record(client: pg.ClientBase, run: RunResult): Promise<{ opened: number; resolved: number }> {
  // One after the other: two runs that resolve and open at once would undo each other.
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('reconciliation', 0))`);
  const { findings } = run;
  const opened = await client.query(
    `INSERT INTO reconciliation_findings (id, run_id, organization_id, invariant, subject, expected, actual)
     SELECT f.id, $1, f.organization_id, f.invariant, f.subject, f.expected, f.actual
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       AS f(id, organization_id, invariant, subject, expected, actual)
     ON CONFLICT (invariant, subject) WHERE resolved_at IS NULL DO NOTHING`,
    [
      run.runId,
      findings.map(() => `fnd_${uuidv7().replaceAll('-', '')}`),
      findings.map((finding) => finding.organizationId),
      findings.map((finding) => finding.invariant),
      findings.map((finding) => finding.subject),
      findings.map((finding) => finding.expected),
      findings.map((finding) => finding.actual),
    ],
  );
  const resolved = await client.query(
    `UPDATE reconciliation_findings f SET resolved_at = now()
     WHERE f.resolved_at IS NULL AND f.invariant = ANY($1::text[])
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS still(invariant, subject)
         WHERE still.invariant = f.invariant AND still.subject = f.subject)`,
    [run.ran, findings.map((finding) => finding.invariant), findings.map((finding) => finding.subject)],
  );
  await holdPushes(client);
  await client.query('UPDATE reconciliation_runs SET finished_at = now(), checked = $2, findings = $3 WHERE id = $1', [
    run.runId,
    run.checked,
    findings.length,
  ]);
  return { opened: opened.rowCount ?? 0, resolved: resolved.rowCount ?? 0 };
}

/** Holds given for another reason are not this job's to lift, nor to replace. */
async function holdPushes(client: pg.ClientBase): Promise<void> {
  await client.query(
    `UPDATE organizations o SET push_held_reason = want.reason, updated_at = now()
     FROM (
       SELECT org.id, (
         SELECT $1 || string_agg(DISTINCT f.invariant, ', ' ORDER BY f.invariant) FROM reconciliation_findings f
         WHERE f.organization_id = org.id AND f.resolved_at IS NULL) AS reason
       FROM organizations org
       WHERE org.push_held_reason LIKE $1 || '%'
         OR (org.push_held_reason IS NULL AND EXISTS (
           SELECT FROM reconciliation_findings f WHERE f.organization_id = org.id AND f.resolved_at IS NULL))
     ) AS want
     WHERE o.id = want.id AND o.push_held_reason IS DISTINCT FROM want.reason`,
    [HELD_PREFIX],
  );
}
