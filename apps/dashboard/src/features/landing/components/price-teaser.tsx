import { Money, Tokens } from '@modelhub/ui/figures';
import { Link } from '@modelhub/ui/link';
import { Table, type TableColumn } from '@modelhub/ui/table';
import type { CatalogRow } from '#src/features/catalog/server/catalog-rows.ts';

const COLUMNS: readonly TableColumn<CatalogRow>[] = [
  {
    id: 'model',
    header: 'Model',
    priority: 'title',
    cell: (row) => row.name,
  },
  { id: 'context', header: 'Context', align: 'right', priority: 'detail', cell: (row) => <Tokens count={row.contextTokensMax} /> },
  { id: 'input', header: 'Input, 1 M tokens', align: 'right', cell: (row) => (row.inputNanoUsd === null ? '–' : <Money nanoUsd={row.inputNanoUsd} exact />) },
  {
    id: 'output',
    header: 'Output, 1 M tokens',
    align: 'right',
    cell: (row) => (row.outputNanoUsd === null ? '–' : <Money nanoUsd={row.outputNanoUsd} exact />),
  },
];

/** The newest models of each lab with their real prices. */
export function PriceTeaser({ rows, total }: { readonly rows: readonly CatalogRow[]; readonly total: number }) {
  return (
    <section aria-labelledby="prices" className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] lg:gap-16">
      <div>
        <h2 id="prices" className="text-xl font-medium">
          The provider’s price and ten percent.
        </h2>
        <p className="mt-3 text-base text-ink-muted">
          No subscription, no seats, no minimum. You pay for the tokens that the provider reported, rounded once, and nothing for a request that failed.
        </p>
        <p className="mt-4 flex flex-wrap gap-x-6 gap-y-2 text-sm">
          <Link href="/pricing">How the bill is made</Link>
          <Link href="/models">{`All ${total} models`}</Link>
        </p>
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <Table
          caption="Prices of the newest models"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `/models/${row.id}`}
          stickyTop="3.5rem"
        />
      </div>
    </section>
  );
}
