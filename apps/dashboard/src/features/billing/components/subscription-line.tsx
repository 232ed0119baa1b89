import { formatDay } from '@modelhub/ui/format';
import { Skeleton } from '@modelhub/ui/skeleton';
import { StatusDot, type Status } from '@modelhub/ui/status-dot';
import type { SubscriptionState } from '../server/subscription.ts';

/** Stripe's words in ours: https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses */
const STATES: Readonly<Record<string, { readonly status: Status; readonly label: string }>> = {
  active: { status: 'healthy', label: 'Active' },
  trialing: { status: 'healthy', label: 'Active' },
  past_due: { status: 'degraded', label: 'Past due' },
  unpaid: { status: 'down', label: 'Unpaid' },
  incomplete: { status: 'degraded', label: 'Waiting for the first payment' },
  incomplete_expired: { status: 'down', label: 'Never started' },
  paused: { status: 'unknown', label: 'Paused' },
  canceled: { status: 'unknown', label: 'Cancelled' },
};

/** The state of the subscription and when its period ends. Null where Stripe could not be asked. */
export function SubscriptionLine({ subscription }: { readonly subscription: SubscriptionState | null | 'unknown' }) {
  if (subscription === 'unknown') return <span className="text-ink-subtle">Stripe cannot be asked just now</span>;
  if (subscription === null) return <span className="text-ink-subtle">Being set up</span>;
  const { status, label } = STATES[subscription.status] ?? { status: 'unknown', label: subscription.status };
  const ends = subscription.cancelsAtMs === null ? '' : `, ends ${formatDay(subscription.cancelsAtMs)}`;
  return <StatusDot status={status} label={`${label}${ends}`} />;
}

export function SubscriptionSkeleton() {
  return <Skeleton className="mt-0.5 h-4 w-24" />;
}
