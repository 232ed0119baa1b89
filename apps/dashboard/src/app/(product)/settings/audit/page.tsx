import { can } from '@modelhub/access/roles';
import { Pagination } from '@modelhub/ui/pagination';
import { Panel } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { AuditTable } from '#src/features/settings/components/audit-table.tsx';
import { NoAccess } from '#src/features/shell/components/no-access.tsx';
import { orNotFound } from '#src/server/page-or-not-found.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const [{ organization }, params] = await Promise.all([requireOrganization(), searchParams]);
  if (!can(organization.role, 'audit:read')) {
    return <NoAccess what="The audit log" role={organization.role} seenBy="owners and admins" organizationName={organization.name} />;
  }
  const caller = await pageCaller();
  const before = textParam(params, 'before');
  const after = textParam(params, 'after');
  const cursor = before !== undefined ? { before } : after !== undefined ? { after } : {};
  const { events, older, newer } = await orNotFound(caller.settings.auditLog.list(cursor));
  const count = `${events.length} ${events.length === 1 ? 'change' : 'changes'}, newest first`;
  return (
    <Panel
      flush
      title="Audit log"
      description="Every change to this organization: who, what, when and from where. Nobody can edit it."
      footer={
        <Pagination
          summary={count}
          previousHref={newer === null ? null : `/settings/audit?after=${newer}`}
          nextHref={older === null ? null : `/settings/audit?before=${older}`}
        />
      }
    >
      <AuditTable events={events} />
    </Panel>
  );
}
