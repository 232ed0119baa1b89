import { ROLES } from '@modelhub/access/roles';
import { newId } from '@modelhub/core/ids';
import { withTenant } from '@modelhub/db/tenant';
import { z } from 'zod';
import { links } from '#src/features/auth/server/links.ts';
import { audit } from '#src/server/audit.ts';
import { emailSchema } from '#src/server/auth/email-address.ts';
import { hashToken, newToken } from '#src/server/auth/mailed-token.ts';
import { fieldError, forbidden, notFound } from '#src/server/errors.ts';
import { enqueueMail } from '#src/server/mail/enqueue.ts';
import { idSchema, permitted, router, signedInProcedure } from '#src/server/trpc.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { requireGrant } from './member-rules.ts';

const VALID_DAYS = 7;
const DAY_MS = 86_400_000;

export const invitationsRouter = router({
  list: permitted('members:read').query(({ ctx }) =>
    ctx.tenant((tx) =>
      tx.invitation.findMany({
        where: { organizationId: ctx.organization.id, acceptedAt: null },
        select: { id: true, email: true, role: true, expiresAt: true, createdAt: true },
        orderBy: { createdAt: 'desc' },
      }),
    ),
  ),

  /** Invites an address, or invites it again: the older link stops working. */
  create: permitted('members:manage')
    .input(z.object({ email: emailSchema, role: z.enum(ROLES) }))
    .mutation(async ({ ctx, input }) => {
      if (ctx.user.emailVerified === null) throw forbidden('Confirm your e-mail address before you invite others.');
      requireGrant(ctx.organization.role, input.role);
      await ctx.services.attempts.consume('inviteByOrganization', ctx.organization.id);
      const token = newToken();
      const { env, clock } = ctx.services;
      return ctx.tenant(async (tx) => {
        const organizationId = ctx.organization.id;
        const member = await tx.membership.findFirst({ where: { organizationId, user: { email: input.email } } });
        if (member !== null) throw fieldError('email', 'This person is a member already.');
        const columns = {
          role: input.role,
          tokenHash: hashToken(token),
          invitedByUserId: ctx.user.id,
          expiresAt: new Date(clock.nowMs() + VALID_DAYS * DAY_MS),
          acceptedAt: null,
        };
        const invitation = await tx.invitation.upsert({
          where: { organizationId_email: { organizationId, email: input.email } },
          create: { id: newId('invitation'), organizationId, email: input.email, ...columns },
          update: columns,
        });
        await enqueueMail(tx, {
          recipient: input.email,
          template: 'invitation',
          variables: {
            link: links.invitation(env.NEXTAUTH_URL, token),
            organizationName: ctx.organization.name,
            invitedBy: ctx.user.name ?? ctx.user.email,
            role: input.role,
            validDays: VALID_DAYS,
          },
        });
        await audit(tx, ctx.actor, { action: 'invitation.created', targetType: 'invitation', targetId: invitation.id, after: input });
        return { id: invitation.id, email: invitation.email };
      });
    }),

  revoke: permitted('members:manage')
    .input(z.object({ id: idSchema }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const invitation = await tx.invitation.findUnique({ where: { id: input.id, organizationId: ctx.organization.id } });
        if (invitation === null || invitation.acceptedAt !== null) throw notFound('invitation');
        requireGrant(ctx.organization.role, invitation.role);
        await tx.invitation.delete({ where: { id: invitation.id } });
        await audit(tx, ctx.actor, { action: 'invitation.revoked', targetType: 'invitation', targetId: invitation.id, before: { email: invitation.email } });
        return { id: invitation.id };
      }),
    ),

  accept: signedInProcedure.input(z.object({ token: z.string().min(1).max(128) })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('tokenByAddress', ctx.ipAddress);
    return withTenant(ctx.services.prisma, { organizationId: null, userId: ctx.user.id }, (tx) =>
      acceptInvitation(tx, { token: input.token, user: ctx.user, ipAddress: ctx.ipAddress, nowMs: ctx.services.clock.nowMs() }),
    );
  }),
});
