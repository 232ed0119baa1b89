import { divideHalfUp } from '@modelhub/core/money';
import { newId } from '@modelhub/core/ids';
import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import { nextMonthStart } from '../month.ts';
import type { SlaEvidence } from './evidence.ts';
import { incidentRuns, type ModelMinute } from './incidents.ts';
import { countMinutes } from './minutes.ts';
import type { SlaReportDocument, SlaReportModel } from './report-document.ts';
import { availabilityPpm, creditPercent, isBelow, TARGET_PPM } from './rules.ts';

interface MinuteRow {
  readonly model: string;
  readonly minute: Date;
  readonly eligible: number;
  readonly failed: number;
}

const key = (range: { organizationId: string; monthMs: number }): [string, Date, Date] => [
  range.organizationId,
  new Date(range.monthMs),
  new Date(nextMonthStart(range.monthMs)),
];

export interface SlaReportRange {
  readonly organizationId: string;
  readonly monthMs: number;
  /** What gateways saw in that month. The same for everybody. */
  readonly evidence: SlaEvidence;
}

/**
 * Computes a month from the ledger: counts its minutes anew, finds the incidents, and what is owed. Nothing of that comes
 * from anywhere else, so that computing it again gives the same; the evidence is put beside it. Under `modelhub_worker`.
 */
async function computeSlaReport(client: pg.ClientBase, range: SlaReportRange): Promise<SlaReportDocument> {
  const [organizationId, from, to] = key(range);
  await countMinutes(client, { organizationId, fromMs: from.getTime(), toMs: to.getTime() });
  const { rows } = await client.query<MinuteRow>(
    `SELECT model, minute, eligible, failed FROM sla_minutes
     WHERE organization_id = $1 AND minute >= $2 AND minute < $3 ORDER BY model, minute`,
    [organizationId, from, to],
  );
  const spend = await spendByModel(client, range);
  const minutes = rows.map((row): ModelMinute => ({ ...row, minuteMs: row.minute.getTime() }));
  const models = modelsOf(minutes, spend);
  const counts = {
    eligible: models.reduce((sum, model) => sum + model.eligible, 0n),
    failed: models.reduce((sum, model) => sum + model.failed, 0n),
  };
  const percent = creditPercent(counts);
  const affectedSpend = models.reduce((sum, model) => sum + (model.isAffected ? model.spendNanoUsd : 0n), 0n);
  return {
    organizationId,
    monthMs: range.monthMs,
    targetPpm: TARGET_PPM,
    ...counts,
    availabilityPpm: availabilityPpm(counts),
    models,
    incidents: incidentRuns(minutes, (minute) => minute.failed > 0),
    creditPercent: percent,
    creditNanoUsd: divideHalfUp(affectedSpend * BigInt(percent), 100n),
    evidence: range.evidence,
  };
}

async function spendByModel(client: pg.ClientBase, range: { organizationId: string; monthMs: number }): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await client.query<{ model: string; cost: bigint }>(
    `SELECT model, sum(cost_nano_usd)::bigint AS cost FROM usage_rollups_hourly
     WHERE organization_id = $1 AND hour >= $2 AND hour < $3 GROUP BY model`,
    key(range),
  );
  return new Map(rows.map((row) => [row.model, BigInt(row.cost)]));
}

function modelsOf(minutes: readonly ModelMinute[], spend: ReadonlyMap<string, bigint>): SlaReportModel[] {
  const counts = new Map<string, { eligible: bigint; failed: bigint }>();
  for (const minute of minutes) {
    const sum = counts.get(minute.model) ?? { eligible: 0n, failed: 0n };
    counts.set(minute.model, { eligible: sum.eligible + BigInt(minute.eligible), failed: sum.failed + BigInt(minute.failed) });
  }
  return [...counts.entries()].map(([model, sums]) => ({
    model,
    ...sums,
    availabilityPpm: availabilityPpm(sums),
    spendNanoUsd: spend.get(model) ?? 0n,
    isAffected: isBelow(sums, TARGET_PPM),
  }));
}

/**
 * Writes a month's report; a month that has one gets the new figures, unless its credit has been given: then the report that
 * led to it stays. Answers with the report's id.
 */
export function writeSlaReport(pool: pg.Pool, range: SlaReportRange): Promise<string> {
  return inTransaction(pool, async (client) => {
    const document = await computeSlaReport(client, range);
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO sla_reports AS r (id, organization_id, month, eligible, failed, availability_ppm, credit_percent, credit_nano_usd, document)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (organization_id, month) DO UPDATE SET eligible = EXCLUDED.eligible, failed = EXCLUDED.failed,
         availability_ppm = EXCLUDED.availability_ppm, credit_percent = EXCLUDED.credit_percent,
         credit_nano_usd = EXCLUDED.credit_nano_usd, document = EXCLUDED.document, generated_at = now()
       WHERE r.credited_at IS NULL
       RETURNING id`,
      [
        newId('slaReport'),
        range.organizationId,
        new Date(range.monthMs),
        document.eligible.toString(),
        document.failed.toString(),
        document.availabilityPpm.toString(),
        document.creditPercent,
        document.creditNanoUsd.toString(),
        JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
      ],
    );
    if (rows[0] !== undefined) return rows[0].id;
    const kept = await client.query<{ id: string }>('SELECT id FROM sla_reports WHERE organization_id = $1 AND month = $2', [
      range.organizationId,
      new Date(range.monthMs),
    ]);
    return kept.rows[0]?.id ?? '';
  });
}
