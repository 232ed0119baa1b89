import type { InvoiceSummary } from '@modelhub/billing/invoices';
import { EmptyState } from '@modelhub/ui/empty-state';
import { formatCents, formatDay, formatMonth } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { FileText } from 'lucide-react';
import { InvoiceStatus } from './invoice-status.tsx';

const fileClass = 'relative z-1 rounded-xs text-accent-ink underline decoration-accent-ink/30 underline-offset-4 hover:decoration-accent-ink';

function Files({ invoice }: { readonly invoice: InvoiceSummary }) {
  const name = invoice.number ?? 'draft';
  const files = [
    { label: 'CSV', href: `/billing/invoices/${invoice.id}/statement.csv`, title: `Statement of ${name} as CSV` },
    { label: 'PDF', href: `/billing/invoices/${invoice.id}/statement.pdf`, title: `Statement of ${name} as PDF` },
    ...(invoice.hostedInvoiceUrl === null ? [] : [{ label: 'Stripe', href: invoice.hostedInvoiceUrl, title: `Invoice ${name} at Stripe` }]),
  ];
  return (
    <span className="inline-flex gap-3">
      {files.map((file) => (
        <a
          key={file.label}
          href={file.href}
          aria-label={file.title}
          className={fileClass}
          {...(file.href.startsWith('/') ? {} : { target: '_blank', rel: 'noreferrer' })}
        >
          {file.label}
        </a>
      ))}
    </span>
  );
}

const COLUMNS: readonly TableColumn<InvoiceSummary>[] = [
  { id: 'number', header: 'Invoice', priority: 'title', cell: (row) => row.number ?? 'Draft' },
  { id: 'period', header: 'Period', cell: (row) => formatMonth(row.periodStart.getTime()) },
  { id: 'status', header: 'Status', cell: (row) => <InvoiceStatus status={row.status} /> },
  {
    id: 'final',
    header: 'Final',
    priority: 'detail',
    cell: (row) => (row.finalizedAt === null ? 'not yet' : formatDay(row.finalizedAt.getTime(), { year: true })),
  },
  { id: 'total', header: 'Amount', align: 'right', cell: (row) => formatCents(row.totalCents) },
  { id: 'files', header: 'Statement', align: 'right', cell: (row) => <Files invoice={row} /> },
];

export interface InvoicesPanelProps {
  readonly invoices: readonly InvoiceSummary[];
  readonly nextInvoiceMs: number;
  readonly hasCard: boolean;
}

/** Every invoice with its statement. */
export function InvoicesPanel({ invoices, nextInvoiceMs, hasCard }: InvoicesPanelProps) {
  return (
    <Panel flush title="Invoices">
      <Table
        caption="Invoices"
        columns={COLUMNS}
        rows={invoices}
        rowKey={(row) => row.id}
        rowHref={(row) => `/billing/invoices/${row.id}`}
        empty={
          <EmptyState
            className="py-10"
            icon={<FileText />}
            title="No invoices yet"
            description={
              hasCard
                ? `The first one is made on ${formatDay(nextInvoiceMs, { year: true })}, with a statement that names every project, model and token.`
                : 'Invoices come on the first of a month once there is a card, with a statement that names every project, model and token.'
            }
          />
        }
      />
    </Panel>
  );
}
