import { withTenant } from '@modelhub/db/tenant';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { CreateOrganizationForm } from '#src/features/onboarding/components/create-organization-form.tsx';
import { FirstKey } from '#src/features/onboarding/components/first-key.tsx';
import { Steps } from '#src/features/onboarding/components/steps.tsx';
import { firstModel } from '#src/features/onboarding/server/first-model.ts';
import { mailboxHref } from '#src/server/mail/local-mailbox.ts';
import { requireOrganization, requireSession } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';
import { Trpc } from '#src/trpc/client.tsx';

export const metadata: Metadata = { title: 'Get started' };

export default async function OnboardingPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const params = await searchParams;
  const { organizations } = await requireSession();
  if (organizations.length === 0 || textParam(params, 'new') !== undefined) {
    return (
      <Trpc organizationId={null}>
        <Steps current={1} />
        <div className="max-w-sm">
          <AuthHeading title="Name your organization">Keys, members and invoices belong to it.</AuthHeading>
          <CreateOrganizationForm />
        </div>
      </Trpc>
    );
  }
  const { organization, session } = await requireOrganization();
  const all = services();
  const project = await withTenant(all.prisma, { organizationId: organization.id, userId: session.user.id }, (tx) =>
    tx.project.findFirst({ where: { organizationId: organization.id, archivedAt: null }, orderBy: { createdAt: 'asc' } }),
  );
  if (project === null) redirect('/settings/projects');
  return (
    <Trpc key={organization.id} organizationId={organization.id}>
      <Steps current={2} />
      <AuthHeading title="Create your first key">One key for every model. Use it wherever an OpenAI key goes.</AuthHeading>
      <FirstKey
        projectId={project.id}
        gatewayUrl={all.env.GATEWAY_PUBLIC_URL}
        model={firstModel()}
        verified={session.user.emailVerified !== null}
        mailboxHref={mailboxHref(all.env)}
      />
    </Trpc>
  );
}
