import type { TenantClient } from '@modelhub/db/tenant';
import { notFound } from '#src/server/errors.ts';

export interface NarrowedTo {
  readonly organizationId: string;
  readonly keys?: readonly string[] | undefined;
  readonly projects?: readonly string[] | undefined;
}

/** A key or project of somebody else is not there, rather than a chart that is empty. Model names belong to everybody. */
export async function requireOwned(tx: TenantClient, { organizationId, keys = [], projects = [] }: NarrowedTo): Promise<void> {
  const [keyIds, projectIds] = [[...new Set(keys)], [...new Set(projects)]];
  if (keyIds.length > 0 && (await tx.apiKey.count({ where: { organizationId, id: { in: keyIds } } })) < keyIds.length) throw notFound('key');
  if (projectIds.length > 0 && (await tx.project.count({ where: { organizationId, id: { in: projectIds } } })) < projectIds.length) {
    throw notFound('project');
  }
}
