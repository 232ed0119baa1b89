import { canGrant } from '@modelhub/access/roles';
import type { Role } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';
import { conflict, forbidden, notFound } from '#src/server/errors.ts';

export interface MemberRow {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
}

/** A member of the current organization; anything else does not exist. */
export async function findMember(tx: TenantClient, key: { readonly id: string; readonly organizationId: string }): Promise<MemberRow> {
  const member = await tx.membership.findUnique({ where: key, select: { id: true, userId: true, role: true } });
  if (member === null) throw notFound('member');
  return member;
}

/** Nobody hands out, or takes away, a role that has more than their own. */
export function requireGrant(granter: Role, role: Role): void {
  if (!canGrant(granter, role)) throw forbidden(`Your role (${granter}) cannot give or take the role ${role}.`);
}

/**
 * Refuses to take the last owner away. The owners' rows are locked until the transaction ends: of two owners who leave at the
 * same time the second one sees that the first has gone.
 */
export async function requireAnotherOwner(tx: TenantClient, key: { readonly organizationId: string; readonly membershipId: string }): Promise<void> {
  const owners = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM memberships WHERE organization_id = ${key.organizationId} AND role = 'owner' ORDER BY id FOR UPDATE`;
  if (!owners.some((owner) => owner.id !== key.membershipId)) {
    throw conflict('This is the last owner. Make somebody else an owner first.');
  }
}
