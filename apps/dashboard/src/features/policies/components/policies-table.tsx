'use client';

import { Badge } from '@modelhub/ui/badge';
import { formatCount } from '@modelhub/ui/format';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { StatusDot } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import type { ReactNode } from 'react';
import type { PolicyRow } from '../server/list-policies.ts';
import { ArchivePolicy } from './archive-policy.tsx';

export function PolicyState({ publishedVersion, latestVersion, isArchived }: Pick<PolicyRow, 'publishedVersion' | 'latestVersion' | 'isArchived'>) {
  if (isArchived) return <Badge tone="unknown">Archived</Badge>;
  if (publishedVersion === null) return <StatusDot status="unknown" label="Draft" />;
  const isBehind = latestVersion > publishedVersion;
  return <StatusDot status="healthy" label={`Version ${publishedVersion}${isBehind ? `, draft ${latestVersion}` : ''}`} />;
}

function columnsOf(mayPublish: boolean): readonly TableColumn<PolicyRow>[] {
  return [
    {
      id: 'name',
      header: 'Policy',
      priority: 'title',
      cell: (row) => (
        <span className="block min-w-0 py-0.5">
          <code className="block font-medium break-words">policy/{row.name}</code>
          <span className="line-clamp-2 max-w-xl text-xs font-normal text-ink-muted">{row.summary}</span>
        </span>
      ),
    },
    { id: 'state', header: 'Published', cell: (row) => <PolicyState {...row} /> },
    { id: 'requests', header: 'Requests, 7 days', align: 'right', priority: 'figure', cell: (row) => formatCount(row.requestsLastWeek) },
    {
      id: 'changed',
      header: 'Changed',
      priority: 'detail',
      cell: (row) => (
        <span className="text-ink-muted">
          <RelativeTime at={row.changedAt} />
          {row.changedBy === null ? null : <span className="block text-xs text-ink-subtle">by {row.changedBy}</span>}
        </span>
      ),
    },
    ...(mayPublish
      ? [{ id: 'actions', header: 'Actions', align: 'right', priority: 'detail', cell: (row: PolicyRow) => <ArchivePolicy row={row} /> } as const]
      : []),
  ];
}

/** One policy a row; the row opens its editor. */
export function PoliciesTable({ rows, mayPublish, empty }: { readonly rows: readonly PolicyRow[]; readonly mayPublish: boolean; readonly empty: ReactNode }) {
  return (
    <Table caption="Policies" columns={columnsOf(mayPublish)} rows={rows} rowKey={(row) => row.id} rowHref={(row) => `/policies/${row.name}`} empty={empty} />
  );
}
