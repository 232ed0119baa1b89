import { readEvidence, type SlaEvidence } from '@modelhub/billing/sla/evidence';
import { incidentRuns, type IncidentRun, type ModelMinute } from '@modelhub/billing/sla/incidents';
import { availabilityPpm, TARGET_PPM } from '@modelhub/billing/sla/rules';
import { monthStart, nextMonthStart } from '@modelhub/billing/month';
import { withTenantConnection } from '@modelhub/db/tenant';
import type pg from 'pg';

interface ModelAvailability {
  readonly model: string;
  readonly eligible: bigint;
  readonly failed: bigint;
  readonly availabilityPpm: bigint;
}

/** The current month as it stands; the report at its end is made from the same minutes. */
export interface MonthSoFar {
  readonly monthMs: number;
  readonly targetPpm: bigint;
  readonly eligible: bigint;
  readonly failed: bigint;
  readonly availabilityPpm: bigint;
  readonly models: readonly ModelAvailability[];
  readonly incidents: readonly IncidentRun[];
  readonly evidence: SlaEvidence;
}

/** An organization's availability since the first of the month, from the minutes that the worker counts every few minutes. */
export async function readMonthSoFar(pool: pg.Pool, key: { readonly organizationId: string; readonly nowMs: number }): Promise<MonthSoFar> {
  const monthMs = monthStart(key.nowMs);
  return withTenantConnection(pool, { organizationId: key.organizationId, userId: null }, async (client) => {
    const from = [key.organizationId, new Date(monthMs)];
    const sums = await client.query<{ model: string; eligible: bigint; failed: bigint }>(
      `SELECT model, sum(eligible)::bigint AS eligible, sum(failed)::bigint AS failed FROM sla_minutes
       WHERE organization_id = $1 AND minute >= $2 GROUP BY model ORDER BY model`,
      from,
    );
    const failing = await client.query<{ model: string; minute: Date; eligible: number; failed: number }>(
      `SELECT model, minute, eligible, failed FROM sla_minutes WHERE organization_id = $1 AND minute >= $2 AND failed > 0 ORDER BY model, minute`,
      from,
    );
    const models = sums.rows.map((row) => ({ ...row, availabilityPpm: availabilityPpm(row) }));
    const counts = {
      eligible: models.reduce((sum, model) => sum + model.eligible, 0n),
      failed: models.reduce((sum, model) => sum + model.failed, 0n),
    };
    const evidence = await readEvidence(client, { fromMs: monthMs, toMs: nextMonthStart(monthMs), nowMs: key.nowMs });
    const minutes = failing.rows.map(({ model, minute, eligible, failed }): ModelMinute => ({ model, minuteMs: minute.getTime(), eligible, failed }));
    const incidents = incidentRuns(minutes, () => true);
    return { monthMs, targetPpm: TARGET_PPM, ...counts, availabilityPpm: availabilityPpm(counts), models, incidents, evidence };
  });
}
