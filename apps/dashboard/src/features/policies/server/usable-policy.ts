import type { TenantClient } from '@modelhub/db/tenant';
import { fieldError } from '#src/server/errors.ts';

export interface UsablePolicy {
  readonly id: string;
  readonly name: string;
}

/** Policies that can be somebody's default: published, and in use. */
export function usablePolicies(tx: TenantClient, organizationId: string): Promise<UsablePolicy[]> {
  return tx.routingPolicy.findMany({
    where: { organizationId, archivedAt: null, publishedVersion: { not: null } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
}

/** Throws at the field where a policy cannot be a default: a draft, an archived one, or one of another organization. Null is none at all. */
export async function requireUsablePolicy(
  tx: TenantClient,
  { organizationId, policyId, field }: { readonly organizationId: string; readonly policyId: string | null; readonly field: string },
): Promise<void> {
  if (policyId === null) return;
  const policy = await tx.routingPolicy.findUnique({ where: { id: policyId, organizationId, archivedAt: null, publishedVersion: { not: null } } });
  if (policy === null) throw fieldError(field, 'Choose a policy that is published.');
}
