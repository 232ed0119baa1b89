import { can } from '@modelhub/access/roles';
import type { Metadata } from 'next';
import { ProjectsPanel } from '#src/features/settings/components/projects-panel.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Projects' };

export default async function ProjectsPage() {
  const { organization } = await requireOrganization();
  const caller = await pageCaller();
  return <ProjectsPanel projects={await caller.settings.projects.list()} canManage={can(organization.role, 'projects:manage')} />;
}
