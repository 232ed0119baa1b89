import { EmptyState } from '@modelhub/ui/empty-state';
import { Panel } from '@modelhub/ui/panel';
import { CreditCard } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BillingOverview } from '../server/overview.ts';
import { cardBrand } from './card-brand.ts';
import { HostedPageButton } from './hosted-page-button.tsx';

export interface CardPanelProps {
  readonly overview: BillingOverview;
  readonly canManage: boolean;
  /** The subscription as Stripe has it, which may take a moment. */
  readonly subscription: ReactNode;
}

/** How it is paid: the card, the subscription, and where invoices are mailed. */
export function CardPanel({ overview, canManage, subscription }: CardPanelProps) {
  const { card, billingEmail } = overview;
  if (card === null) {
    return (
      <Panel className="h-full">
        <EmptyState
          className="px-0 py-4"
          icon={<CreditCard />}
          title="No card yet"
          description="Save one and usage is charged to it once a month, to the cent of the ledger. No minimum and no subscription fee: a month without requests costs nothing."
          action={
            canManage ? (
              <HostedPageButton page="card" variant="primary">
                Add a card
              </HostedPageButton>
            ) : undefined
          }
        />
        <p className="text-center text-xs text-ink-subtle">The number is typed on Stripe’s page and never reaches ModelHub.</p>
      </Panel>
    );
  }
  return (
    <Panel className="h-full" title="Payment">
      <p className="flex items-center gap-3">
        <span aria-hidden className="grid h-8 w-12 place-items-center rounded-sm border border-line bg-sunken text-ink-muted">
          <CreditCard className="size-4" />
        </span>
        <span className="text-base">
          {cardBrand(card.brand)} <span className="tabular-nums">•••• {card.lastFour}</span>
        </span>
      </p>
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
        <dt className="text-ink-subtle">Subscription</dt>
        <dd>{subscription}</dd>
        <dt className="text-ink-subtle">Invoices to</dt>
        <dd className="min-w-0 truncate" title={billingEmail ?? undefined}>
          {billingEmail ?? 'the owner'}
        </dd>
      </dl>
      {canManage ? (
        <div className="mt-5 flex flex-wrap gap-2">
          <HostedPageButton page="card">Use another card</HostedPageButton>
        </div>
      ) : null}
    </Panel>
  );
}
