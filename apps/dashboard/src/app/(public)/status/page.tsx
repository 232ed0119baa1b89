import { catalog } from '#src/features/catalog/server/catalog.ts';
import { offeredModels } from '#src/features/catalog/server/offered.ts';
import { Panel } from '@modelhub/ui/panel';
import { StatusDot, type Status } from '@modelhub/ui/status-dot';
import type { Metadata } from 'next';
import Link from 'next/link';
import { FailingNow } from '#src/features/status/components/failing-now.tsx';
import { IncidentList } from '#src/features/status/components/incident-list.tsx';
import { ModelUptime } from '#src/features/status/components/model-uptime.tsx';
import { PlatformDays } from '#src/features/status/components/platform-days.tsx';
import { ProviderList } from '#src/features/status/components/provider-list.tsx';
import { StatusSummary } from '#src/features/status/components/status-summary.tsx';
import { platformHealth, publicFigures, publicIncidents } from '#src/features/status/server/instance.ts';

export const metadata: Metadata = {
  title: 'Status',
  description: 'Gateways, providers and models of this instance: what is answered and what fails, now and day by day for ninety days.',
};

const LEGEND: readonly { readonly status: Status; readonly label: string }[] = [
  { status: 'healthy', label: '99.5 % and more' },
  { status: 'degraded', label: '95 % and more' },
  { status: 'down', label: 'Below 95 %' },
  { status: 'unknown', label: 'Too few to say' },
];

export default async function StatusPage() {
  const [figures, incidents, health] = await Promise.all([publicFigures(), publicIncidents(), platformHealth()]);
  const rows = [...(figures?.byModel ?? [])]
    .map(([id, availability]) => ({ id, name: catalog.findModel(id)?.name ?? id, availability }))
    .sort((a, b) => b.availability.requests - a.availability.requests);
  const seen = new Set(rows.map((row) => row.id));
  const quiet = offeredModels.filter((model) => !seen.has(model.id));
  return (
    <div className="mx-auto flex w-full max-w-[1200px] flex-col gap-8 px-4 py-10 sm:px-6">
      <StatusSummary figures={figures} fleet={health?.fleet ?? null} />
      {figures === null ? null : <PlatformDays days={figures.overall.days} minutesWithout={health?.fleet.minutesWithout ?? new Map()} />}
      {health === null ? null : <FailingNow failing={health.failing} gateways={health.fleet.alive} />}
      <ProviderList providers={health?.providers ?? null} />
      {rows.length === 0 ? null : (
        <Panel
          flush
          title="Models"
          description="Today is on the right."
          actions={LEGEND.map((entry) => (
            <StatusDot key={entry.status} status={entry.status} label={entry.label} className="mr-2 text-xs" />
          ))}
        >
          <ul>
            {rows.map((row) => (
              <ModelUptime key={row.id} row={row} />
            ))}
          </ul>
        </Panel>
      )}
      <IncidentList incidents={incidents} />
      {figures === null || quiet.length === 0 ? null : (
        <Panel
          title={`${quiet.length} models with too few requests to say`}
          description="They were hardly asked in 90 days, or not at all. They are neither up nor down."
        >
          <details>
            <summary className="w-fit cursor-pointer rounded-xs text-sm text-ink-muted hover:text-ink">Which ones</summary>
            <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1.5">
              {quiet.map((model) => (
                <li key={model.id}>
                  <Link href={`/models/${model.id}`} className="rounded-xs text-sm text-ink-muted hover:text-ink hover:underline hover:underline-offset-4">
                    {model.name}
                  </Link>
                </li>
              ))}
            </ul>
          </details>
        </Panel>
      )}
    </div>
  );
}
