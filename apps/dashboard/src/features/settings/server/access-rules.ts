import { z } from 'zod';
import { accessListShape } from '#src/features/keys/server/key-input.ts';
import { audit } from '#src/server/audit.ts';
import { permitted, router } from '#src/server/trpc.ts';

const COLUMNS = { allowedModels: true, deniedModels: true, allowedProviders: true, deniedProviders: true } as const;

/** Which models and providers an organization may use at all. They hold for every key, whatever the key, a policy or a request says. */
export const accessRulesRouter = router({
  get: permitted('policies:read').query(({ ctx }) =>
    ctx.tenant((tx) => tx.organization.findUniqueOrThrow({ where: { id: ctx.organization.id }, select: COLUMNS })),
  ),

  update: permitted('policies:publish')
    .input(z.object(accessListShape))
    .mutation(async ({ ctx, input }) => {
      const where = { id: ctx.organization.id };
      await ctx.tenant(async (tx) => {
        const before = await tx.organization.findUniqueOrThrow({ where, select: COLUMNS });
        await tx.organization.update({ where, data: input });
        await audit(tx, ctx.actor, { action: 'organization.access_rules_changed', targetType: 'organization', targetId: where.id, before, after: input });
      });
      await ctx.services.publishInvalidation({ kind: 'organization', id: where.id });
      return input;
    }),
});
