import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ViewNotFound } from '#src/features/shell/components/view-not-found.tsx';
import { UsageView } from '#src/features/usage/components/usage-view.tsx';
import { loadUsageQuery, usageHref, usageInputOf } from '#src/features/usage/usage-query.ts';
import { loadOrNull } from '#src/server/load-or-null.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { currentProject } from '#src/server/scoped-page.ts';
import type { SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Usage' };

export default async function UsagePage({ searchParams }: { readonly searchParams: SearchParams }) {
  const { organization } = await requireOrganization();
  const params = await searchParams;
  const query = await loadUsageQuery(searchParams);
  const project = await currentProject();
  // The chosen project goes into the URL, so that the view can be sent to a colleague who has chosen another.
  if (project !== null && Object.keys(params).length === 0) redirect(usageHref('/usage', { project: [project.id] }));
  const caller = await pageCaller();
  const input = usageInputOf(query);
  const [report, choices] = await Promise.all([loadOrNull(caller.usage.report(input)), caller.usage.choices()]);
  if (report === null) return <ViewNotFound href="/usage" />;
  return <UsageView organizationId={organization.id} input={input} initial={report} choices={choices} />;
}
