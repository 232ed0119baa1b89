import { EmptyState } from '@modelhub/ui/empty-state';
import type { Metadata } from 'next';
import { DocsHeader, DocsSection } from '#src/features/docs/components/docs-section.tsx';
import { ConformanceGrid, ConformanceLegend } from '#src/features/docs/conformance/conformance-view.tsx';
import { CONFORMANCE } from '#src/features/docs/conformance/tables.ts';

export const metadata: Metadata = {
  title: 'What works where',
  description: 'Every documented parameter at every dialect of providers: native, translated, elsewhere or refused.',
};

export default function ConformancePage() {
  return (
    <article className="flex flex-col gap-10">
      <DocsHeader title="What works where">Every documented parameter, at every dialect that providers speak. Nothing is dropped in silence.</DocsHeader>
      <ConformanceLegend />
      {CONFORMANCE.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState
            title="No tables in this version"
            description="They are generated from the adapters themselves, and are published with the version that they are true of."
          />
        </div>
      ) : (
        CONFORMANCE.map((table) => (
          <DocsSection key={table.surface} id={table.surface.replaceAll('.', '-')} title={table.surface}>
            <ConformanceGrid table={table} />
          </DocsSection>
        ))
      )}
    </article>
  );
}
