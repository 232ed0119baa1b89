import { formatMoneyExact, formatUtc } from '@modelhub/ui/format';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { auditAction, auditField } from '../audit-words.ts';
import type { AuditChange } from '../server/audit-log.ts';

export interface AuditRow {
  readonly id: string;
  readonly action: string;
  readonly targetId: string | null;
  readonly changes: readonly AuditChange[];
  readonly actor: string | null;
  readonly ipAddress: string | null;
  readonly createdAt: Date;
}

function valueOf(field: string, value: string): string {
  return field.endsWith('NanoUsd') && /^-?\d+$/.test(value) ? formatMoneyExact(BigInt(value)) : value;
}

function Change({ change }: { readonly change: AuditChange }) {
  const { field, before, after } = change;
  return (
    <span className="block min-w-0 break-words">
      <span className="text-ink-subtle">{auditField(field)}</span> {before === null ? null : <del className="text-ink-subtle">{valueOf(field, before)}</del>}
      {before === null || after === null ? null : ' '}
      {after === null ? null : <ins className="no-underline">{valueOf(field, after)}</ins>}
    </span>
  );
}

const COLUMNS: readonly TableColumn<AuditRow>[] = [
  {
    id: 'what',
    header: 'What',
    priority: 'title',
    className: 'align-top w-56',
    cell: (row) => (
      <span className="flex flex-col">
        <span className="font-medium">{auditAction(row.action)}</span>
        <span className="text-xs text-ink-subtle">{row.actor ?? 'The system'}</span>
      </span>
    ),
  },
  {
    id: 'changes',
    header: 'Change',
    className: 'align-top text-xs max-sm:col-span-2',
    cell: (row) =>
      row.changes.length === 0 ? <span className="text-ink-subtle">–</span> : row.changes.map((change) => <Change key={change.field} change={change} />),
  },
  { id: 'from', header: 'From', priority: 'detail', className: 'align-top text-xs text-ink-muted tabular-nums', cell: (row) => row.ipAddress ?? '–' },
  {
    id: 'when',
    header: 'When',
    align: 'right',
    className: 'align-top text-xs whitespace-nowrap',
    cell: (row) => (
      <span className="flex flex-col max-sm:flex-row max-sm:gap-2">
        <RelativeTime at={row.createdAt} />
        <span className="text-ink-subtle">{formatUtc(row.createdAt.getTime())}</span>
      </span>
    ),
  },
];

/** Who changed what, from what to what, when and from where. */
export function AuditTable({ events }: { readonly events: readonly AuditRow[] }) {
  return <Table caption="Audit log" columns={COLUMNS} rows={events} rowKey={(row) => row.id} />;
}
