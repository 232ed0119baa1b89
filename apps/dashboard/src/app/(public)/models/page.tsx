import { Pagination } from '@modelhub/ui/pagination';
import { PageHeader } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { catalogHref, loadCatalogQuery, PAGE_ROWS, pageOf, selectRows } from '#src/features/catalog/catalog-query.ts';
import { CatalogFilters } from '#src/features/catalog/components/catalog-filters.tsx';
import { CatalogTable } from '#src/features/catalog/components/catalog-table.tsx';
import { catalogRows } from '#src/features/catalog/server/catalog-rows.ts';

export const metadata: Metadata = { title: 'Models', description: 'Every model behind one key, with the price that you pay.' };

interface PageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ModelsPage({ searchParams }: PageProps) {
  const query = await loadCatalogQuery(searchParams);
  const all = catalogRows(Date.now());
  const rows = selectRows(all, query);
  const { rows: shown, page, pageCount } = pageOf(rows, query.page);
  const first = (page - 1) * PAGE_ROWS + 1;
  const hrefOf = (to: number): string | null => (to < 1 || to > pageCount ? null : catalogHref('/models', { ...query, page: to }));
  const labs = [...new Set(all.map((row) => row.lab))].sort();
  return (
    <div className="mx-auto flex w-full max-w-[1200px] flex-col gap-6 px-4 py-10 sm:px-6">
      <PageHeader
        title="Models"
        description="One key reaches every model here. Prices are what you pay for a million tokens, our 10 % included."
        actions={<p className="text-sm text-ink-subtle tabular-nums" aria-live="polite">{`${rows.length} of ${all.length}`}</p>}
      />
      <CatalogFilters labs={labs} />
      <div className="rounded-lg border border-line bg-surface">
        <CatalogTable rows={shown} query={query} />
      </div>
      {pageCount === 1 ? null : (
        <Pagination previousHref={hrefOf(page - 1)} nextHref={hrefOf(page + 1)} summary={`${first}–${first + shown.length - 1} of ${rows.length}`} />
      )}
    </div>
  );
}
