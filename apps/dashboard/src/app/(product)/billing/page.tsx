import { can } from '@modelhub/access/roles';
import { PageHeader } from '@modelhub/ui/panel';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import { BudgetsPanel } from '#src/features/billing/components/budgets-panel.tsx';
import { CardPanel } from '#src/features/billing/components/card-panel.tsx';
import { CARD_RESULTS, CardResult } from '#src/features/billing/components/card-result.tsx';
import { HostedPageButton } from '#src/features/billing/components/hosted-page-button.tsx';
import { InvoicesPanel } from '#src/features/billing/components/invoices-panel.tsx';
import { MonthPanel } from '#src/features/billing/components/month-panel.tsx';
import { NotConfigured } from '#src/features/billing/components/not-configured.tsx';
import { SpendPanel } from '#src/features/billing/components/spend-panel.tsx';
import { StandingNotice } from '#src/features/billing/components/standing-notice.tsx';
import { SubscriptionLine, SubscriptionSkeleton } from '#src/features/billing/components/subscription-line.tsx';
import { NoAccess } from '#src/features/shell/components/no-access.tsx';
import { pageCaller, requireOrganization } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';
import { textParam, type SearchParams } from '#src/server/search-params.ts';

export const metadata: Metadata = { title: 'Billing' };

async function Subscription() {
  const caller = await pageCaller();
  // Its failure is logged where it happens; the rest of the page does not need Stripe.
  const subscription = await caller.billing.subscription().catch(() => 'unknown' as const);
  return <SubscriptionLine subscription={subscription} />;
}

/** What does this month cost so far, and how is it paid? */
export default async function BillingPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const [{ organization }, params] = await Promise.all([requireOrganization(), searchParams]);
  const header = 'One invoice a month, to the cent of the ledger.';
  if (!can(organization.role, 'billing:read')) {
    return (
      <>
        <PageHeader title="Billing" description={header} className="mb-6" />
        <NoAccess what="Billing" role={organization.role} seenBy="owners, admins and billing members" organizationName={organization.name} />
      </>
    );
  }
  const caller = await pageCaller();
  const isConfigured = services().stripe !== null;
  const canManage = can(organization.role, 'billing:manage');
  const [overview, month, invoices, budgets, projects] = await Promise.all([
    caller.billing.overview(),
    caller.billing.thisMonth(),
    caller.billing.invoices(),
    caller.billing.budgets.list(),
    caller.settings.projects.list(),
  ]);
  const result = CARD_RESULTS.find((one) => one === textParam(params, 'card'));
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title="Billing"
        description={header}
        actions={isConfigured && canManage && overview.isSubscribed ? <HostedPageButton page="portal">Receipts and tax details</HostedPageButton> : undefined}
      />
      {result === undefined ? null : <CardResult result={result} overview={overview} />}
      <StandingNotice overview={overview} canManage={canManage && isConfigured} />
      <div className="grid items-stretch gap-6 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <MonthPanel month={month} charged={overview.card !== null} />
        {isConfigured ? (
          <CardPanel
            overview={overview}
            canManage={canManage}
            subscription={
              <Suspense fallback={<SubscriptionSkeleton />}>
                <Subscription />
              </Suspense>
            }
          />
        ) : (
          <NotConfigured />
        )}
      </div>
      <SpendPanel month={month} />
      <BudgetsPanel budgets={budgets} projects={projects.filter((project) => project.archivedAt === null)} canManage={canManage} />
      {isConfigured || invoices.length > 0 ? (
        <InvoicesPanel invoices={invoices} nextInvoiceMs={overview.nextInvoiceMs} hasCard={overview.card !== null} />
      ) : null}
    </div>
  );
}
