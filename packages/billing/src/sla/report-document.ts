import { withTenantConnection } from '@modelhub/db/tenant';
import type pg from 'pg';
import type { SlaEvidence } from './evidence.ts';
import type { IncidentRun } from './incidents.ts';

export interface SlaReportModel {
  readonly model: string;
  readonly eligible: bigint;
  readonly failed: bigint;
  readonly availabilityPpm: bigint;
  readonly spendNanoUsd: bigint;
  /** Below the target by itself: its spend counts for the credit. */
  readonly isAffected: boolean;
}

/** A month of one organization, as page, PDF and API show it. */
export interface SlaReportDocument {
  readonly organizationId: string;
  readonly monthMs: number;
  readonly targetPpm: bigint;
  readonly eligible: bigint;
  readonly failed: bigint;
  readonly availabilityPpm: bigint;
  readonly models: readonly SlaReportModel[];
  readonly incidents: readonly IncidentRun[];
  readonly creditPercent: number;
  readonly creditNanoUsd: bigint;
  /** Beside the ledger, and without any part in the figures above. Null in reports that were written before gateways told. */
  readonly evidence: SlaEvidence | null;
}

export interface StoredSlaReport {
  readonly id: string;
  readonly generatedAt: Date;
  /** When the credit was given to the customer's balance; null when there is none, or not yet. */
  readonly creditedAt: Date | null;
  readonly document: SlaReportDocument;
}

interface Row {
  readonly id: string;
  readonly generated_at: Date;
  readonly credited_at: Date | null;
  readonly document: StoredJson;
}

/** Bigints are strings in JSON. */
interface StoredJson {
  readonly organizationId: string;
  readonly monthMs: number;
  readonly targetPpm: string;
  readonly eligible: string;
  readonly failed: string;
  readonly availabilityPpm: string;
  readonly models: readonly { model: string; eligible: string; failed: string; availabilityPpm: string; spendNanoUsd: string; isAffected: boolean }[];
  readonly incidents: readonly IncidentRun[];
  readonly creditPercent: number;
  readonly creditNanoUsd: string;
  readonly evidence?: SlaEvidence;
}

/** An organization's monthly reports, newest first. Under `modelhub_app`. */
export async function listSlaReports(pool: pg.Pool, options: { readonly organizationId: string }): Promise<StoredSlaReport[]> {
  return withTenantConnection(pool, { organizationId: options.organizationId, userId: null }, async (client) => {
    const { rows } = await client.query<Row>('SELECT id, generated_at, credited_at, document FROM sla_reports WHERE organization_id = $1 ORDER BY month DESC', [
      options.organizationId,
    ]);
    return rows.map((row) => ({
      id: row.id,
      generatedAt: row.generated_at,
      creditedAt: row.credited_at,
      document: fromJson(row.document),
    }));
  });
}

function fromJson(json: StoredJson): SlaReportDocument {
  return {
    ...json,
    targetPpm: BigInt(json.targetPpm),
    eligible: BigInt(json.eligible),
    failed: BigInt(json.failed),
    availabilityPpm: BigInt(json.availabilityPpm),
    creditNanoUsd: BigInt(json.creditNanoUsd),
    evidence: json.evidence ?? null,
    models: json.models.map((model) => ({
      model: model.model,
      eligible: BigInt(model.eligible),
      failed: BigInt(model.failed),
      availabilityPpm: BigInt(model.availabilityPpm),
      spendNanoUsd: BigInt(model.spendNanoUsd),
      isAffected: model.isAffected,
    })),
  };
}
