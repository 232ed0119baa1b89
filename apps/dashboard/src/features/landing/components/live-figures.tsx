import { formatDuration, formatShare } from '@modelhub/ui/format';
import { Link } from '@modelhub/ui/link';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { UptimeBar } from '@modelhub/ui/uptime-bar';
import type { PublicFigures } from '#src/features/status/server/public-figures.ts';

function Figure({ label, value, detail }: { readonly label: string; readonly value: string; readonly detail: string }) {
  return (
    <div>
      <dt className="text-sm text-ink-muted">{label}</dt>
      <dd className="mt-1 text-xl font-medium tabular-nums">{value}</dd>
      <dd className="mt-0.5 text-xs text-ink-subtle">{detail}</dd>
    </div>
  );
}

/** Measured on this very instance, or said to be unknown. Never a figure from a brochure. */
export function LiveFigures({ figures, modelCount }: { readonly figures: PublicFigures | null; readonly modelCount: number }) {
  const overhead = figures?.speed?.overheadMsP50 ?? null;
  const availability = figures?.overall.availabilityPpm ?? null;
  return (
    <section aria-label="Live figures of this instance" className="rounded-lg border border-line bg-surface">
      <dl className="grid grid-cols-[repeat(3,auto)_minmax(0,1fr)] items-start gap-x-12 gap-y-6 px-6 py-5 max-lg:grid-cols-3 max-sm:grid-cols-2 max-sm:gap-x-6 max-sm:px-4">
        <Figure
          label="Our overhead, median"
          value={overhead === null ? 'No traffic yet' : formatDuration(overhead)}
          detail={overhead === null ? 'Appears with the first request' : 'per request, last 24 hours'}
        />
        <Figure
          label="Answered, last 90 days"
          value={availability !== null ? formatShare(availability) : (figures?.overall.requests ?? 0) === 0 ? 'No traffic yet' : 'Too few to say'}
          detail={availability === null ? 'Counted from the ledger' : `of ${figures?.overall.requests.toLocaleString('en')} requests`}
        />
        <Figure label="Models" value={String(modelCount)} detail="behind one key" />
        <div className="min-w-0 max-lg:col-span-full">
          <dt className="flex items-baseline justify-between gap-4 text-sm text-ink-muted">
            <Link href="/status">Day by day</Link>
            <span className="text-xs text-ink-subtle">
              {figures === null ? (
                'cannot be read just now'
              ) : (
                <>
                  read <RelativeTime at={figures.readAtMs} />
                </>
              )}
            </span>
          </dt>
          <dd className="mt-2">
            <UptimeBar label="Answered requests, last 90 days" days={figures?.overall.days ?? []} />
          </dd>
        </div>
      </dl>
    </section>
  );
}
