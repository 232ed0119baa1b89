import { Badge } from '@modelhub/ui/badge';
import { buttonClass } from '@modelhub/ui/button-class';
import { EmptyState } from '@modelhub/ui/empty-state';
import { Money, Tokens } from '@modelhub/ui/figures';
import { formatDay } from '@modelhub/ui/format';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { Braces, Brain, Eye, FileText, Search, Wrench } from 'lucide-react';
import Link from 'next/link';
import { catalogHref, nextSort, type CatalogQuery, type SortColumn } from '../catalog-query.ts';
import { labName } from '../lab-name.ts';
import type { CatalogRow } from '../server/catalog-rows.ts';
import { formatUnitPrice } from '../unit-price.ts';

function Price({ nanoUsd }: { readonly nanoUsd: bigint | null }) {
  return nanoUsd === null ? <span className="text-ink-subtle">–</span> : <Money nanoUsd={nanoUsd} exact />;
}

/** What has no context window, such as a model that hears, has none. */
export function Context({ tokens }: { readonly tokens: number }) {
  return tokens === 0 ? <span className="text-ink-subtle">–</span> : <Tokens count={tokens} />;
}

/** Where nothing is charged for input it is what is counted instead that has a price. */
function InputPrice({ row: { inputNanoUsd, unitPrice } }: { readonly row: CatalogRow }) {
  if (inputNanoUsd !== null || unitPrice === null) return <Price nanoUsd={inputNanoUsd} />;
  return <span className="whitespace-nowrap tabular-nums">{formatUnitPrice(unitPrice.nanoUsdPerMillion, unitPrice.unit)}</span>;
}

/** What a model can do, as icons that each have a name. */
export function Capabilities({ row }: { readonly row: CatalogRow }) {
  const marks = [
    { on: row.tools, word: 'Tool calls', Icon: Wrench },
    { on: row.input.includes('image'), word: 'Reads images', Icon: Eye },
    { on: row.input.includes('pdf'), word: 'Reads PDF', Icon: FileText },
    { on: row.reasoning, word: 'Reasoning', Icon: Brain },
    { on: row.structuredOutput, word: 'JSON schema', Icon: Braces },
  ].filter((mark) => mark.on);
  if (marks.length === 0) return <span className="text-ink-subtle">–</span>;
  return (
    <ul className="flex gap-2 text-ink-subtle">
      {marks.map(({ word, Icon }) => (
        <li key={word} title={word}>
          <Icon aria-hidden className="size-4" strokeWidth={1.75} />
          <span className="sr-only">{word}</span>
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: readonly TableColumn<CatalogRow>[] = [
  {
    id: 'name',
    header: 'Model',
    priority: 'title',
    sortable: true,
    className: 'sm:w-[42%]',
    cell: (row) => (
      <span className="block py-0.5">
        <span className="flex items-center gap-2">
          {row.name}
          {row.kind === 'chat' ? null : <Badge>{row.kind}</Badge>}
          {row.deprecated ? <Badge tone="degraded">retired</Badge> : null}
        </span>
        <span className="block font-mono text-xs font-normal text-ink-subtle">{row.id}</span>
      </span>
    ),
  },
  { id: 'can', header: 'Can', priority: 'detail', cell: (row) => <Capabilities row={row} /> },
  { id: 'context', header: 'Context', align: 'right', priority: 'detail', sortable: true, cell: (row) => <Context tokens={row.contextTokensMax} /> },
  { id: 'input', header: 'Input, 1 M tokens', align: 'right', sortable: true, cell: (row) => <InputPrice row={row} /> },
  { id: 'output', header: 'Output, 1 M tokens', align: 'right', sortable: true, cell: (row) => <Price nanoUsd={row.outputNanoUsd} /> },
  {
    id: 'released',
    header: 'Released',
    align: 'right',
    priority: 'detail',
    sortable: true,
    className: 'whitespace-nowrap text-ink-muted',
    cell: (row) => (row.releasedAt === null ? '–' : formatDay(Date.parse(row.releasedAt), { year: true })),
  },
];

function Nothing({ query }: { readonly query: CatalogQuery }) {
  return (
    <EmptyState
      icon={<Search />}
      title={query.q === '' ? 'No model does all of that' : `No model matches “${query.q}”`}
      description="Try fewer filters, or part of the name: sonnet, 4o, mini."
      action={
        <Link href="/models" className={buttonClass({})}>
          Clear search and filters
        </Link>
      }
    />
  );
}

/** The models of a query. Sorting is a link, so it works before any script has loaded. */
export function CatalogTable({ rows, query }: { readonly rows: readonly CatalogRow[]; readonly query: CatalogQuery }) {
  return (
    <Table
      caption={`${rows.length} models by ${labName(query.lab) || 'all labs'}, prices in USD for a million tokens`}
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/models/${row.id}`}
      sort={{ column: query.sort, direction: query.dir }}
      sortHref={(column) => catalogHref('/models', { ...query, ...nextSort(query, column as SortColumn), page: 1 })}
      stickyTop="3.5rem"
      empty={<Nothing query={query} />}
    />
  );
}
