import { permitted, router } from '#src/server/trpc.ts';
import { usageInputSchema } from '../usage-query.ts';
import { usageChoices } from './choices.ts';
import { usageCsv } from './usage-csv.ts';
import { usageReport } from './usage-report.ts';

export const usageRouter = router({
  /** The figures of the usage page; asked every few seconds while somebody looks. */
  report: permitted('usage:read')
    .input(usageInputSchema)
    .query(({ ctx, input }) => ctx.tenant((tx) => usageReport(tx, { ...input, organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() }))),

  choices: permitted('usage:read').query(({ ctx }) =>
    ctx.tenant((tx) => usageChoices(tx, { organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() })),
  ),

  csv: permitted('usage:read')
    .input(usageInputSchema)
    .query(({ ctx, input }) => ctx.tenant((tx) => usageCsv(tx, { ...input, organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() }))),
});
