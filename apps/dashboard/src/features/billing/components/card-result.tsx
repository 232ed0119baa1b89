import { cx } from '@modelhub/ui/cx';
import { formatDay } from '@modelhub/ui/format';
import { CircleCheck, Clock, Info } from 'lucide-react';
import type { BillingOverview } from '../server/overview.ts';
import { cardBrand } from './card-brand.ts';

/** How a visit to Stripe's card page ended, as /billing/card puts it in the URL. */
export const CARD_RESULTS = ['saved', 'pending', 'cancelled'] as const;
export type CardResultKind = (typeof CARD_RESULTS)[number];

const LOOKS = {
  saved: { Icon: CircleCheck, className: 'bg-healthy-soft text-healthy-ink' },
  pending: { Icon: Clock, className: 'bg-degraded-soft text-degraded-ink' },
  cancelled: { Icon: Info, className: 'bg-sunken text-ink-muted' },
} as const;

function words(result: CardResultKind, { card, nextInvoiceMs }: Pick<BillingOverview, 'card' | 'nextInvoiceMs'>): string {
  if (result === 'cancelled') return 'You came back without saving a card. Nothing was changed.';
  if (result === 'pending') return 'Stripe has not confirmed the card yet. It shows here as soon as it does, usually within a minute.';
  const name = card === null ? 'Your card' : `${cardBrand(card.brand)} ending in ${card.lastFour}`;
  return `${name} is saved. It is charged for this month on ${formatDay(nextInvoiceMs, { year: true })}.`;
}

export function CardResult({ result, overview }: { readonly result: CardResultKind; readonly overview: Pick<BillingOverview, 'card' | 'nextInvoiceMs'> }) {
  const { Icon, className } = LOOKS[result];
  return (
    <p role="status" className={cx('flex items-start gap-2.5 rounded-lg px-4 py-3 text-sm', className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      {words(result, overview)}
    </p>
  );
}
