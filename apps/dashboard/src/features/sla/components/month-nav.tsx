import { cx } from '@modelhub/ui/cx';
import { formatMonth } from '@modelhub/ui/format';
import Link from 'next/link';
import { percentFromPpm } from '../percent.ts';

export interface ReportedMonth {
  readonly id: string;
  readonly monthMs: number;
  readonly availabilityPpm: bigint;
}

const itemClass = 'flex shrink-0 flex-col rounded-md border px-3 py-2 text-sm transition-colors hover:bg-hover aria-[current=page]:border-accent';

/** The months that can be looked at, newest first. */
export function MonthNav({ months, current }: { readonly months: readonly ReportedMonth[]; readonly current: string | null }) {
  if (months.length === 0) return null;
  return (
    <nav aria-label="Months" className="flex gap-2 overflow-x-auto pb-1">
      <Link href="/settings/sla" aria-current={current === null ? 'page' : undefined} className={cx(itemClass, 'border-line bg-surface')}>
        This month
        <span className="text-xs text-ink-subtle">so far</span>
      </Link>
      {months.map((month) => (
        <Link
          key={month.id}
          href={`/settings/sla?report=${month.id}`}
          aria-current={current === month.id ? 'page' : undefined}
          className={cx(itemClass, 'border-line bg-surface')}
        >
          {formatMonth(month.monthMs)}
          <span className="text-xs text-ink-subtle tabular-nums">{percentFromPpm(month.availabilityPpm)}</span>
        </Link>
      ))}
    </nav>
  );
}
