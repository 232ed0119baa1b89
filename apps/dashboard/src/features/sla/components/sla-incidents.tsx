import type { IncidentRun } from '@modelhub/billing/sla/incidents';
import { formatCount, formatDay, formatDuration } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

function Incident({ incident }: { readonly incident: IncidentRun }) {
  return (
    <li className="border-b border-line px-5 py-4 last:border-b-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="text-sm font-medium">{incident.model}</p>
        <p className="text-sm text-ink-muted tabular-nums">
          {formatCount(incident.failed)} of {formatCount(incident.eligible)} requests failed
        </p>
      </div>
      <p className="mt-0.5 text-xs text-ink-subtle tabular-nums">
        {formatDay(incident.startedAtMs, { year: true })}, {clock(incident.startedAtMs)} to {clock(incident.endedAtMs)} UTC,{' '}
        {formatDuration(incident.endedAtMs - incident.startedAtMs)}
      </p>
      <details className="group mt-2">
        <summary className="w-fit rounded-xs text-xs text-accent-ink">
          {incident.minutes.length} failing {incident.minutes.length === 1 ? 'minute' : 'minutes'}
        </summary>
        <ol className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-6 gap-y-1 text-xs tabular-nums">
          {incident.minutes.map((minute) => (
            <li key={minute.minuteMs} className="flex justify-between gap-2">
              <span className="text-ink-subtle">{clock(minute.minuteMs)}</span>
              <span>
                {formatCount(minute.failed)} of {formatCount(minute.eligible)}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}

/** Every stretch of failing minutes, each minute with its counts. */
export function SlaIncidents({ incidents }: { readonly incidents: readonly IncidentRun[] }) {
  return (
    <Panel flush title="Incidents" description="Minutes of a model in which a request failed; at most five minutes apart, they are one incident.">
      {incidents.length === 0 ? (
        <p className="px-5 py-6 text-sm text-ink-muted">None: no request of yours failed on our side.</p>
      ) : (
        <ol>
          {incidents.map((incident) => (
            <Incident key={`${incident.model} ${incident.startedAtMs}`} incident={incident} />
          ))}
        </ol>
      )}
    </Panel>
  );
}
