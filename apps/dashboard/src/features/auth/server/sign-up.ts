import { hashPassword } from '@modelhub/access/password';
import { newId } from '@modelhub/core/ids';
import { withTenant, type TenantClient } from '@modelhub/db/tenant';
import { hashToken, issueToken } from '#src/server/auth/mailed-token.ts';
import { enqueueMail } from '#src/server/mail/enqueue.ts';
import type { Services } from '#src/server/services.ts';
import { links } from './links.ts';

export interface SignUpInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** From an invitation's mail: having it proves the mailbox it went to. */
  readonly invitationToken?: string | undefined;
}

export interface SignUpResult {
  /** Of the new account; a made-up one where the address was taken, so that nothing outside can tell. */
  readonly userId: string;
  /** The address needs no mail of its own: the invitation has proved it. */
  readonly proved: boolean;
}

const VERIFY_HOURS = 24;

/**
 * Makes an account with an unconfirmed address and mails the link that confirms it. Where the address is taken nothing
 * changes; its owner gets a mail that says so. Both ways hash the password once and write one mail.
 */
export async function signUp(services: Services, input: SignUpInput): Promise<SignUpResult> {
  const passwordHash = await hashPassword(input.password);
  const userId = newId('user');
  return withTenant(services.prisma, { organizationId: null, userId }, async (tx) => {
    const proved = await invitationProves(tx, { ...input, nowMs: services.clock.nowMs() });
    // ON CONFLICT instead of look-then-insert: of two at once one wins and the other is told by mail.
    const { count } = await tx.user.createMany({
      data: [{ id: userId, email: input.email, name: input.name, passwordHash, emailVerified: proved ? new Date(services.clock.nowMs()) : null }],
      skipDuplicates: true,
    });
    if (count === 0) {
      await mailAccountExists(tx, services, input.email);
      return { userId, proved: false };
    }
    if (!proved) await mailVerification(tx, services, { id: userId, email: input.email });
    return { userId, proved };
  });
}

/** True when the token is that of an open invitation to this very address. */
async function invitationProves(tx: TenantClient, input: SignUpInput & { readonly nowMs: number }): Promise<boolean> {
  if (input.invitationToken === undefined) return false;
  const rows = await tx.$queryRaw<{ email: string; expires_at: Date; accepted_at: Date | null }[]>`
    SELECT email, expires_at, accepted_at FROM invitation_by_token_hash(${hashToken(input.invitationToken)})`;
  const invitation = rows[0];
  return invitation !== undefined && invitation.email === input.email && invitation.accepted_at === null && invitation.expires_at.getTime() > input.nowMs;
}

async function mailAccountExists(tx: TenantClient, services: Services, email: string): Promise<void> {
  const base = services.env.NEXTAUTH_URL;
  await enqueueMail(tx, {
    recipient: email,
    template: 'account-exists',
    variables: { signInLink: links.signIn(base), resetLink: links.forgot(base) },
  });
}

/** Mails a fresh link that confirms an address; older ones stop working. */
export async function mailVerification(tx: TenantClient, services: Services, user: { readonly id: string; readonly email: string }): Promise<void> {
  const token = await issueToken(tx, { userId: user.id, purpose: 'verify_email', nowMs: services.clock.nowMs() });
  await enqueueMail(tx, {
    recipient: user.email,
    template: 'verify-email',
    variables: { link: links.verify(services.env.NEXTAUTH_URL, token), validHours: VERIFY_HOURS },
  });
}
