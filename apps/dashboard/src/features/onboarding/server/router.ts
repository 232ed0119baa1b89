import { z } from 'zod';
import { idSchema, permitted, router, signedInProcedure } from '#src/server/trpc.ts';
import { createOrganization, organizationNameSchema } from './create-organization.ts';
import { findFirstRequest } from './first-request.ts';

export const onboardingRouter = router({
  createOrganization: signedInProcedure.input(z.object({ name: organizationNameSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('changeByUser', ctx.user.id);
    return createOrganization(ctx.services, { name: input.name, user: ctx.user, ipAddress: ctx.ipAddress });
  }),

  /** The light: asked every second or two until it turns green. */
  firstRequest: permitted('usage:read')
    .input(z.object({ keyId: idSchema.optional() }))
    .query(({ ctx, input }) => ctx.tenant((tx) => findFirstRequest(tx, { organizationId: ctx.organization.id, keyId: input.keyId }))),

  finish: permitted('keys:create').mutation(async ({ ctx }) => {
    await ctx.tenant((tx) =>
      tx.organization.updateMany({
        where: { id: ctx.organization.id, onboardedAt: null },
        data: { onboardedAt: new Date(ctx.services.clock.nowMs()) },
      }),
    );
    return { finished: true as const };
  }),
});
