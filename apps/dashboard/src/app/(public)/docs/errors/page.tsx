import { ERROR_CATALOGUE, type ErrorCode } from '@modelhub/core/errors';
import { Table, type TableColumn } from '@modelhub/ui/table';
import type { Metadata } from 'next';
import { ERROR_DOCS } from '#src/features/docs/error-docs.ts';

export const metadata: Metadata = { title: 'Error codes', description: 'Every code that the gateway answers with, and what to do about it.' };

const COLUMNS: readonly TableColumn<ErrorCode>[] = [
  { id: 'code', header: 'Code', priority: 'title', cell: (code) => <span className="font-mono text-sm">{code}</span> },
  { id: 'status', header: 'Status', align: 'right', className: 'sm:w-20', cell: (code) => ERROR_CATALOGUE[code].status },
  { id: 'happened', header: 'What happened', className: 'text-ink-muted', cell: (code) => ERROR_DOCS[code].happened },
];

export default function ErrorsPage() {
  const codes = Object.keys(ERROR_CATALOGUE) as ErrorCode[];
  return (
    <article className="flex flex-col gap-6">
      <header>
        <h1 className="text-xl font-medium">Error codes</h1>
        <p className="mt-2 text-base text-ink-muted">A code never changes its meaning. Build on the code, not on the message.</p>
      </header>
      <div className="rounded-lg border border-line bg-surface">
        <Table caption="Error codes" columns={COLUMNS} rows={codes} rowKey={(code) => code} rowHref={(code) => `/docs/errors/${code}`} stickyTop="3.5rem" />
      </div>
    </article>
  );
}
