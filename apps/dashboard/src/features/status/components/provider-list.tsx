import { Duration } from '@modelhub/ui/figures';
import { Panel } from '@modelhub/ui/panel';
import { StatusDot } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import type { ReactNode } from 'react';
import { providerName } from '#src/features/catalog/server/offered.ts';
import type { EndpointWindows, ProviderWindows, WindowFigures, Windows } from '../server/platform-health.ts';
import { answeredWords, statusNow } from '../window-words.ts';
import { EndpointName } from './endpoint-name.tsx';

const WINDOW_LABELS = { hour: 'Last hour', day: '24 hours', week: '7 days' } as const satisfies Record<keyof Windows, string>;
const WINDOW_NAMES = Object.keys(WINDOW_LABELS) as (keyof Windows)[];

/** Half of the answers were as fast, and 95 of 100. */
function FirstToken({ timeToFirstMsP50, timeToFirstMsP95, latencyMsP50 }: WindowFigures): ReactNode {
  if (timeToFirstMsP50 !== null) {
    return (
      <>
        first token <Duration ms={timeToFirstMsP50} />, slow <Duration ms={timeToFirstMsP95} />
      </>
    );
  }
  return latencyMsP50 === null ? null : (
    <>
      whole answer <Duration ms={latencyMsP50} />
    </>
  );
}

function Answered({ figures }: { readonly figures: WindowFigures }) {
  return <span className={figures.traffic === 'enough' ? undefined : 'text-ink-subtle'}>{answeredWords(figures)}</span>;
}

const COLUMNS: readonly TableColumn<EndpointWindows>[] = [
  { id: 'endpoint', header: 'Endpoint', priority: 'title', cell: (row) => <EndpointName endpointId={row.endpointId} /> },
  ...WINDOW_NAMES.map((name): TableColumn<EndpointWindows> => ({
    id: name,
    header: WINDOW_LABELS[name],
    align: 'right',
    priority: name === 'week' ? 'detail' : 'figure',
    cell: ({ windows }) => <Answered figures={windows[name]} />,
  })),
  {
    id: 'first',
    header: 'First token, 24 hours',
    align: 'right',
    priority: 'detail',
    cell: ({ windows }) => <Duration ms={windows.day.timeToFirstMsP50} />,
  },
];

function Provider({ provider, windows, endpoints }: ProviderWindows) {
  const name = providerName({ provider });
  return (
    <li className="border-b border-line px-5 py-4 last:border-b-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="text-sm font-medium">{name}</h3>
        <StatusDot status={statusNow(windows)} />
      </div>
      <dl className="mt-3 grid gap-x-8 gap-y-2 text-sm sm:grid-cols-3">
        {WINDOW_NAMES.map((window) => (
          <div key={window} className="max-sm:flex max-sm:flex-wrap max-sm:items-baseline max-sm:justify-between max-sm:gap-x-3">
            <dt className="text-xs text-ink-subtle">{WINDOW_LABELS[window]}</dt>
            <dd className="tabular-nums">
              <Answered figures={windows[window]} />
            </dd>
            <dd className="text-xs text-ink-subtle tabular-nums max-sm:w-full max-sm:text-right">
              <FirstToken {...windows[window]} />
            </dd>
          </div>
        ))}
      </dl>
      {endpoints.length === 0 ? null : (
        <details className="mt-3">
          <summary className="w-fit cursor-pointer rounded-xs text-xs text-ink-muted hover:text-ink">
            {endpoints.length} {endpoints.length === 1 ? 'endpoint' : 'endpoints'}
            <span className="sr-only"> of {name}</span>
          </summary>
          <Table className="mt-2" dense caption={`Endpoints of ${name}`} columns={COLUMNS} rows={endpoints} rowKey={(row) => row.endpointId} />
        </details>
      )}
    </li>
  );
}

/** How each provider does, as gateways see it on the accounts of this instance. */
export function ProviderList({ providers }: { readonly providers: readonly ProviderWindows[] | null }) {
  return (
    <Panel
      flush
      title="Providers"
      description="Answered of all that the gateways asked on our accounts: requests, and probes of one token. Rate limits do not count. A request that a provider failed may have been answered by another one."
    >
      {providers === null || providers.length === 0 ? (
        <p className="px-5 py-6 text-sm text-ink-muted">
          {providers === null ? 'They cannot be read just now.' : 'Too few requests in the last week to say how any provider does.'}
        </p>
      ) : (
        <ul>
          {providers.map((provider) => (
            <Provider key={provider.provider} {...provider} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
