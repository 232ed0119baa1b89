import { z } from 'zod';
import { permitted, router } from '#src/server/trpc.ts';
import { generationIdSchema, requestsInputSchema } from '../requests-query.ts';
import { policyChoices } from './policy-choices.ts';
import { requestDetail } from './request-detail.ts';
import { readRequests } from './request-log.ts';
import { requestsCsv } from './requests-csv.ts';

const PAGE_SIZE = 50;

export const requestsRouter = router({
  list: permitted('usage:read')
    .input(requestsInputSchema)
    .query(({ ctx, input }) =>
      ctx.tenant((tx) => readRequests(tx, { ...input, organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs(), size: PAGE_SIZE })),
    ),

  get: permitted('usage:read')
    .input(z.object({ id: generationIdSchema }))
    .query(({ ctx, input }) => ctx.tenant((tx) => requestDetail(tx, { organizationId: ctx.organization.id, id: input.id }))),

  policies: permitted('usage:read').query(({ ctx }) => ctx.tenant((tx) => policyChoices(tx, ctx.organization.id))),
  csv: permitted('usage:read')
    .input(requestsInputSchema)
    .query(({ ctx, input }) => ctx.tenant((tx) => requestsCsv(tx, { ...input, organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() }))),
});
