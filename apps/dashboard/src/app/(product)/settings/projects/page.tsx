import { can } from '@modelhub/access/roles';
import type { Metadata } from 'next';
import { ProjectsPanel } from '#src/features/settings/components/projects-panel.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Projects' };

export default async function ProjectsPage() {
  const { organization } = await requireOrganization();
  const caller = await pageCaller();
  const [projects, policies] = await Promise.all([caller.settings.projects.list(), caller.policies.usable()]);
  return <ProjectsPanel projects={projects} policies={policies} canManage={can(organization.role, 'projects:manage')} />;
}
