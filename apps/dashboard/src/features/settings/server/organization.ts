import { z } from 'zod';
import { audit } from '#src/server/audit.ts';
import { emailSchema } from '#src/server/auth/email-address.ts';
import { memberProcedure, permitted, router } from '#src/server/trpc.ts';
import { organizationNameSchema } from '#src/features/onboarding/server/create-organization.ts';

export const organizationRouter = router({
  get: memberProcedure.query(({ ctx }) =>
    ctx.tenant(async (tx) => {
      const { id, name, slug, billingEmail, status, createdAt } = await tx.organization.findUniqueOrThrow({ where: { id: ctx.organization.id } });
      return { id, name, slug, billingEmail, status, createdAt, role: ctx.organization.role };
    }),
  ),

  update: permitted('organization:update')
    .input(z.object({ name: organizationNameSchema, billingEmail: emailSchema }))
    .mutation(({ ctx, input }) =>
      ctx.tenant(async (tx) => {
        const where = { id: ctx.organization.id };
        const before = await tx.organization.findUniqueOrThrow({ where, select: { name: true, billingEmail: true } });
        await tx.organization.update({ where, data: input });
        await audit(tx, ctx.actor, { action: 'organization.updated', targetType: 'organization', targetId: where.id, before, after: input });
        return input;
      }),
    ),
});
