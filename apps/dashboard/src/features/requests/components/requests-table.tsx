'use client';

import { unitNoun } from '@modelhub/core/billed-unit';
import { Badge } from '@modelhub/ui/badge';
import { Duration, Money, Tokens } from '@modelhub/ui/figures';
import { formatCount } from '@modelhub/ui/format';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { StatusDot } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import type { ReactNode } from 'react';
import { outcomeWords } from '../outcome.ts';
import type { RequestRow } from '../server/request-log.ts';

function Outcome({ row }: { readonly row: RequestRow }) {
  const { status, label } = outcomeWords(row);
  return <StatusDot status={status} label={label} />;
}

/** Tokens, or what was counted in their place. */
function Read({ row }: { readonly row: RequestRow }) {
  if (row.units === 0 || row.promptTokens > 0) return <Tokens count={row.promptTokens} />;
  return <span className="whitespace-nowrap tabular-nums">{`${formatCount(row.units)} ${unitNoun(row.unit, row.units)}`}</span>;
}

const COLUMNS: readonly TableColumn<RequestRow>[] = [
  {
    id: 'model',
    header: 'Model',
    priority: 'title',
    cell: (row) => (
      <span className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 break-words">
          {row.model}
          {row.stream ? <Badge className="ml-2">stream</Badge> : null}
          {row.isOwnKey ? <Badge className="ml-2">own key</Badge> : null}
        </span>
        <RelativeTime at={row.at} className="shrink-0 text-xs font-normal text-ink-subtle sm:hidden" />
      </span>
    ),
  },
  { id: 'outcome', header: 'Status', cell: (row) => <Outcome row={row} /> },
  { id: 'key', header: 'Key', priority: 'detail', className: 'max-w-40 truncate text-ink-muted', cell: (row) => row.key.name },
  { id: 'prompt', header: 'Read', align: 'right', priority: 'detail', cell: (row) => <Read row={row} /> },
  { id: 'completion', header: 'Written', align: 'right', priority: 'detail', cell: (row) => <Tokens count={row.completionTokens} /> },
  { id: 'first', header: 'First token', align: 'right', priority: 'detail', className: 'max-lg:hidden', cell: (row) => <Duration ms={row.timeToFirstMs} /> },
  { id: 'duration', header: 'Duration', align: 'right', priority: 'detail', cell: (row) => <Duration ms={row.durationMs} /> },
  {
    id: 'cost',
    header: 'Cost',
    align: 'right',
    cell: (row) => (
      <span className="whitespace-nowrap">
        {row.estimated ? (
          <abbr title="Estimated" className="mr-1 text-ink-subtle no-underline">
            ≈<span className="sr-only">estimated</span>
          </abbr>
        ) : null}
        <Money nanoUsd={row.costNanoUsd} />
      </span>
    ),
  },
  {
    id: 'at',
    header: 'When',
    align: 'right',
    priority: 'detail',
    className: 'whitespace-nowrap text-ink-muted',
    cell: (row) => <RelativeTime at={row.at} />,
  },
];

export interface RequestsTableProps {
  readonly rows: readonly RequestRow[];
  readonly hrefOf: (row: RequestRow) => string;
  /** Opens the details in place; else the row is a plain link. */
  readonly onOpen?: (row: RequestRow) => void;
  readonly empty: ReactNode;
}

/** Requests, the newest first. */
export function RequestsTable({ rows, hrefOf, onOpen, empty }: RequestsTableProps) {
  return (
    <Table
      caption="Requests, the newest first"
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={hrefOf}
      {...(onOpen === undefined ? {} : { onRowOpen: onOpen })}
      empty={empty}
    />
  );
}
