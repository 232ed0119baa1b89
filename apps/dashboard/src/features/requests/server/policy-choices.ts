import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';

/** A policy that requests can have gone by, archived ones included, and the steps that any of its versions has. */
export interface PolicyChoice {
  readonly name: string;
  readonly steps: readonly string[];
}

const CHOICES = `
  SELECT p.name, coalesce(array_agg(DISTINCT step.value ->> 'name' ORDER BY step.value ->> 'name') FILTER (WHERE step.value ->> 'name' IS NOT NULL), '{}') AS steps
  FROM routing_policies p
    LEFT JOIN routing_policy_versions v ON v.policy_id = p.id
    LEFT JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(v.document -> 'steps') WHEN 'array' THEN v.document -> 'steps' END) AS step ON true
  WHERE p.organization_id = $1 GROUP BY p.name ORDER BY p.name`;

/** What the log can be narrowed to. */
export function policyChoices(tx: TenantClient, organizationId: string): Promise<PolicyChoice[]> {
  return rowsFromPrisma(tx)<{ name: string; steps: string[] }>(CHOICES, [organizationId]);
}
