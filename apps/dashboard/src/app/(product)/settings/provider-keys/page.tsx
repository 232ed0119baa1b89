import { can } from '@modelhub/access/roles';
import type { Metadata } from 'next';
import { ProviderKeysView } from '#src/features/provider-keys/components/provider-keys-view.tsx';
import { PROVIDER_OPTIONS } from '#src/features/provider-keys/server/offered-providers.ts';
import { NoAccess } from '#src/features/shell/components/no-access.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const metadata: Metadata = { title: 'Provider keys' };

export default async function ProviderKeysPage() {
  const { organization, session } = await requireOrganization();
  if (!can(organization.role, 'providers:manage')) {
    return <NoAccess what="The list of provider keys" role={organization.role} seenBy="owners and admins" organizationName={organization.name} />;
  }
  const caller = await pageCaller();
  return (
    <ProviderKeysView
      initial={await caller.providerKeys.list()}
      providers={PROVIDER_OPTIONS}
      canStore={services().cipher !== null}
      verified={session.user.emailVerified !== null}
    />
  );
}
