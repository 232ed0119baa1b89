import { hashPassword, verifyPassword } from '@modelhub/access/password';
import { withTenant } from '@modelhub/db/tenant';
import { z } from 'zod';
import { links } from '#src/features/auth/server/links.ts';
import { passwordSchema, personNameSchema } from '#src/server/auth/email-address.ts';
import { SESSION_LIFETIME_SECONDS } from '#src/server/auth/session.ts';
import { fieldError } from '#src/server/errors.ts';
import { enqueueMail } from '#src/server/mail/enqueue.ts';
import { router, signedInProcedure } from '#src/server/trpc.ts';

export const profileRouter = router({
  get: signedInProcedure.query(({ ctx }) => {
    const { id, email, name, emailVerified, hasPassword } = ctx.user;
    return { id, email, name, emailVerified, hasPassword };
  }),

  update: signedInProcedure.input(z.object({ name: personNameSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.prisma.user.update({ where: { id: ctx.user.id }, data: { name: input.name } });
    return { name: input.name };
  }),

  /** Sets a new password and ends every other session. Whoever signs in with GitHub or Google alone has no old one to give. */
  changePassword: signedInProcedure.input(z.object({ current: z.string().max(1_024), next: passwordSchema })).mutation(async ({ ctx, input }) => {
    const { services, user, session } = ctx;
    await services.attempts.consume('passwordByUser', user.id);
    const stored = await services.prisma.user.findUniqueOrThrow({ where: { id: user.id }, select: { passwordHash: true } });
    if (stored.passwordHash !== null && !(await verifyPassword(stored.passwordHash, input.current))) {
      throw fieldError('current', 'This is not your current password.');
    }
    const passwordHash = await hashPassword(input.next);
    const ended = await withTenant(services.prisma, { organizationId: null, userId: user.id }, async (tx) => {
      await tx.user.update({ where: { id: user.id }, data: { passwordHash } });
      await tx.verificationToken.deleteMany({ where: { identifier: user.id, purpose: 'reset_password' } });
      await enqueueMail(tx, { recipient: user.email, template: 'password-changed', variables: { resetLink: links.forgot(services.env.NEXTAUTH_URL) } });
      return tx.session.deleteMany({ where: { userId: user.id, NOT: { id: session.id } } });
    });
    return { endedSessions: ended.count };
  }),

  /** Where else the person is signed in, the newest first. The secret in a cookie is not known here. */
  sessions: signedInProcedure.query(async ({ ctx }) => {
    const { services, user, session } = ctx;
    const rows = await services.prisma.session.findMany({
      where: { userId: user.id, expires: { gt: new Date(services.clock.nowMs()) } },
      select: { id: true, expires: true },
      orderBy: { expires: 'desc' },
    });
    return rows.map((row) => ({
      id: row.id,
      signedInAt: new Date(row.expires.getTime() - SESSION_LIFETIME_SECONDS * 1_000),
      expiresAt: row.expires,
      isThis: row.id === session.id,
    }));
  }),

  /** Ends every session but the one that asks. */
  signOutOthers: signedInProcedure.mutation(async ({ ctx }) => {
    const { services, user, session } = ctx;
    const ended = await services.prisma.session.deleteMany({ where: { userId: user.id, NOT: { id: session.id } } });
    return { endedSessions: ended.count };
  }),
});
