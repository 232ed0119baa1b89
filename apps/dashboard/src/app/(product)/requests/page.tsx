import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { RequestsView } from '#src/features/requests/components/requests-view.tsx';
import { loadRequestsQuery, requestsHref, requestsInputOf } from '#src/features/requests/requests-query.ts';
import { ViewNotFound } from '#src/features/shell/components/view-not-found.tsx';
import { loadOrNull } from '#src/server/load-or-null.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { currentProject } from '#src/server/scoped-page.ts';
import type { SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Requests' };

export default async function RequestsPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const { organization } = await requireOrganization();
  const params = await searchParams;
  const project = await currentProject();
  // The chosen project goes into the URL, so that the view can be sent to a colleague who has chosen another.
  if (project !== null && Object.keys(params).length === 0) redirect(requestsHref('/requests', { project: project.id }));
  const input = requestsInputOf(await loadRequestsQuery(searchParams));
  const caller = await pageCaller();
  const [page, choices, policies] = await Promise.all([loadOrNull(caller.requests.list(input)), caller.usage.choices(), caller.requests.policies()]);
  if (page === null) return <ViewNotFound href="/requests" />;
  return <RequestsView organizationId={organization.id} input={input} initial={page} choices={choices} policies={policies} />;
}
