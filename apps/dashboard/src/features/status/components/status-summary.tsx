import { cx } from '@modelhub/ui/cx';
import { formatDuration, formatShare } from '@modelhub/ui/format';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Stat, StatRow } from '@modelhub/ui/stat';
import { StatusShape, type Status } from '@modelhub/ui/status-dot';
import { statusOfAvailability } from '@modelhub/ui/uptime-bar';
import type { Fleet } from '../server/fleet.ts';
import type { PublicFigures } from '../server/public-figures.ts';

const HEADLINES = {
  healthy: 'Requests are being answered.',
  degraded: 'Some requests fail.',
  down: 'Many requests fail.',
} as const satisfies Record<Exclude<Status, 'unknown'>, string>;

const SOFT = {
  healthy: 'border-healthy/40 bg-healthy-soft',
  degraded: 'border-degraded/40 bg-degraded-soft',
  down: 'border-down/40 bg-down-soft',
  unknown: 'border-line bg-surface',
} as const satisfies Record<Status, string>;

/** Gateways have told that they were there, and none does now. */
function isGone(fleet: Fleet | null): boolean {
  return fleet !== null && fleet.alive === 0 && fleet.lastSeenAtMs !== null;
}

function headline(figures: PublicFigures | null, status: Status): string {
  if (figures === null) return 'We cannot read our own figures just now.';
  if (status !== 'unknown') return HEADLINES[status];
  if (figures.overall.requests === 0) return 'No traffic yet.';
  return figures.overall.days.at(-1)?.requests === 0 ? 'No requests today.' : 'Too few requests today to say.';
}

function explanation(figures: PublicFigures | null): string {
  if (figures === null) return 'The database did not answer. This page tries again whenever it is loaded.';
  if (figures.overall.requests === 0) return 'This page counts real requests. The first ones through the gateway appear here within minutes.';
  return 'Counted from the same ledger that makes the bill, by the rules of the service level: errors of the caller do not count, nor does what runs on a customer’s own key.';
}

const dash = '–';

function GatewayStat({ fleet }: { readonly fleet: Fleet | null }) {
  if (fleet === null || fleet.lastSeenAtMs === null) return <Stat label="Gateways" value={dash} detail="unknown" />;
  if (fleet.alive > 0) return <Stat label="Gateways" value={fleet.alive.toLocaleString('en')} detail="there now" />;
  return (
    <Stat
      label="Gateways"
      value="0"
      detail={
        <>
          last seen <RelativeTime at={fleet.lastSeenAtMs} />
        </>
      }
    />
  );
}

/** The state of today in one sentence, and the figures behind it. */
export function StatusSummary({ figures, fleet }: { readonly figures: PublicFigures | null; readonly fleet: Fleet | null }) {
  const isDown = isGone(fleet);
  const status = isDown ? 'down' : statusOfAvailability(figures?.overall.days.at(-1)?.availabilityPpm ?? null);
  const speed = figures?.speed ?? null;
  const ms = (value: number | null | undefined) => (value === null || value === undefined ? dash : formatDuration(value));
  return (
    <div className="flex flex-col gap-6">
      <div className={cx('flex items-start gap-4 rounded-lg border px-6 py-5', SOFT[status])}>
        <StatusShape status={status} className="mt-2.5 size-3.5" />
        <div className="min-w-0">
          <h1 className="text-xl font-medium">{isDown ? 'No gateway is there.' : headline(figures, status)}</h1>
          <p className="mt-1 text-sm text-ink-muted">{isDown ? 'Requests reach nobody just now, and are in no count.' : explanation(figures)}</p>
          {figures === null ? null : (
            <p className="mt-2 text-xs text-ink-muted">
              Read <RelativeTime at={figures.readAtMs} />
            </p>
          )}
        </div>
      </div>
      <StatRow>
        <GatewayStat fleet={fleet} />
        <Stat
          label="Answered, 90 days"
          value={figures?.overall.availabilityPpm == null ? dash : formatShare(figures.overall.availabilityPpm)}
          detail={figures === null ? 'unknown' : `${figures.overall.failed.toLocaleString('en')} of ${figures.overall.requests.toLocaleString('en')} failed`}
        />
        <Stat label="Added by us" value={ms(speed?.overheadMsP50)} detail="median, last 24 hours" />
        <Stat label="First token" value={ms(speed?.timeToFirstMsP50)} detail="median, last 24 hours" />
        <Stat label="First token, slow" value={ms(speed?.timeToFirstMsP95)} detail="95 of 100 are faster" />
      </StatRow>
    </div>
  );
}
