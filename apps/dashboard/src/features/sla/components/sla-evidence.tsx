import { fleetPpm, minutesOf, type FleetEvidence, type FleetGap, type ProviderEvidence, type SlaEvidence as Evidence } from '@modelhub/billing/sla/evidence';
import { formatCount, formatUtc } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { StatusDot } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { providerName } from '#src/features/catalog/server/offered.ts';
import { percentFromPpm } from '../percent.ts';

function minutes(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'minute' : 'minutes'}`;
}

function Gaps({ gaps, minutesWithout }: { readonly gaps: readonly FleetGap[]; readonly minutesWithout: number }) {
  const listed = gaps.reduce((sum, gap) => sum + minutesOf(gap), 0);
  return (
    <div className="border-t border-line px-5 py-4">
      <p className="max-w-3xl text-sm text-ink-muted">
        What is sent while no gateway is there is received by nobody and is in no ledger: the availability above cannot know of it, and by the rules as they are
        no credit follows from it by itself.
      </p>
      <details className="mt-2">
        <summary className="w-fit rounded-xs text-xs text-accent-ink">When that was</summary>
        <ol className="mt-2 flex flex-col gap-1 text-xs tabular-nums">
          {gaps.map((gap) => (
            <li key={gap.startedAtMs}>
              <span className="text-ink-subtle">{formatUtc(gap.startedAtMs)}</span>, for {minutes(minutesOf(gap))}
            </li>
          ))}
        </ol>
        {listed < minutesWithout ? <p className="mt-1 text-xs text-ink-subtle">and {minutes(minutesWithout - listed)} in shorter stretches</p> : null}
      </details>
    </div>
  );
}

function Fleet({ fleet, isWholeMonth }: { readonly fleet: FleetEvidence; readonly isWholeMonth: boolean }) {
  const { watchedMinutes, minutesWithout, gatewaysMin, gatewaysMax, gaps } = fleet;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-8 gap-y-3 px-5 py-4 text-sm sm:grid-cols-4">
        {[
          { label: 'Minutes with a gateway', value: percentFromPpm(fleetPpm(fleet)) },
          {
            label: 'Without any',
            value: minutesWithout === 0 ? 'none' : <StatusDot status="down" label={minutes(minutesWithout)} />,
          },
          {
            label: 'Gateways at once',
            value: gatewaysMin === gatewaysMax ? formatCount(gatewaysMax) : `${formatCount(gatewaysMin)} to ${formatCount(gatewaysMax)}`,
          },
          { label: 'Watched', value: isWholeMonth ? minutes(watchedMinutes) : `${minutes(watchedMinutes)}, since ${formatUtc(fleet.watchedFromMs)}` },
        ].map(({ label, value }) => (
          <div key={label}>
            <dt className="text-ink-subtle">{label}</dt>
            <dd className="mt-0.5 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {minutesWithout === 0 ? null : <Gaps gaps={gaps} minutesWithout={minutesWithout} />}
    </>
  );
}

function share(part: number, of: number, unit: string) {
  if (of === 0) return <span className="text-ink-subtle">none</span>;
  return (
    <>
      {percentFromPpm((BigInt(part) * 1_000_000n) / BigInt(of))}
      <span className="block text-xs text-ink-subtle">
        of {formatCount(of)} {unit}
      </span>
    </>
  );
}

const COLUMNS: readonly TableColumn<ProviderEvidence>[] = [
  { id: 'provider', header: 'Provider', priority: 'title', cell: (row) => providerName(row) },
  { id: 'answered', header: 'Requests answered', align: 'right', cell: (row) => share(row.requests - row.errors, row.requests, 'requests') },
  { id: 'minutes', header: 'Minutes with an answer', align: 'right', cell: (row) => share(row.minutesAnswered, row.minutesAsked, 'minutes') },
  {
    id: 'probes',
    header: 'Minutes, by probes',
    align: 'right',
    priority: 'detail',
    cell: (row) => share(row.minutesProbeAnswered, row.minutesProbed, 'minutes'),
  },
];

/** What gateways saw in the month, of all customers together: beside the promise, never in it. */
export function SlaEvidence({ evidence, monthMs }: { readonly evidence: Evidence | null; readonly monthMs: number }) {
  if (evidence === null || (evidence.fleet === null && evidence.providers.length === 0)) return null;
  const { fleet, providers } = evidence;
  return (
    <Panel
      flush
      title="Seen by the gateways"
      description="Beside the ledger, of all customers together. None of it is in the availability or the credit above, which count your own requests."
    >
      {fleet === null ? null : <Fleet fleet={fleet} isWholeMonth={fleet.watchedFromMs === monthMs} />}
      {providers.length === 0 ? null : (
        <>
          <Table caption="Providers, by what gateways saw" columns={COLUMNS} rows={providers} rowKey={(row) => row.provider} />
          <p className="max-w-3xl px-5 py-4 text-xs text-ink-subtle">
            A provider answered in a minute if any request to it on our accounts was answered, if only with a limit. Requests that it failed may have been
            answered by another one. Probes are requests of our own, of one token.
          </p>
        </>
      )}
    </Panel>
  );
}
