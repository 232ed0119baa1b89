import { z } from 'zod';
import { forbidden } from '#src/server/errors.ts';
import { idSchema, permitted, router } from '#src/server/trpc.ts';
import { recentUse, revokeKey, updateKey } from './change-key.ts';
import { createKey } from './create-key.ts';
import { keyLimitsSchema, keyNameSchema } from './key-input.ts';
import { listKeys } from './list-keys.ts';

export const keysRouter = router({
  list: permitted('keys:read')
    .input(z.object({ projectId: idSchema.optional() }).default({}))
    .query(({ ctx, input }) =>
      ctx.tenant((tx) => listKeys(tx, { organizationId: ctx.organization.id, projectId: input.projectId, nowMs: ctx.services.clock.nowMs() })),
    ),

  /** The only answer that ever holds a key. */
  create: permitted('keys:create')
    .input(z.object({ name: keyNameSchema, projectId: idSchema, limits: keyLimitsSchema.prefault({}) }))
    .mutation(async ({ ctx, input }) => {
      if (ctx.user.emailVerified === null) throw forbidden('Confirm your e-mail address first: keys spend money.');
      await ctx.services.attempts.consume('changeByUser', ctx.user.id);
      const { env, clock } = ctx.services;
      const { hash, ...created } = await ctx.tenant((tx) => createKey(tx, ctx.actor, { ...input, pepper: env.API_KEY_PEPPER, nowMs: clock.nowMs() }));
      await ctx.services.publishInvalidation({ kind: 'api-key', id: hash });
      return created;
    }),

  update: permitted('keys:update')
    .input(z.object({ id: idSchema, name: keyNameSchema, limits: keyLimitsSchema }))
    .mutation(async ({ ctx, input }) => {
      const hash = await ctx.tenant((tx) => updateKey(tx, ctx.actor, { ...input, nowMs: ctx.services.clock.nowMs() }));
      await ctx.services.publishInvalidation({ kind: 'api-key', id: hash });
      return { id: input.id };
    }),

  recentUse: permitted('keys:read')
    .input(z.object({ id: idSchema }))
    .query(({ ctx, input }) => ctx.tenant((tx) => recentUse(tx, { id: input.id, nowMs: ctx.services.clock.nowMs() }))),

  revoke: permitted('keys:revoke')
    .input(z.object({ id: idSchema }))
    .mutation(async ({ ctx, input }) => {
      const hash = await ctx.tenant((tx) => revokeKey(tx, ctx.actor, { id: input.id, nowMs: ctx.services.clock.nowMs() }));
      await ctx.services.publishInvalidation({ kind: 'api-key', id: hash });
      return { id: input.id };
    }),
});
