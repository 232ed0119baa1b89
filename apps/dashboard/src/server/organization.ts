import type { Role } from '@modelhub/db/client';
import type { PrismaClient } from '@modelhub/db/client';
import { withTenant } from '@modelhub/db/tenant';

export interface CurrentOrganization {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly membershipId: string;
}

/** The organizations that somebody belongs to, the oldest first. */
export async function listOrganizations(prisma: PrismaClient, userId: string): Promise<CurrentOrganization[]> {
  const rows = await withTenant(prisma, { organizationId: null, userId }, (tx) =>
    tx.membership.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
      select: { id: true, role: true, organization: { select: { id: true, name: true } } },
    }),
  );
  return rows.map((row) => ({ id: row.organization.id, name: row.organization.name, role: row.role, membershipId: row.id }));
}

/**
 * The membership of one person in one organization, read afresh on every request, so that a removed member or a lowered
 * role counts at once. Null for an organization of somebody else.
 */
export async function findMembership(
  prisma: PrismaClient,
  key: { readonly userId: string; readonly organizationId: string },
): Promise<CurrentOrganization | null> {
  const row = await withTenant(prisma, { organizationId: null, userId: key.userId }, (tx) =>
    tx.membership.findUnique({
      where: { organizationId_userId: key },
      select: { id: true, role: true, organization: { select: { id: true, name: true } } },
    }),
  );
  return row === null ? null : { id: row.organization.id, name: row.organization.name, role: row.role, membershipId: row.id };
}
