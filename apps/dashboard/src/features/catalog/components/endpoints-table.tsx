import type { Endpoint, Model } from '@modelhub/catalog/types';
import { Badge } from '@modelhub/ui/badge';
import { Duration, Money } from '@modelhub/ui/figures';
import { formatDay, formatShare } from '@modelhub/ui/format';
import { StatusDot } from '@modelhub/ui/status-dot';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { statusOfAvailability } from '@modelhub/ui/uptime-bar';
import type { EndpointHealth } from '#src/features/status/server/endpoint-health.ts';
import type { PublicFigures } from '#src/features/status/server/public-figures.ts';
import { dataPolicyWords } from '../data-policy-words.ts';
import { Context } from './catalog-table.tsx';
import { soldPrices } from '../server/catalog-rows.ts';
import { formatUnitPrice } from '../unit-price.ts';
import { placeOf, providerName } from '../server/offered.ts';

type Health = ReadonlyMap<string, EndpointHealth> | null;

function columns(figures: PublicFigures | null, health: Health): TableColumn<Endpoint>[] {
  const price = (endpoint: Endpoint, component: 'input' | 'output') => {
    const sold = soldPrices(endpoint, Date.now())[0];
    const { [component]: nanoUsd, units } = sold?.nanoUsdPerMillionTokens ?? {};
    if (nanoUsd === undefined && units !== undefined && sold?.unit != null && component === 'input') return formatUnitPrice(units, sold.unit);
    return nanoUsd === undefined ? '–' : <Money nanoUsd={nanoUsd} exact />;
  };
  const speed = (endpoint: Endpoint) => figures?.speedByEndpoint.get(endpoint.id);
  return [
    {
      id: 'provider',
      header: 'Provider',
      priority: 'title',
      cell: (endpoint) => (
        <span className="font-medium">
          {providerName(endpoint)}
          <span className="ml-2 font-mono text-xs font-normal text-ink-subtle">{placeOf(endpoint)}</span>
          {endpoint.status === 'active' ? null : (
            <Badge tone="degraded" className="ml-2">
              {endpoint.status === 'deprecated' ? 'retiring' : 'off'}
            </Badge>
          )}
          {endpoint.status !== 'active' || endpoint.deprecatedAt === null ? null : (
            <Badge className="ml-2">until {formatDay(Date.parse(endpoint.deprecatedAt), { year: true })}</Badge>
          )}
        </span>
      ),
    },
    {
      id: 'availability',
      header: 'Answered, 90 days',
      cell: (endpoint) => {
        const ppm = health?.get(endpoint.id)?.ninetyDaysPpm ?? null;
        return <StatusDot status={statusOfAvailability(ppm)} label={ppm === null ? 'No traffic yet' : formatShare(ppm)} />;
      },
    },
    { id: 'ttft', header: 'First token, median', align: 'right', cell: (endpoint) => <Duration ms={speed(endpoint)?.timeToFirstMsP50 ?? null} /> },
    {
      id: 'throughput',
      header: 'Tokens a second',
      align: 'right',
      priority: 'detail',
      cell: (endpoint) => speed(endpoint)?.outputTokensPerSecond ?? <span className="text-ink-subtle">–</span>,
    },
    { id: 'data', header: 'Your data', priority: 'detail', cell: (endpoint) => <span className="text-ink-muted">{dataPolicyWords(endpoint.dataPolicy)}</span> },
    { id: 'context', header: 'Context', align: 'right', priority: 'detail', cell: (endpoint) => <Context tokens={endpoint.contextTokensMax} /> },
    { id: 'input', header: 'Input, 1 M', align: 'right', cell: (endpoint) => price(endpoint, 'input') },
    { id: 'output', header: 'Output, 1 M', align: 'right', cell: (endpoint) => price(endpoint, 'output') },
  ];
}

/** Every place where a model runs, with what was measured there. */
export function EndpointsTable({ model, figures, health }: { readonly model: Model; readonly figures: PublicFigures | null; readonly health: Health }) {
  return (
    <Table
      caption={`Endpoints of ${model.name}`}
      columns={columns(figures, health)}
      rows={model.endpoints}
      rowKey={(endpoint) => endpoint.id}
      stickyTop="3.5rem"
    />
  );
}
