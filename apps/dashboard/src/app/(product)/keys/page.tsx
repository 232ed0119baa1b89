import { can } from '@modelhub/access/roles';
import { withTenant } from '@modelhub/db/tenant';
import type { Metadata } from 'next';
import { accessChoices } from '#src/features/catalog/server/access-choices.ts';
import { KeysView } from '#src/features/keys/components/keys-view.tsx';
import { firstModel } from '#src/features/onboarding/server/first-model.ts';
import { mailboxHref } from '#src/server/mail/local-mailbox.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';
import { currentProject } from '#src/server/scoped-page.ts';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage() {
  const { organization, session } = await requireOrganization();
  const project = await currentProject();
  const caller = await pageCaller();
  const { env, prisma } = services();
  const [keys, projects, policies] = await Promise.all([
    caller.keys.list(project === null ? {} : { projectId: project.id }),
    withTenant(prisma, { organizationId: organization.id, userId: session.user.id }, (tx) =>
      tx.project.findMany({ where: { organizationId: organization.id, archivedAt: null }, select: { id: true, name: true }, orderBy: { createdAt: 'asc' } }),
    ),
    caller.policies.usable(),
  ]);
  return (
    <KeysView
      initial={keys}
      project={project}
      may={{ create: can(organization.role, 'keys:create'), update: can(organization.role, 'keys:update'), revoke: can(organization.role, 'keys:revoke') }}
      verified={session.user.emailVerified !== null}
      mailboxHref={mailboxHref(env)}
      options={{
        projects,
        currentProjectId: project?.id ?? null,
        choices: { ...accessChoices(), policies },
        gatewayUrl: env.GATEWAY_PUBLIC_URL,
        firstModel: firstModel(),
      }}
    />
  );
}
