import { formatDay, formatMoney, formatMoneyExact } from '@modelhub/ui/format';
import { Link } from '@modelhub/ui/link';
import { Sparkline } from '@modelhub/ui/sparkline';
import { changeText } from '#src/features/usage/figures.ts';
import type { Overview } from '../server/overview.ts';

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });

/** The month's name and the one before, of a moment in UTC. */
function monthNames(nowMs: number): { readonly month: string; readonly before: string } {
  const now = new Date(nowMs);
  return { month: MONTH.format(nowMs), before: MONTH.format(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)) };
}

/** What this month has cost so far, and how the days ran. */
export function SpendPanel({ overview, nowMs }: { readonly overview: Overview; readonly nowMs: number }) {
  const { month, monthBefore, days } = overview;
  const names = monthNames(nowMs);
  const [first, last] = [days.startsMs[0] ?? nowMs, days.startsMs.at(-1) ?? nowMs];
  return (
    <section aria-label="Spend" className="grid rounded-lg border border-line bg-surface md:grid-cols-[minmax(16rem,2fr)_3fr]">
      <div className="p-5">
        <h2 className="text-sm text-ink-muted">Spend in {names.month} so far</h2>
        <p className="mt-2 text-display font-medium tracking-tight tabular-nums" title={formatMoneyExact(month.cost)}>
          {formatMoney(month.cost)}
        </p>
        <p className="mt-2 text-sm text-ink-subtle">{changeText(month.cost, monthBefore.cost, `by then in ${names.before}`)}</p>
        <p className="mt-4 text-sm">
          <Link href="/usage?range=month">See where it went</Link>
        </p>
      </div>
      <div className="flex min-w-0 flex-col justify-end p-5 max-md:border-t max-md:border-line md:border-l md:border-line">
        <p className="mb-4 flex flex-wrap justify-between gap-x-4 text-xs text-ink-subtle">
          <span>Spend each day, last 30 days</span>
          <span className="inline-flex items-center gap-1.5">
            <svg aria-hidden width="14" height="2">
              <line x1="0" y1="1" x2="14" y2="1" stroke="currentColor" strokeDasharray="3 3" />
            </svg>
            the 30 before
          </span>
        </p>
        <Sparkline
          fluid
          widthPx={600}
          heightPx={96}
          color="var(--ink)"
          values={days.cost}
          previous={days.costBefore}
          label="Spend each day of the last 30 days, with the 30 days before"
        />
        <p aria-hidden className="mt-2 flex justify-between border-t border-line pt-1.5 text-xs text-ink-subtle">
          <span>{formatDay(first)}</span>
          <span>{formatDay(last)}, so far</span>
        </p>
      </div>
    </section>
  );
}
