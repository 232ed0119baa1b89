import { can } from '@modelhub/access/roles';
import { withTenant } from '@modelhub/db/tenant';
import type { Metadata } from 'next';
import { HomeView } from '#src/features/home/components/home-view.tsx';
import { firstModel } from '#src/features/onboarding/server/first-model.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';
import { currentProject } from '#src/server/scoped-page.ts';

export const metadata: Metadata = { title: 'Home' };

export default async function HomePage() {
  const { organization, session } = await requireOrganization();
  const project = await currentProject();
  const caller = await pageCaller();
  const { env, prisma, clock } = services();
  const [overview, key] = await Promise.all([
    caller.home.overview({ projectId: project?.id ?? null }),
    withTenant(prisma, { organizationId: organization.id, userId: session.user.id }, (tx) =>
      tx.apiKey.findFirst({ where: { organizationId: organization.id, revokedAt: null }, select: { id: true } }),
    ),
  ]);
  return (
    <HomeView
      organizationName={organization.name}
      projectId={project?.id ?? null}
      projectName={project?.name ?? null}
      initial={overview}
      nowMs={clock.nowMs()}
      start={{ gatewayUrl: env.GATEWAY_PUBLIC_URL, model: firstModel(), hasKey: key !== null, mayCreateKey: can(organization.role, 'keys:create') }}
    />
  );
}
