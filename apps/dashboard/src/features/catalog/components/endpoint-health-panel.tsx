import type { Endpoint, Model } from '@modelhub/catalog/types';
import { Duration } from '@modelhub/ui/figures';
import { formatShare } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { StatusDot } from '@modelhub/ui/status-dot';
import { StatusBars, statusOfAvailability } from '@modelhub/ui/uptime-bar';
import type { ReactNode } from 'react';
import type { EndpointHealth, HealthHour } from '#src/features/status/server/endpoint-health.ts';
import { askedWords, hourName, hoursWords, hourTitle } from '../health-words.ts';
import { placeOf, providerName } from '../server/offered.ts';

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-subtle">{label}</dt>
      <dd className="text-sm tabular-nums">{children}</dd>
    </div>
  );
}

/** The bars as a table, newest hour first. */
function HoursTable({ label, hours }: { readonly label: string; readonly hours: readonly HealthHour[] }) {
  return (
    <details className="mt-2 text-xs">
      <summary className="w-fit cursor-pointer rounded-xs text-ink-muted hover:text-ink">
        As a table<span className="sr-only">: {label}</span>
      </summary>
      <table className="mt-2 w-full">
        <caption className="sr-only">{`${label}, hour by hour`}</caption>
        <thead className="text-ink-subtle">
          <tr>
            <th scope="col" className="py-1.5 text-left font-normal">
              Hour
            </th>
            <th scope="col" className="py-1.5 pl-4 text-right font-normal">
              Answered
            </th>
            <th scope="col" className="py-1.5 pl-4 text-right font-normal">
              Of
            </th>
          </tr>
        </thead>
        <tbody>
          {hours.toReversed().map((hour) => (
            <tr key={hour.hourMs}>
              <th scope="row" className="border-t border-line py-1.5 text-left font-normal">
                {hourName(hour)}
              </th>
              <td className="border-t border-line py-1.5 pl-4 text-right whitespace-nowrap tabular-nums">
                {hour.availabilityPpm === null ? '–' : formatShare(hour.availabilityPpm)}
              </td>
              <td className="border-t border-line py-1.5 pl-4 text-right tabular-nums">{hour.availabilityPpm === null ? 'no traffic' : askedWords(hour)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function EndpointDay({ endpoint, health }: { readonly endpoint: Endpoint; readonly health: EndpointHealth }) {
  const label = `${providerName(endpoint)}, ${placeOf(endpoint)}`;
  const { availabilityPpm, outputTokensPerSecond } = health;
  return (
    <li className="border-b border-line px-5 py-4 last:border-b-0">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="text-sm font-medium">
          {providerName(endpoint)}
          <span className="ml-2 font-mono text-xs font-normal text-ink-subtle">{placeOf(endpoint)}</span>
        </h3>
        <StatusDot
          status={statusOfAvailability(availabilityPpm)}
          label={availabilityPpm === null ? 'No traffic in the last day' : `${formatShare(availabilityPpm)} answered`}
        />
      </div>
      <StatusBars
        label={`${label}: ${hoursWords(health.hours)}`}
        bars={health.hours.map((hour) => ({ key: hour.hourMs, status: statusOfAvailability(hour.availabilityPpm), title: hourTitle(hour) }))}
      />
      {availabilityPpm === null ? null : (
        <>
          <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
            <Figure label="First token, median">
              <Duration ms={health.timeToFirstMsP50} />
            </Figure>
            <Figure label="First token, 95 of 100">
              <Duration ms={health.timeToFirstMsP95} />
            </Figure>
            <Figure label="Tokens a second">{outputTokensPerSecond ?? <span className="text-ink-subtle">–</span>}</Figure>
            <Figure label="Asked">{askedWords(health)}</Figure>
          </dl>
          <HoursTable label={label} hours={health.hours} />
        </>
      )}
    </li>
  );
}

/** How each endpoint of a model did in the last day, as gateways saw it: a bar for each hour, and the figures behind them. */
export function EndpointHealthPanel({ model, health }: { readonly model: Model; readonly health: ReadonlyMap<string, EndpointHealth> | null }) {
  const shown = model.endpoints.flatMap((endpoint) => {
    const one = health?.get(endpoint.id);
    return one === undefined || (endpoint.status !== 'active' && one.availabilityPpm === null) ? [] : [{ endpoint, health: one }];
  });
  const isQuiet = shown.every((one) => one.health.availabilityPpm === null);
  return (
    <Panel
      flush
      title="The last 24 hours"
      description="What the gateways saw of each endpoint, hour by hour: requests on our accounts, and probes of one token. Rate limits do not count. The current hour is on the right."
    >
      {isQuiet ? (
        <p className="px-5 py-4 text-sm text-ink-muted">
          {health === null
            ? 'The database did not answer, so that nothing is known just now.'
            : 'No traffic in the last day. The first request to this model shows here within minutes.'}
        </p>
      ) : (
        <ul>
          {shown.map((one) => (
            <EndpointDay key={one.endpoint.id} {...one} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
