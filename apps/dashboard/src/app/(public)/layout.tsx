import { statusOfAvailability } from '@modelhub/ui/uptime-bar';
import type { ReactNode } from 'react';
import { SiteFooter } from '#src/features/landing/components/site-footer.tsx';
import { SiteHeader } from '#src/features/landing/components/site-header.tsx';
import { publicFigures } from '#src/features/status/server/instance.ts';

// Addresses and figures are those of the running instance, so nothing here is made at build time.
export const dynamic = 'force-dynamic';

export default async function PublicLayout({ children }: { readonly children: ReactNode }) {
  const figures = await publicFigures();
  const today = figures?.overall.days.at(-1)?.availabilityPpm ?? null;
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader />
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <SiteFooter status={statusOfAvailability(today)} />
    </div>
  );
}
