import { Badge } from '@modelhub/ui/badge';
import { formatDuration, formatUtc } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import type { PublicIncident } from '../server/incidents.ts';

function Span({ incident }: { readonly incident: PublicIncident }) {
  const started = formatUtc(incident.startedAt.getTime());
  if (incident.endedAt === null) return <>{`since ${started}`}</>;
  return <>{`${started}, for ${formatDuration(incident.endedAt.getTime() - incident.startedAt.getTime())}`}</>;
}

/** What went wrong lately, and for how long. */
export function IncidentList({ incidents }: { readonly incidents: readonly PublicIncident[] | null }) {
  return (
    <Panel flush title="Incidents">
      {incidents === null || incidents.length === 0 ? (
        <p className="px-5 py-6 text-sm text-ink-muted">{incidents === null ? 'They cannot be read just now.' : 'None so far.'}</p>
      ) : (
        <ol>
          {incidents.map((incident) => (
            <li key={incident.id} className="border-b border-line px-5 py-4 last:border-b-0">
              <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                {incident.title}
                <Badge tone={incident.endedAt === null ? 'down' : 'neutral'}>{incident.endedAt === null ? 'open' : 'over'}</Badge>
              </p>
              <p className="mt-1 text-xs text-ink-subtle">
                <Span incident={incident} />
                {incident.model === null ? '' : ` · ${incident.model}`}
              </p>
              {incident.note === null ? null : <p className="mt-2 text-sm text-ink-muted">{incident.note}</p>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
