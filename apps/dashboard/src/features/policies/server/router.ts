import { z } from 'zod';
import type { Services } from '#src/server/services.ts';
import { permitted, router } from '#src/server/trpc.ts';
import { createPolicy, publishVersion, saveDraft, setPolicyArchived } from './change-policy.ts';
import { listPolicies } from './list-policies.ts';
import { policyDetail } from './policy-detail.ts';
import { documentSchema, policyNameSchema, problemIn, requireDocument } from './policy-input.ts';

const versionSchema = z.number().int().min(1).max(1_000_000);
const namedSchema = z.object({ name: policyNameSchema });

export const policiesRouter = router({
  list: permitted('policies:read').query(({ ctx }) =>
    ctx.tenant((tx) => listPolicies(tx, { organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() })),
  ),

  get: permitted('policies:read')
    .input(namedSchema)
    .query(({ ctx, input }) => ctx.tenant((tx) => policyDetail(tx, { organizationId: ctx.organization.id, name: input.name }))),

  /** What is wrong with a document and where, by the reader that gateways use; null where nothing is. */
  check: permitted('policies:read')
    .input(z.object({ document: documentSchema }))
    .query(({ input }) => problemIn(input.document)),

  create: permitted('policies:manage')
    .input(namedSchema.extend({ document: documentSchema }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.attempts.consume('changeByUser', ctx.user.id);
      const document = requireDocument(input.document);
      return ctx.tenant((tx) => createPolicy(tx, ctx.actor, { name: input.name, document }));
    }),

  save: permitted('policies:manage')
    .input(namedSchema.extend({ document: documentSchema, basedOn: versionSchema }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.attempts.consume('changeByUser', ctx.user.id);
      const document = requireDocument(input.document);
      return ctx.tenant((tx) => saveDraft(tx, ctx.actor, { ...input, document }));
    }),

  publish: permitted('policies:publish')
    .input(namedSchema.extend({ version: versionSchema, insteadOf: versionSchema.nullable() }))
    .mutation(async ({ ctx, input }) => {
      await ctx.tenant((tx) => publishVersion(tx, ctx.actor, { ...input, nowMs: ctx.services.clock.nowMs() }));
      await announce(ctx);
      return { version: input.version };
    }),

  setArchived: permitted('policies:publish')
    .input(namedSchema.extend({ archived: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      await ctx.tenant((tx) => setPolicyArchived(tx, ctx.actor, { ...input, nowMs: ctx.services.clock.nowMs() }));
      await announce(ctx);
      return { name: input.name };
    }),
});

/** Published policies come to gateways with the organization. */
function announce(ctx: { readonly services: Services; readonly organization: { readonly id: string } }): Promise<void> {
  return ctx.services.publishInvalidation({ kind: 'organization', id: ctx.organization.id });
}
