import { buttonClass } from '@modelhub/ui/button-class';
import { formatCents, formatDay } from '@modelhub/ui/format';
import { TriangleAlert } from 'lucide-react';
import type { BillingOverview, OwedInvoice } from '../server/overview.ts';
import { HostedPageButton } from './hosted-page-button.tsx';

function heading(overview: BillingOverview, owedCents: bigint): string {
  if (overview.status === 'suspended') return owedCents === 0n ? 'This organization is suspended' : `Keys are suspended: ${formatCents(owedCents)} is unpaid`;
  return `${formatCents(owedCents)} could not be charged`;
}

function explanation({ status, pastDueSince, suspendedFrom }: BillingOverview): string {
  if (pastDueSince === null) return 'Requests are refused. This was not done by a missing payment; ask support about it.';
  const since = formatDay(pastDueSince.getTime(), { year: true });
  if (status === 'suspended') return `Past due since ${since}. Requests are refused until it is paid, and work again a moment after.`;
  const until = suspendedFrom === null ? '' : ` Keys go on working until ${formatDay(suspendedFrom.getTime(), { year: true })}.`;
  return `Past due since ${since}.${until} A new card is charged at once.`;
}

function PayLink({ invoice }: { readonly invoice: OwedInvoice }) {
  if (invoice.hostedInvoiceUrl === null) return null;
  return (
    <a href={invoice.hostedInvoiceUrl} target="_blank" rel="noreferrer" className={buttonClass({ className: 'max-sm:w-full' })}>
      Pay invoice {invoice.number}
    </a>
  );
}

/** What is owed, what happens when, and the ways out. Renders nothing while all is well. */
export function StandingNotice({ overview, canManage }: { readonly overview: BillingOverview; readonly canManage: boolean }) {
  if (overview.status === 'active') return null;
  const owedCents = overview.owed.reduce((sum, invoice) => sum + invoice.owedCents, 0n);
  const tone = overview.status === 'suspended' ? 'border-down text-down-ink' : 'border-degraded text-degraded-ink';
  return (
    <section aria-labelledby="standing" className={`rounded-lg border bg-surface px-5 py-4 ${tone}`}>
      <h2 id="standing" className="flex items-center gap-2 text-base font-medium">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {heading(overview, owedCents)}
      </h2>
      <p className="mt-1 text-sm text-ink-muted">{explanation(overview)}</p>
      {overview.pastDueSince === null ? null : (
        <div className="mt-4 flex flex-wrap items-start gap-2">
          {canManage ? (
            <HostedPageButton page="card" variant="primary">
              {overview.card === null ? 'Add a card' : 'Use another card'}
            </HostedPageButton>
          ) : null}
          {overview.owed.slice(0, 3).map((invoice) => (
            <PayLink key={invoice.id} invoice={invoice} />
          ))}
        </div>
      )}
    </section>
  );
}
