import { can } from '@modelhub/access/roles';
import { buttonClass } from '@modelhub/ui/button-class';
import { formatCents, formatDay, formatMonth } from '@modelhub/ui/format';
import { PageHeader, Panel } from '@modelhub/ui/panel';
import { Stat, StatRow } from '@modelhub/ui/stat';
import { ArrowLeft, ArrowUpRight, Download } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { InvoiceStatus } from '#src/features/billing/components/invoice-status.tsx';
import { StatementFoot } from '#src/features/billing/components/statement-foot.tsx';
import { StatementTable } from '#src/features/billing/components/statement-table.tsx';
import { NoAccess } from '#src/features/shell/components/no-access.tsx';
import { orNotFound } from '#src/server/page-or-not-found.ts';
import { pageCaller, requireOrganization } from '#src/server/page.ts';

export const metadata: Metadata = { title: 'Invoice' };

interface InvoicePageProps {
  readonly params: Promise<{ readonly invoiceId: string }>;
}

function BackLink() {
  return (
    <Link href="/billing" className="inline-flex items-center gap-1.5 self-start rounded-xs text-sm text-ink-muted hover:text-ink">
      <ArrowLeft aria-hidden className="size-4" />
      Billing
    </Link>
  );
}

/** What is this invoice for? */
export default async function InvoicePage({ params }: InvoicePageProps) {
  const [{ organization }, { invoiceId }] = await Promise.all([requireOrganization(), params]);
  if (!can(organization.role, 'billing:read')) {
    return <NoAccess what="Billing" role={organization.role} seenBy="owners, admins and billing members" organizationName={organization.name} />;
  }
  const caller = await pageCaller();
  const { statement, status, hostedInvoiceUrl, finalizedAt, paidAt } = await orNotFound(caller.billing.invoice({ id: invoiceId }));
  const invoice = statement.invoice;
  const files = `/billing/invoices/${encodeURIComponent(invoiceId)}/statement`;
  return (
    <div className="flex flex-col gap-6">
      <BackLink />
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            {invoice?.number ?? 'Draft invoice'}
            <InvoiceStatus status={status} />
          </span>
        }
        description={`${statement.organizationName}, ${formatMonth(statement.periodStartMs)}`}
        actions={
          <>
            <a href={`${files}.csv`} className={buttonClass()}>
              <Download aria-hidden />
              CSV
            </a>
            <a href={`${files}.pdf`} className={buttonClass()}>
              <Download aria-hidden />
              PDF
            </a>
            {hostedInvoiceUrl === null ? null : (
              <a href={hostedInvoiceUrl} target="_blank" rel="noreferrer" className={buttonClass({ variant: status === 'open' ? 'primary' : 'secondary' })}>
                {status === 'open' ? 'Pay at Stripe' : 'Open at Stripe'}
                <ArrowUpRight aria-label="(opens in a new tab)" />
              </a>
            )}
          </>
        }
      />
      <StatRow>
        <Stat
          label="Total"
          value={formatCents(invoice?.totalCents ?? 0n)}
          detail={`${formatDay(statement.periodStartMs)} to ${formatDay(statement.periodEndMs, { year: true })}, UTC`}
        />
        <Stat
          label="Paid"
          value={formatCents(invoice?.amountPaidCents ?? 0n)}
          detail={paidAt === null ? 'not yet' : `on ${formatDay(paidAt.getTime(), { year: true })}`}
        />
        <Stat
          label="Still due"
          value={formatCents((invoice?.amountDueCents ?? 0n) - (invoice?.amountPaidCents ?? 0n))}
          detail={finalizedAt === null ? 'a draft can still grow' : `final since ${formatDay(finalizedAt.getTime(), { year: true })}`}
        />
      </StatRow>
      <Panel flush title="Statement" description="By project and model, with the tokens of every component. Each amount is the exact sum of its requests.">
        <StatementTable caption="Usage by project and model" statement={statement} detailed foot={<StatementFoot statement={statement} />} />
      </Panel>
    </div>
  );
}
