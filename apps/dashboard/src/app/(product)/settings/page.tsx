import { can } from '@modelhub/access/roles';
import { CopyButton } from '@modelhub/ui/copy-button';
import { formatDay } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { LeaveOrganization } from '#src/features/settings/components/leave-organization.tsx';
import { OrganizationForm } from '#src/features/settings/components/organization-form.tsx';
import { pageCaller } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Organization' };

export default async function OrganizationPage() {
  const caller = await pageCaller();
  const organization = await caller.settings.organization.get();
  const canUpdate = can(organization.role, 'organization:update');
  return (
    <>
      <Panel title="Organization" description={canUpdate ? undefined : `Your role is ${organization.role}: an owner or admin can change this.`}>
        <OrganizationForm name={organization.name} billingEmail={organization.billingEmail} canUpdate={canUpdate} />
      </Panel>
      <Panel title="For support">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-1 text-sm">
          <dt className="text-ink-subtle">Organization id</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="truncate text-xs">{organization.id}</code>
            <CopyButton value={organization.id} label="Copy organization id" />
          </dd>
          <dt className="text-ink-subtle">Created</dt>
          <dd>{formatDay(organization.createdAt.getTime(), { year: true })}</dd>
          <dt className="text-ink-subtle">Your role</dt>
          <dd className="capitalize">{organization.role}</dd>
        </dl>
      </Panel>
      <LeaveOrganization name={organization.name} />
    </>
  );
}
