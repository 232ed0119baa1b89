import type { OrganizationPage } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';
import { withTenant } from '@modelhub/db/tenant';
import type { ShellData, ShellNotice } from '../types.ts';
import { selectOrganization, selectProject, signOut } from './actions.ts';

const DAY_MS = 86_400_000;

interface Standing {
  readonly status: 'active' | 'past_due' | 'suspended';
  readonly pastDueSince: Date | null;
}

function noticesOf(standing: Standing, page: OrganizationPage, nowMs: number): ShellNotice[] {
  const notices: ShellNotice[] = [];
  const pay = { label: 'Go to billing', href: '/billing' };
  if (standing.status === 'suspended') {
    notices.push({ id: 'suspended', tone: 'down', text: 'Keys are suspended: an invoice was not paid. Requests are refused until it is.', action: pay });
  }
  if (standing.status === 'past_due') {
    const days = standing.pastDueSince === null ? 0 : Math.floor((nowMs - standing.pastDueSince.getTime()) / DAY_MS);
    const since = days === 0 ? 'today' : days === 1 ? 'since yesterday' : `for ${days} days`;
    notices.push({ id: 'past-due', tone: 'degraded', text: `A payment is overdue ${since}. Keys go on working for now.`, action: pay });
  }
  if (page.session.user.emailVerified === null) {
    notices.push({
      id: 'unverified',
      tone: 'degraded',
      text: `Confirm ${page.session.user.email} to create keys and invite others.`,
      action: { label: 'Send the link again', href: '/settings/profile' },
    });
  }
  return notices;
}

/** Everything that the frame of the signed-in pages shows, in one transaction. */
export async function loadShell(page: OrganizationPage): Promise<ShellData> {
  const { prisma, clock } = services();
  const organizationId = page.organization.id;
  const [standing, projects] = await withTenant(prisma, { organizationId, userId: page.session.user.id }, async (tx) => [
    await tx.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { status: true, pastDueSince: true } }),
    await tx.project.findMany({ where: { organizationId, archivedAt: null }, select: { id: true, name: true }, orderBy: { createdAt: 'asc' } }),
  ]);
  return {
    user: { name: page.session.user.name, email: page.session.user.email },
    organizations: page.organizations.map(({ id, name, role }) => ({ id, name, role })),
    currentOrganizationId: organizationId,
    projects,
    currentProjectId: projects.find((one) => one.id === page.projectCookie)?.id ?? null,
    notices: noticesOf(standing, page, clock.nowMs()),
    actions: { selectOrganization, selectProject, signOut },
  };
}
