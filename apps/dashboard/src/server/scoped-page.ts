import { withTenant } from '@modelhub/db/tenant';
import { cache } from 'react';
import { requireOrganization } from './page.ts';
import { services } from './runtime.ts';

export interface CurrentProject {
  readonly id: string;
  readonly name: string;
}

/** The project that the switcher narrows the pages to; null for all of them, and for one that is gone or another organization's. */
export const currentProject = cache(async (): Promise<CurrentProject | null> => {
  const { organization, session, projectCookie } = await requireOrganization();
  if (projectCookie === null) return null;
  return withTenant(services().prisma, { organizationId: organization.id, userId: session.user.id }, (tx) =>
    tx.project.findUnique({ where: { id: projectCookie, organizationId: organization.id, archivedAt: null }, select: { id: true, name: true } }),
  );
});
