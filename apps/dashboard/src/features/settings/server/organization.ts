import { updateCustomerDetails } from '@modelhub/billing/setup';
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
    .mutation(async ({ ctx, input }) => {
      const where = { id: ctx.organization.id };
      await ctx.tenant(async (tx) => {
        const before = await tx.organization.findUniqueOrThrow({ where, select: { name: true, billingEmail: true } });
        await tx.organization.update({ where, data: input });
        await audit(tx, ctx.actor, { action: 'organization.updated', targetType: 'organization', targetId: where.id, before, after: input });
      });
      const { stripe, pool, clock, log } = ctx.services;
      if (stripe === null) return { ...input, isAtStripe: true };
      // The change is made here whatever Stripe says; the form asks for another save when Stripe did not hear of it.
      const isAtStripe = await updateCustomerDetails({ stripe, pool, clock }, where.id).then(
        () => true,
        (error: unknown) => {
          log.warn({ err: error, organizationId: where.id }, 'Stripe did not hear of an organization’s new name or billing e-mail');
          return false;
        },
      );
      return { ...input, isAtStripe };
    }),
});
