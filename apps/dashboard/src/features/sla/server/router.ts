import { can } from '@modelhub/access/roles';
import { listSlaReports, type StoredSlaReport } from '@modelhub/billing/sla/report-document';
import { z } from 'zod';
import { notFound } from '#src/server/errors.ts';
import { idSchema, permitted, router } from '#src/server/trpc.ts';
import { readMonthSoFar } from './month-so-far.ts';

/** What a month cost and what is given back is for those who see money; availability is for everybody. */
export interface SlaReportView extends StoredSlaReport {
  readonly showsMoney: boolean;
}

function withoutMoney(report: StoredSlaReport): StoredSlaReport {
  const { document } = report;
  const models = document.models.map((model) => ({ ...model, spendNanoUsd: 0n }));
  return { ...report, document: { ...document, models, creditNanoUsd: 0n } };
}

export const slaRouter = router({
  monthSoFar: permitted('usage:read').query(({ ctx }) =>
    readMonthSoFar(ctx.services.pool, { organizationId: ctx.organization.id, nowMs: ctx.services.clock.nowMs() }),
  ),

  /** The months that were reported, newest first. */
  months: permitted('usage:read').query(async ({ ctx }) => {
    const reports = await listSlaReports(ctx.services.pool, { organizationId: ctx.organization.id });
    return reports.map(({ id, document }) => ({
      id,
      monthMs: document.monthMs,
      availabilityPpm: document.availabilityPpm,
      creditPercent: document.creditPercent,
    }));
  }),

  report: permitted('usage:read')
    .input(z.object({ id: idSchema }))
    .query(async ({ ctx, input }): Promise<SlaReportView> => {
      const reports = await listSlaReports(ctx.services.pool, { organizationId: ctx.organization.id });
      const report = reports.find((one) => one.id === input.id);
      if (report === undefined) throw notFound('report');
      const showsMoney = can(ctx.organization.role, 'billing:read');
      return { ...(showsMoney ? report : withoutMoney(report)), showsMoney };
    }),

  /** The same for the PDF, which always has the money in it. */
  reportWithMoney: permitted('billing:read')
    .input(z.object({ id: idSchema }))
    .query(async ({ ctx, input }) => {
      const reports = await listSlaReports(ctx.services.pool, { organizationId: ctx.organization.id });
      const report = reports.find((one) => one.id === input.id);
      if (report === undefined) throw notFound('report');
      return { document: report.document, organizationName: ctx.organization.name };
    }),
});
