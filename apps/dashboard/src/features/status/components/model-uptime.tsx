import { dataColor } from '@modelhub/ui/data-colors';
import { formatShare } from '@modelhub/ui/format';
import { StatusDot } from '@modelhub/ui/status-dot';
import { UptimeBar, statusOfAvailability } from '@modelhub/ui/uptime-bar';
import Link from 'next/link';
import type { Availability } from '../server/public-figures.ts';

export interface ModelUptimeRow {
  readonly id: string;
  readonly name: string;
  readonly availability: Availability;
}

/** Ninety days of one model: a bar for each day, and its word for the last day with traffic. */
export function ModelUptime({ row }: { readonly row: ModelUptimeRow }) {
  const lastKnown = row.availability.days.findLast((day) => day.availabilityPpm !== null);
  return (
    <li className="border-b border-line px-5 py-4 last:border-b-0">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Link href={`/models/${row.id}`} className="inline-flex items-center gap-2 rounded-xs text-sm font-medium hover:underline hover:underline-offset-4">
          <span aria-hidden className="size-2 rounded-full" style={{ background: dataColor(row.id) }} />
          {row.name}
        </Link>
        <span className="flex items-baseline gap-4">
          <StatusDot status={statusOfAvailability(lastKnown?.availabilityPpm ?? null)} />
          <span className="w-16 text-right text-sm text-ink-muted tabular-nums">
            {row.availability.availabilityPpm === null ? '–' : formatShare(row.availability.availabilityPpm)}
          </span>
        </span>
      </div>
      <UptimeBar label={row.name} days={row.availability.days} />
    </li>
  );
}
