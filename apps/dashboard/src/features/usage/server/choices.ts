import { catalog } from '#src/features/catalog/server/catalog.ts';
import { maskedApiKey } from '@modelhub/access/api-key';
import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';

const REMEMBERED_MS = 92 * 86_400_000;

export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** What usage can be narrowed to. Each list is in an order that only grows at its end, so that colours given along it stay. */
export interface UsageChoices {
  /** Used in the last three months, by first use. */
  readonly models: readonly Choice[];
  readonly keys: readonly (Choice & { readonly masked: string; readonly projectId: string })[];
  readonly projects: readonly Choice[];
}

export function modelName(id: string): string {
  return catalog.findModel(id)?.name ?? id;
}

export async function usageChoices(
  tx: TenantClient,
  { organizationId, nowMs }: { readonly organizationId: string; readonly nowMs: number },
): Promise<UsageChoices> {
  const models = await rowsFromPrisma(tx)<{ model: string }>(
    `SELECT model FROM usage_rollups_hourly WHERE organization_id = $1 AND hour >= $2::timestamptz GROUP BY model ORDER BY min(hour), model`,
    [organizationId, new Date(nowMs - REMEMBERED_MS).toISOString()],
  );
  const keys = await tx.apiKey.findMany({ where: { organizationId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  const projects = await tx.project.findMany({ where: { organizationId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return {
    models: models.map(({ model }) => ({ id: model, name: modelName(model) })),
    keys: keys.map((key) => ({ id: key.id, name: key.name, masked: maskedApiKey(key), projectId: key.projectId })),
    projects: projects.map(({ id, name }) => ({ id, name })),
  };
}
