import type { Statement } from '@modelhub/billing/statement';
import { buttonClass } from '@modelhub/ui/button-class';
import { EmptyState } from '@modelhub/ui/empty-state';
import { formatMonth } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { Download, ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { StatementTable } from './statement-table.tsx';

/** Where this month's money went, by project and model. */
export function SpendPanel({ month }: { readonly month: Statement }) {
  if (month.lines.length === 0) {
    return (
      <Panel flush title="Spend this month">
        <EmptyState
          className="py-10"
          icon={<ReceiptText />}
          title="Nothing spent yet this month"
          description="Every request shows here seconds after its answer: by project and model, with its tokens and its exact cost."
          action={
            <Link href="/keys" className={buttonClass()}>
              Go to keys
            </Link>
          }
        />
      </Panel>
    );
  }
  return (
    <Panel
      flush
      title="Spend this month"
      description="By project and model, from the ledger."
      actions={
        <>
          <a href="/billing/month/statement.csv" download className={buttonClass({ size: 'sm' })}>
            <Download aria-hidden />
            CSV
          </a>
          <a href="/billing/month/statement.pdf" download className={buttonClass({ size: 'sm' })}>
            <Download aria-hidden />
            PDF
          </a>
        </>
      }
    >
      <StatementTable caption={`Spend in ${formatMonth(month.periodStartMs)} by project and model`} statement={month} />
    </Panel>
  );
}
