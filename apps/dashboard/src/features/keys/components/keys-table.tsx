'use client';

import { Button } from '@modelhub/ui/button';
import { DropdownMenu, MenuItem, MenuSeparator } from '@modelhub/ui/dropdown-menu';
import { Money } from '@modelhub/ui/figures';
import { formatDay } from '@modelhub/ui/format';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { StatusDot, type Status } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { Ban, ChartColumn, Ellipsis, Pencil, ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { requestsHref } from '#src/features/requests/requests-query.ts';
import { usageHref } from '#src/features/usage/usage-query.ts';
import { limitWords } from '../key-form.ts';
import type { KeyRow, KeyStatus } from '../server/list-keys.ts';

const STATUS = {
  active: { status: 'healthy', label: 'Active' },
  expired: { status: 'degraded', label: 'Expired' },
  revoked: { status: 'unknown', label: 'Revoked' },
} as const satisfies Record<KeyStatus, { status: Status; label: string }>;

export interface KeyActions {
  readonly mayUpdate: boolean;
  readonly mayRevoke: boolean;
  readonly onEdit: (key: KeyRow) => void;
  readonly onRevoke: (key: KeyRow) => void;
}

function KeyMenu({ row, actions }: { readonly row: KeyRow; readonly actions: KeyActions }) {
  const working = row.status !== 'revoked';
  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Actions for ${row.name}`} className="w-7 px-0 max-sm:w-9">
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<ChartColumn aria-hidden />} href={usageHref('/usage', { key: [row.id], range: 'month' })}>
        Usage of this key
      </MenuItem>
      <MenuItem icon={<ScrollText aria-hidden />} href={requestsHref('/requests', { key: row.id })}>
        Requests of this key
      </MenuItem>
      {working && (actions.mayUpdate || actions.mayRevoke) ? <MenuSeparator /> : null}
      {working && actions.mayUpdate ? (
        <MenuItem icon={<Pencil aria-hidden />} onSelect={() => actions.onEdit(row)}>
          Edit name and limits
        </MenuItem>
      ) : null}
      {working && actions.mayRevoke ? (
        <MenuItem danger icon={<Ban aria-hidden />} onSelect={() => actions.onRevoke(row)}>
          Revoke
        </MenuItem>
      ) : null}
    </DropdownMenu>
  );
}

function KeyStatusText({ row }: { readonly row: KeyRow }) {
  const { status, label } = STATUS[row.status];
  const until = row.status === 'active' && row.expiresAt !== null ? `until ${formatDay(row.expiresAt.getTime())}` : null;
  return (
    <span>
      <StatusDot status={status} label={label} />
      {until === null ? null : <span className="block text-xs text-ink-subtle">{until}</span>}
    </span>
  );
}

function Limits({ row }: { readonly row: KeyRow }) {
  const [first, ...more] = limitWords(row);
  if (first === undefined) return <span className="text-ink-subtle">None</span>;
  return (
    <span title={[first, ...more].join(', ')}>
      {first}
      {more.length === 0 ? null : <span className="block text-xs text-ink-subtle">{more.length === 1 ? more[0] : `and ${more.length} more`}</span>}
    </span>
  );
}

function columnsOf(actions: KeyActions): readonly TableColumn<KeyRow>[] {
  return [
    {
      id: 'name',
      header: 'Key',
      priority: 'title',
      cell: (row) => (
        <span className="flex items-start justify-between gap-3 py-0.5">
          <span className="min-w-0">
            <span className="block break-words font-medium">{row.name}</span>
            <code className="block text-xs text-ink-subtle">{row.masked}</code>
          </span>
          <span className="flex items-center gap-2 sm:hidden">
            <KeyStatusText row={row} />
            <KeyMenu row={row} actions={actions} />
          </span>
        </span>
      ),
    },
    { id: 'project', header: 'Project', priority: 'detail', cell: (row) => row.project.name },
    { id: 'createdBy', header: 'Created by', priority: 'detail', className: 'max-lg:hidden text-ink-muted', cell: (row) => row.createdBy ?? '–' },
    { id: 'limits', header: 'Limits', priority: 'detail', className: 'max-w-52', cell: (row) => <Limits row={row} /> },
    {
      id: 'lastUsed',
      header: 'Last used',
      className: 'whitespace-nowrap',
      cell: (row): ReactNode => (row.lastUsedAt === null ? <span className="text-ink-subtle">Never</span> : <RelativeTime at={row.lastUsedAt} />),
    },
    { id: 'spend', header: 'Spend this month', align: 'right', cell: (row) => <Money nanoUsd={row.spendThisMonthNanoUsd} /> },
    { id: 'status', header: 'Status', priority: 'detail', cell: (row) => <KeyStatusText row={row} /> },
    { id: 'actions', header: 'Actions', priority: 'detail', align: 'right', className: 'w-12', cell: (row) => <KeyMenu row={row} actions={actions} /> },
  ];
}

/** Keys with what they may and what they have cost; never the keys themselves. */
export function KeysTable({ rows, actions, empty }: { readonly rows: readonly KeyRow[]; readonly actions: KeyActions; readonly empty: ReactNode }) {
  return <Table caption="API keys" columns={columnsOf(actions)} rows={rows} rowKey={(row) => row.id} empty={empty} />;
}
