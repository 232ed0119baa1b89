import { z } from 'zod';
import type { Services } from '#src/server/services.ts';
import { permitted, router } from '#src/server/trpc.ts';
import { createPolicy, publishVersion, saveDraft, setPolicyArchived } from './change-policy.ts';
import { listPolicies } from './list-policies.ts';
import { policyDetail } from './policy-detail.ts';
import { documentSchema, policyNameSchema, problemIn, readDocument, requireDocument } from './policy-input.ts';
import { PAST_REQUESTS_MAX, readPastRequests } from './past-requests.ts';
import { readServingWorld } from './serving-world.ts';
import { PERIODS_MS, tryOnMadeUpSchema, tryOnPastSchema } from './try-input.ts';
import { tryMadeUp } from './try-made-up.ts';
import { tryPolicy } from './try-policy.ts';
import { usablePolicies } from './usable-policy.ts';

const versionSchema = z.number().int().min(1).max(1_000_000);
const namedSchema = z.object({ name: policyNameSchema });

export const policiesRouter = router({
  list: permitted('policies:read').query(({ ctx }) =>
    ctx.tenant((tx) => listPolicies(tx, { organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() })),
  ),

  /** What can be the default of a key or project. */
  usable: permitted('policies:read').query(({ ctx }) => ctx.tenant((tx) => usablePolicies(tx, ctx.organization.id))),

  get: permitted('policies:read')
    .input(namedSchema)
    .query(({ ctx, input }) => ctx.tenant((tx) => policyDetail(tx, { organizationId: ctx.organization.id, name: input.name }))),

  /** What is wrong with a document and where, by the reader that gateways use; null where nothing is. */
  check: permitted('policies:read')
    .input(z.object({ document: documentSchema }))
    .mutation(({ input }) => problemIn(input.document)),

  /** What a policy would have done with requests that were made. Changes nothing; documents are too long for a URL. */
  tryOnPast: permitted('usage:read')
    .input(tryOnPastSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.attempts.consume('tryByUser', ctx.user.id);
      const policy = readDocument(input.document);
      const organizationId = ctx.organization.id;
      const nowMs = ctx.services.clock.nowMs();
      const { world, requests } = await ctx.tenant(async (tx) => ({
        world: await readServingWorld(tx, { organizationId, nowMs }),
        requests: await readPastRequests(tx, { ...input, organizationId, sinceMs: nowMs - PERIODS_MS[input.period] }),
      }));
      return { ...tryPolicy(policy, requests, world), isProvidersKnown: world.isProvidersKnown, requestsMax: PAST_REQUESTS_MAX };
    }),

  /** What a policy would do with a request that nobody has made. */
  tryOnMadeUp: permitted('policies:read')
    .input(tryOnMadeUpSchema)
    .mutation(async ({ ctx, input }) => {
      const policy = readDocument(input.document);
      const organizationId = ctx.organization.id;
      const world = await ctx.tenant((tx) => readServingWorld(tx, { organizationId, nowMs: ctx.services.clock.nowMs() }));
      return { ...tryMadeUp(policy, input.features, { world, outputTokens: input.outputTokens }), isProvidersKnown: world.isProvidersKnown };
    }),

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
