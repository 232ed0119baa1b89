import { GRACE_DAYS } from '@modelhub/billing/standing';
import { monthStart, nextMonthStart } from '@modelhub/billing/month';
import type { OrganizationStatus } from '@modelhub/db/client';
import type { TenantClient } from '@modelhub/db/tenant';

const GRACE_MS = GRACE_DAYS * 86_400_000;

export interface OwedInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly owedCents: bigint;
  readonly hostedInvoiceUrl: string | null;
}

export interface BillingOverview {
  readonly status: OrganizationStatus;
  readonly pastDueSince: Date | null;
  /** When the keys stop, or have stopped, for the invoice that is past due. */
  readonly suspendedFrom: Date | null;
  readonly owed: readonly OwedInvoice[];
  readonly card: { readonly brand: string; readonly lastFour: string } | null;
  readonly isSubscribed: boolean;
  readonly billingEmail: string | null;
  readonly monthStartMs: number;
  /** Midnight UTC of the next first: the invoice of this month is made then. */
  readonly nextInvoiceMs: number;
}

/** Card, subscription and standing, from our own tables: the page does not wait for Stripe. */
export async function readOverview(tx: TenantClient, key: { readonly organizationId: string; readonly nowMs: number }): Promise<BillingOverview> {
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: key.organizationId } });
  const open = await tx.invoice.findMany({
    where: { organizationId: key.organizationId, OR: [{ status: 'open', attemptCount: { gt: 0 } }, { status: 'uncollectible' }] },
    orderBy: { periodStart: 'asc' },
  });
  const { status, pastDueSince, paymentMethodBrand: brand, paymentMethodLast4: lastFour } = organization;
  return {
    status,
    pastDueSince,
    suspendedFrom: pastDueSince === null ? null : new Date(pastDueSince.getTime() + GRACE_MS),
    owed: open
      .map(({ id, number, hostedInvoiceUrl, amountDueCents, amountPaidCents }) => ({
        id,
        number,
        hostedInvoiceUrl,
        owedCents: amountDueCents - amountPaidCents,
      }))
      .filter((invoice) => invoice.owedCents > 0n),
    card: lastFour === null ? null : { brand: brand ?? 'card', lastFour },
    isSubscribed: organization.stripeSubscriptionId !== null,
    billingEmail: organization.billingEmail,
    monthStartMs: monthStart(key.nowMs),
    nextInvoiceMs: nextMonthStart(key.nowMs),
  };
}
