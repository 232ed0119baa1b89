import { ROLES } from '@modelhub/access/roles';
import { z } from 'zod';
import { audit } from '#src/server/audit.ts';
import { idSchema, memberProcedure, permitted, router } from '#src/server/trpc.ts';
import { findMember, requireAnotherOwner, requireGrant } from './member-rules.ts';

const roleSchema = z.enum(ROLES);

export const membersRouter = router({
  list: permitted('members:read').query(({ ctx }) =>
    ctx.tenant(async (tx) => {
      const rows = await tx.membership.findMany({
        where: { organizationId: ctx.organization.id },
        include: { user: { select: { name: true, email: true } } },
        orderBy: { createdAt: 'asc' },
      });
      return rows.map((row) => ({
        id: row.id,
        role: row.role,
        name: row.user.name,
        email: row.user.email,
        joinedAt: row.createdAt,
        isYou: row.userId === ctx.user.id,
      }));
    }),
  ),

  changeRole: permitted('members:manage')
    .input(z.object({ id: idSchema, role: roleSchema }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const organizationId = ctx.organization.id;
        const member = await findMember(tx, { id: input.id, organizationId });
        requireGrant(ctx.organization.role, member.role);
        requireGrant(ctx.organization.role, input.role);
        if (member.role === input.role) return { id: member.id, role: member.role };
        if (member.role === 'owner') await requireAnotherOwner(tx, { organizationId, membershipId: member.id });
        await tx.membership.update({ where: { id: member.id }, data: { role: input.role } });
        await audit(tx, ctx.actor, {
          action: 'member.role_changed',
          targetType: 'member',
          targetId: member.id,
          before: { role: member.role },
          after: { role: input.role },
        });
        return { id: member.id, role: input.role };
      }),
    ),

  remove: permitted('members:manage')
    .input(z.object({ id: idSchema }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const organizationId = ctx.organization.id;
        const member = await findMember(tx, { id: input.id, organizationId });
        requireGrant(ctx.organization.role, member.role);
        if (member.role === 'owner') await requireAnotherOwner(tx, { organizationId, membershipId: member.id });
        await tx.membership.delete({ where: { id: member.id } });
        await audit(tx, ctx.actor, {
          action: 'member.removed',
          targetType: 'member',
          targetId: member.id,
          before: { role: member.role, userId: member.userId },
        });
        return { id: member.id };
      }),
    ),

  leave: memberProcedure.mutation(({ ctx }) =>
    ctx.tenant(async (tx) => {
      const { id: organizationId, membershipId, role } = ctx.organization;
      if (role === 'owner') await requireAnotherOwner(tx, { organizationId, membershipId });
      await tx.membership.deleteMany({ where: { id: membershipId } });
      await audit(tx, ctx.actor, { action: 'member.left', targetType: 'member', targetId: membershipId, before: { role } });
      return { left: organizationId };
    }),
  ),
});
