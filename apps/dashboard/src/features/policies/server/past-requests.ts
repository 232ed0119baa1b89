import { TOKEN_COMPONENTS, type TokenUsage } from '@modelhub/core/token-usage';
import { shownDecision } from '@modelhub/metering/kept-decision';
import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import { firstEventIdAt, generationIdOf } from '#src/features/requests/generation-id.ts';
import { requireOwned } from '#src/features/usage/server/owned-filter.ts';

/** A request that was made, with what a policy can look at and what it cost. */
export interface PastRequest {
  readonly id: string;
  readonly at: Date;
  readonly keyId: string;
  readonly model: string;
  readonly provider: string;
  readonly serviceTier: string;
  readonly usage: TokenUsage;
  /** False where nothing was charged because nothing was served, whatever the tokens. */
  readonly isCharged: boolean;
  /** With its corrections. */
  readonly costNanoUsd: bigint;
  readonly features: RequestFeatures;
  /** What it asked of routing itself; null where that was nothing, or is not known. */
  readonly asked: object | null;
}

export interface PastRequestsQuery {
  readonly organizationId: string;
  readonly sinceMs: number;
  readonly keyId: string | null;
  readonly projectId: string | null;
}

/** The newest so many are tried. */
export const PAST_REQUESTS_MAX = 2_000;

/** So many rows of the ledger are looked at for them; some tens of milliseconds. */
const SCAN_MAX = 20_000;

interface Row {
  readonly event_id: string;
  readonly occurred_at: Date;
  readonly key_id: string;
  readonly model: string;
  readonly provider: string;
  readonly service_tier: string;
  readonly usage_source: string;
  readonly usage: Readonly<Record<string, number>>;
  readonly cost: bigint;
  readonly document: unknown;
}

const COLUMNS = TOKEN_COMPONENTS.map((component) => [component, component.replaceAll(/[A-Z]|5m|1h/g, (part) => `_${part.toLowerCase()}`)] as const);

const SQL = `
  WITH scanned AS MATERIALIZED (
    SELECT event_id, key_id, project_id FROM usage_events
    WHERE organization_id = $1 AND event_id >= $2::uuid ORDER BY event_id DESC LIMIT ${SCAN_MAX}
  )
  SELECT e.event_id, e.occurred_at, e.key_id, e.model, e.provider, e.service_tier, e.usage_source,
    json_build_object(${COLUMNS.map(([component, column]) => `'${component}', e.${column}`).join(', ')}) AS usage,
    (e.cost_nano_usd + coalesce((SELECT sum(c.cost_nano_usd) FROM usage_corrections c
      WHERE c.organization_id = e.organization_id AND c.event_id = e.event_id), 0))::int8 AS cost,
    d.document
  FROM scanned
    JOIN usage_events e ON e.organization_id = $1 AND e.event_id = scanned.event_id
    JOIN request_decisions d ON d.organization_id = $1 AND d.event_id = scanned.event_id AND (d.document ? 'z' OR d.document -> 'features' IS NOT NULL)
  WHERE ($3::text IS NULL OR scanned.key_id = $3) AND ($4::text IS NULL OR scanned.project_id = $4)
  ORDER BY scanned.event_id DESC LIMIT ${PAST_REQUESTS_MAX}`;

/** The newest requests of a period whose features were kept, the newest first. Throws for keys and projects of somebody else. */
export async function readPastRequests(tx: TenantClient, { organizationId, sinceMs, keyId, projectId }: PastRequestsQuery): Promise<PastRequest[]> {
  await requireOwned(tx, { organizationId, keys: keyId === null ? [] : [keyId], projects: projectId === null ? [] : [projectId] });
  const rows = await rowsFromPrisma(tx)<Row>(SQL, [organizationId, firstEventIdAt(sinceMs), keyId, projectId]);
  return rows.flatMap((row) => {
    const { features, provider: asked = null } = (shownDecision(row.document) ?? {}) as Shown;
    return features === undefined ? [] : [pastRequest(row, features, asked)];
  });
}

/** What is known of a request besides where it went. */
interface Shown {
  readonly features?: RequestFeatures;
  readonly provider?: object | null;
}

function pastRequest(row: Row, features: RequestFeatures, asked: object | null): PastRequest {
  return {
    id: generationIdOf(row.event_id),
    at: row.occurred_at,
    keyId: row.key_id,
    model: row.model,
    provider: row.provider,
    serviceTier: row.service_tier,
    usage: Object.fromEntries(TOKEN_COMPONENTS.map((component) => [component, row.usage[component] ?? 0])) as unknown as TokenUsage,
    isCharged: row.usage_source !== 'none',
    costNanoUsd: row.cost,
    features,
    asked,
  };
}
