import { can } from '@modelhub/access/roles';
import type { Metadata } from 'next';
import { PoliciesView } from '#src/features/policies/components/policies-view.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Policies' };

export default async function PoliciesPage() {
  const { organization } = await requireOrganization();
  const caller = await pageCaller();
  const policies = await caller.policies.list();
  return <PoliciesView initial={policies} may={{ manage: can(organization.role, 'policies:manage'), publish: can(organization.role, 'policies:publish') }} />;
}
