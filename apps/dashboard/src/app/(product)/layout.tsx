import type { ReactNode } from 'react';
import { AppShell } from '#src/features/shell/components/app-shell.tsx';
import { loadShell } from '#src/features/shell/server/load-shell.ts';
import { requireOrganization } from '#src/server/page.ts';
import { Trpc } from '#src/trpc/client.tsx';

// Who is asking decides what is shown: nothing here is made in advance.
export const dynamic = 'force-dynamic';

/** The frame of the signed-in product. It shows; it does not guard: each page asks for the session itself. */
export default async function ProductLayout({ children }: { readonly children: ReactNode }) {
  const page = await requireOrganization();
  const data = await loadShell(page);
  return (
    // Another organization gets another cache and another header: nothing of the one is ever shown in the other.
    <Trpc key={page.organization.id} organizationId={page.organization.id}>
      <AppShell data={data}>{children}</AppShell>
    </Trpc>
  );
}
