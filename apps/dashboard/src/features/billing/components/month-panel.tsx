import type { Statement } from '@modelhub/billing/statement';
import { formatCents, formatDay, formatMonth } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { ExactMoney } from './exact-money.tsx';

/** What this month has cost so far: the one figure that everybody comes for. */
export function MonthPanel({ month, charged }: { readonly month: Statement; readonly charged: boolean }) {
  const invoiced = formatDay(month.periodEndMs, { year: true });
  return (
    <Panel className="flex h-full flex-col">
      <h2 className="text-sm text-ink-muted">{formatMonth(month.periodStartMs)} so far</h2>
      <p className="mt-2 text-display font-medium tracking-[-0.035em] tabular-nums">{formatCents(month.usageCents)}</p>
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-8 gap-y-1 text-sm max-sm:gap-x-4">
        <dt className="text-ink-subtle">Exactly, in the ledger</dt>
        <dd>
          <ExactMoney nanoUsd={month.totalNanoUsd} />
        </dd>
        <dt className="text-ink-subtle">{charged ? 'Charged' : 'Month ends'}</dt>
        <dd>{charged ? `on ${invoiced}, in whole cents` : invoiced}</dd>
      </dl>
    </Panel>
  );
}
