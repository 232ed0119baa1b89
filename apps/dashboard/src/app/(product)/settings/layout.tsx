import { can } from '@modelhub/access/roles';
import { PageHeader } from '@modelhub/ui/panel';
import type { ReactNode } from 'react';
import { SettingsNav } from '#src/features/settings/components/settings-nav.tsx';
import { requireOrganization } from '#src/server/page.ts';

/** The head of every settings page. It shows; it does not guard: each page asks for what it may see. */
export default async function SettingsLayout({ children }: { readonly children: ReactNode }) {
  const { organization } = await requireOrganization();
  const places = [
    { href: '/settings', label: 'Organization' },
    { href: '/settings/members', label: 'Members' },
    { href: '/settings/projects', label: 'Projects' },
    { href: '/settings/access', label: 'Models and providers' },
    ...(can(organization.role, 'providers:manage') ? [{ href: '/settings/provider-keys', label: 'Provider keys' }] : []),
    { href: '/settings/sla', label: 'Service level' },
    ...(can(organization.role, 'audit:read') ? [{ href: '/settings/audit', label: 'Audit log' }] : []),
    { href: '/settings/profile', label: 'Profile' },
    { href: '/settings/security', label: 'Security' },
  ];
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title="Settings" />
      <SettingsNav places={places} />
      {children}
    </div>
  );
}
