import { newId } from '@modelhub/core/ids';
import type { Role } from '@modelhub/db/client';
import { withTenant, type TenantClient } from '@modelhub/db/tenant';
import { audit } from '#src/server/audit.ts';
import { hashToken } from '#src/server/auth/mailed-token.ts';
import type { SignedInUser } from '#src/server/auth/session.ts';
import { conflict, forbidden, notFound } from '#src/server/errors.ts';
import type { Services } from '#src/server/services.ts';

interface InvitationRow {
  readonly id: string;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly email: string;
  readonly role: Role;
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
}

export interface OpenInvitation {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly email: string;
  readonly role: Role;
}

/** The open invitation behind a mailed token, or null. Works for people who belong to nothing yet. */
export async function findOpenInvitation(tx: TenantClient, input: { readonly token: string; readonly nowMs: number }): Promise<OpenInvitation | null> {
  const rows = await tx.$queryRaw<InvitationRow[]>`
    SELECT id, organization_id, organization_name, email, role::text AS role, expires_at, accepted_at
    FROM invitation_by_token_hash(${hashToken(input.token)})`;
  const row = rows[0];
  if (row === undefined || row.accepted_at !== null || row.expires_at.getTime() <= input.nowMs) return null;
  return { id: row.id, organizationId: row.organization_id, organizationName: row.organization_name, email: row.email, role: row.role };
}

export interface AcceptInvitation {
  readonly token: string;
  readonly user: SignedInUser;
  readonly ipAddress: string;
  readonly nowMs: number;
}

/** Makes the person a member, once. Only the person who was invited: a forwarded link does not let others in. */
export async function acceptInvitation(tx: TenantClient, input: AcceptInvitation): Promise<{ organizationId: string }> {
  const { user, nowMs } = input;
  const invitation = await findOpenInvitation(tx, input);
  if (invitation === null) throw notFound('invitation');
  if (invitation.email !== user.email) {
    throw forbidden(`This invitation is for ${invitation.email}, and you are signed in as ${user.email}.`);
  }
  const organizationId = invitation.organizationId;
  // From here on the transaction works inside the organization that the token has opened.
  await tx.$queryRaw`SELECT set_config('app.organization_id', ${organizationId}, true)`;
  const taken = await tx.invitation.updateMany({ where: { id: invitation.id, acceptedAt: null }, data: { acceptedAt: new Date(nowMs) } });
  if (taken.count === 0) throw conflict('This invitation has just been used.');
  await tx.membership.createMany({
    data: [{ id: newId('membership'), organizationId, userId: user.id, role: invitation.role }],
    skipDuplicates: true,
  });
  // The link was read in the mailbox, which is all that a verification mail would prove.
  await tx.user.updateMany({ where: { id: user.id, emailVerified: null }, data: { emailVerified: new Date(nowMs) } });
  await audit(
    tx,
    { organizationId, userId: user.id, ipAddress: input.ipAddress },
    { action: 'invitation.accepted', targetType: 'invitation', targetId: invitation.id, after: { role: invitation.role } },
  );
  return { organizationId };
}

/** For the page of an invitation, before anybody has signed in. */
export function lookUpInvitation(services: Services, token: string): Promise<OpenInvitation | null> {
  return withTenant(services.prisma, { organizationId: null, userId: null }, (tx) => findOpenInvitation(tx, { token, nowMs: services.clock.nowMs() }));
}
