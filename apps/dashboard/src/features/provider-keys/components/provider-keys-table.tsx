'use client';

import { Button } from '@modelhub/ui/button';
import { DropdownMenu, MenuItem, MenuSeparator } from '@modelhub/ui/dropdown-menu';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { StatusDot } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { Activity, Ellipsis, Pencil, Power, RefreshCw, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CredentialRow } from '../server/list-credentials.ts';

export interface ProviderKeysTableProps {
  readonly rows: readonly CredentialRow[];
  readonly onOpen: (what: 'edit' | 'replace' | 'check' | 'delete', id: string) => void;
  readonly onSetDisabled: (id: string, disabled: boolean) => void;
  readonly empty: ReactNode;
}

type Actions = Pick<ProviderKeysTableProps, 'onOpen' | 'onSetDisabled'>;

function KeyMenu({ row, onOpen, onSetDisabled }: Actions & { readonly row: CredentialRow }) {
  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Actions for ${row.name}`} className="w-7 px-0 max-sm:w-9">
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<Activity aria-hidden />} onSelect={() => onOpen('check', row.id)}>
        Test
      </MenuItem>
      <MenuItem icon={<Pencil aria-hidden />} onSelect={() => onOpen('edit', row.id)}>
        Edit name and fallback
      </MenuItem>
      <MenuItem icon={<RefreshCw aria-hidden />} onSelect={() => onOpen('replace', row.id)}>
        Replace key
      </MenuItem>
      <MenuItem icon={<Power aria-hidden />} onSelect={() => onSetDisabled(row.id, !row.isDisabled)}>
        {row.isDisabled ? 'Switch on' : 'Switch off'}
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => onOpen('delete', row.id)}>
        Delete
      </MenuItem>
    </DropdownMenu>
  );
}

function State({ row }: { readonly row: CredentialRow }) {
  return row.isDisabled ? <StatusDot status="unknown" label="Off" /> : <StatusDot status="healthy" label="On" />;
}

/** `••••abcd`, or dots alone where there are no last four to show. */
function masked({ lastFour }: CredentialRow): string {
  return lastFour === '' ? '••••••••' : `••••${lastFour}`;
}

function columnsOf(actions: Actions): readonly TableColumn<CredentialRow>[] {
  return [
    {
      id: 'name',
      header: 'Key',
      priority: 'title',
      cell: (row) => (
        <span className="flex items-start justify-between gap-3 py-0.5">
          <span className="min-w-0">
            <span className="block break-words font-medium">{row.name}</span>
            <code className="block text-xs text-ink-subtle">{masked(row)}</code>
          </span>
          <span className="flex items-center gap-2 sm:hidden">
            <State row={row} />
            <KeyMenu row={row} {...actions} />
          </span>
        </span>
      ),
    },
    {
      id: 'provider',
      header: 'Provider',
      cell: (row) => (
        <span className="block min-w-0">
          {row.providerName}
          {row.baseUrl === null ? null : <code className="block max-w-60 truncate text-xs text-ink-subtle">{row.baseUrl}</code>}
        </span>
      ),
    },
    { id: 'fallback', header: 'When it is refused', cell: (row) => (row.fallbackToShared ? 'ModelHub’s key serves' : 'The request fails') },
    {
      id: 'changed',
      header: 'Last replaced',
      priority: 'detail',
      className: 'whitespace-nowrap',
      cell: (row) => <RelativeTime at={row.rotatedAt ?? row.createdAt} className="text-ink-muted" />,
    },
    { id: 'state', header: 'State', priority: 'detail', className: 'max-sm:hidden', cell: (row) => <State row={row} /> },
    {
      id: 'actions',
      header: 'Actions',
      priority: 'detail',
      align: 'right',
      className: 'w-12 max-sm:hidden',
      cell: (row) => <KeyMenu row={row} {...actions} />,
    },
  ];
}

/** Provider by provider in the order in which they are tried; never the keys themselves. */
export function ProviderKeysTable({ rows, empty, ...actions }: ProviderKeysTableProps) {
  return <Table caption="Provider keys" columns={columnsOf(actions)} rows={rows} rowKey={(row) => row.id} empty={empty} />;
}
