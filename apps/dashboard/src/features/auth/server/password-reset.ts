import { hashPassword } from '@modelhub/access/password';
import { withTenant } from '@modelhub/db/tenant';
import { consumeToken, issueToken, peekToken } from '#src/server/auth/mailed-token.ts';
import { enqueueMail } from '#src/server/mail/enqueue.ts';
import type { Services } from '#src/server/services.ts';
import { links } from './links.ts';

const RESET_MINUTES = 60;

/** Mails a link that sets a new password, if there is such an account; says nothing either way. */
export async function requestPasswordReset(services: Services, email: string): Promise<void> {
  await withTenant(services.prisma, { organizationId: null, userId: null }, async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true, email: true } });
    if (user === null) return;
    const token = await issueToken(tx, { userId: user.id, purpose: 'reset_password', nowMs: services.clock.nowMs() });
    await enqueueMail(tx, {
      recipient: user.email,
      template: 'reset-password',
      variables: { link: links.reset(services.env.NEXTAUTH_URL, token), validMinutes: RESET_MINUTES },
    });
  });
}

/**
 * Sets a new password by a mailed token, once. It ends every session of the account, and confirms the address: the token
 * was read in its mailbox. False when the token is not good.
 */
export async function resetPassword(services: Services, input: { readonly token: string; readonly password: string }): Promise<boolean> {
  const nowMs = services.clock.nowMs();
  const use = { token: input.token, purpose: 'reset_password', nowMs } as const;
  const anonymous = { organizationId: null, userId: null };
  // Hashing takes a tenth of a second of one core: only for tokens that are worth it, and outside the transaction.
  if ((await withTenant(services.prisma, anonymous, (tx) => peekToken(tx, use))) === null) return false;
  const passwordHash = await hashPassword(input.password);
  return withTenant(services.prisma, anonymous, async (tx) => {
    const userId = await consumeToken(tx, use);
    if (userId === null) return false;
    const user = await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    if (user.emailVerified === null) await tx.user.update({ where: { id: userId }, data: { emailVerified: new Date(nowMs) } });
    await tx.session.deleteMany({ where: { userId } });
    await tx.verificationToken.deleteMany({ where: { identifier: userId } });
    await enqueueMail(tx, {
      recipient: user.email,
      template: 'password-changed',
      variables: { resetLink: links.forgot(services.env.NEXTAUTH_URL) },
    });
    return true;
  });
}
