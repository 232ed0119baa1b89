import type { Metadata } from 'next';
import { MonthNav } from '#src/features/sla/components/month-nav.tsx';
import { MonthReport } from '#src/features/sla/components/month-report.tsx';
import { MonthSoFar } from '#src/features/sla/components/month-so-far.tsx';
import { SlaRules } from '#src/features/sla/components/sla-rules.tsx';
import { orNotFound } from '#src/server/page-or-not-found.ts';
import { pageCaller } from '#src/server/page.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Service level' };

/** Was it available as promised, and what is given back? */
export default async function SlaPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const caller = await pageCaller();
  const reportId = textParam(await searchParams, 'report') ?? null;
  const months = await caller.sla.months();
  return (
    <>
      <MonthNav months={months} current={reportId} />
      {reportId === null ? (
        <MonthSoFar month={await caller.sla.monthSoFar()} />
      ) : (
        <MonthReport report={await orNotFound(caller.sla.report({ id: reportId }))} />
      )}
      <SlaRules />
    </>
  );
}
