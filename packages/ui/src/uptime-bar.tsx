import { formatDay, formatShare } from './format.ts';
import { cx } from './cx.ts';
import { STATUS_WORDS, type Status } from './status-dot.tsx';

export interface UptimeDay {
  /** UTC midnight. */
  readonly dayMs: number;
  readonly requests: number;
  /** Null where nothing was asked of it that day, or too little to say. */
  readonly availabilityPpm: number | null;
}

const HEALTHY_FROM_PPM = 995_000;
const DEGRADED_FROM_PPM = 950_000;

/**
 * What a share of answered requests means for a day. A day is judged less strictly than the month of the service level
 * (99.9 %): among a few hundred requests a single failure is not a state.
 */
export function statusOfAvailability(availabilityPpm: number | null): Status {
  if (availabilityPpm === null) return 'unknown';
  if (availabilityPpm >= HEALTHY_FROM_PPM) return 'healthy';
  return availabilityPpm >= DEGRADED_FROM_PPM ? 'degraded' : 'down';
}

/** A worse day is also a shorter bar with a cap, so that it shows without colour. */
const BARS = {
  healthy: 'h-full bg-healthy',
  degraded: 'h-3/4 bg-degraded',
  down: 'h-1/2 bg-down',
  unknown: 'h-full bg-line',
} as const satisfies Record<Status, string>;

export interface StatusBar {
  readonly key: number;
  readonly status: Status;
  /** Shown on hover. */
  readonly title: string;
  readonly className?: string | undefined;
}

/** A row of bars, one for each stretch of time, oldest first. The label says in words what they show. */
export function StatusBars({ bars, label }: { readonly bars: readonly StatusBar[]; readonly label: string }) {
  return (
    <div role="img" aria-label={label} className="flex h-8 items-end gap-0.5">
      {bars.map(({ key, status, title, className }) => (
        <span key={key} title={title} className={cx('flex h-full min-w-0 flex-1 items-end', className)}>
          <span className={cx('w-full rounded-xs transition-opacity hover:opacity-70', BARS[status])} />
        </span>
      ))}
    </div>
  );
}

/** Ninety days as ninety bars; on a narrow screen the last thirty. */
export function UptimeBar({
  days,
  label,
  className,
}: {
  readonly days: readonly UptimeDay[];
  readonly label: string;
  readonly className?: string | undefined;
}) {
  const known = days.filter((day) => day.availabilityPpm !== null);
  const summary = known.length === 0 ? 'no data yet' : `${known.length} of ${days.length} days with traffic`;
  return (
    <div className={className}>
      <StatusBars
        label={`${label}: ${summary}`}
        bars={days.map((day, index) => {
          const status = statusOfAvailability(day.availabilityPpm);
          const nothing = day.requests === 0 ? 'no requests' : 'too few requests to say';
          const share = day.availabilityPpm === null ? nothing : `${formatShare(day.availabilityPpm)} of ${day.requests} requests`;
          const title = `${formatDay(day.dayMs)}: ${STATUS_WORDS[status]}, ${share}`;
          return { key: day.dayMs, status, title, className: index < days.length - 30 ? 'max-sm:hidden' : undefined };
        })}
      />
    </div>
  );
}
