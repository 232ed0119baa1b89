import type { ReactNode } from 'react';
import { DocsContents, DocsNavigation } from '#src/features/docs/components/docs-navigation.tsx';
import { DocsSearch } from '#src/features/docs/components/docs-search.tsx';

export default function DocsLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-[1200px] gap-x-12 gap-y-8 px-4 py-10 sm:px-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <aside className="flex flex-col gap-3 lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:gap-6 lg:self-start lg:overflow-y-auto lg:pb-6">
        <DocsSearch />
        <div className="max-lg:hidden">
          <DocsNavigation />
        </div>
        <div className="lg:hidden">
          <DocsContents />
        </div>
      </aside>
      <div className="min-w-0 max-w-3xl">{children}</div>
    </div>
  );
}
