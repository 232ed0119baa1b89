import type { ReactNode } from 'react';
import { DocsNavigation } from '#src/features/docs/components/docs-navigation.tsx';

export default function DocsLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-[1200px] gap-12 px-4 py-10 sm:px-6 lg:grid-cols-[12rem_minmax(0,1fr)]">
      <aside className="max-lg:hidden lg:sticky lg:top-24 lg:self-start">
        <DocsNavigation />
      </aside>
      <div className="min-w-0 max-w-3xl">{children}</div>
    </div>
  );
}
