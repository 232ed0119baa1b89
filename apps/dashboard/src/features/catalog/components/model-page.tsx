import type { Model } from '@modelhub/catalog/types';
import { Badge } from '@modelhub/ui/badge';
import { CopyButton } from '@modelhub/ui/copy-button';
import { Money, Tokens } from '@modelhub/ui/figures';
import { formatDay } from '@modelhub/ui/format';
import { Link as TextLink } from '@modelhub/ui/link';
import { Panel } from '@modelhub/ui/panel';
import { Stat, StatRow } from '@modelhub/ui/stat';
import { SampleTabs } from '#src/features/docs/components/sample-tabs.tsx';
import type { EndpointHealth } from '#src/features/status/server/endpoint-health.ts';
import type { PublicFigures } from '#src/features/status/server/public-figures.ts';
import { labName } from '../lab-name.ts';
import { catalogRow } from '../server/catalog-rows.ts';
import { formatUnitPrice } from '../unit-price.ts';
import { Capabilities } from './catalog-table.tsx';
import { EndpointHealthPanel } from './endpoint-health-panel.tsx';
import { EndpointsTable } from './endpoints-table.tsx';
import { PriceTable } from './price-table.tsx';
import { TierPrices } from './tier-prices.tsx';

export interface ModelPageProps {
  readonly model: Model;
  readonly figures: PublicFigures | null;
  /** By endpoint id. */
  readonly health: ReadonlyMap<string, EndpointHealth> | null;
  readonly baseUrl: string;
}

function Parameters({ model }: { readonly model: Model }) {
  const parameters = [...new Set(model.endpoints.flatMap((endpoint) => endpoint.supportedParameters))].sort();
  return (
    <Panel title="Parameters" description="A parameter that is not listed is refused with its name, never dropped in silence.">
      <ul className="flex flex-wrap gap-1.5">
        {parameters.map((parameter) => (
          <li key={parameter}>
            <code className="rounded-sm bg-sunken px-1.5 py-0.5 text-xs text-ink-muted">{parameter}</code>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Heading({ model }: { readonly model: Model }) {
  const row = catalogRow(model, Date.now());
  return (
    <header className="flex flex-col gap-3">
      <nav aria-label="Where you are" className="text-sm">
        <TextLink quiet href="/models">
          Models
        </TextLink>
        <span aria-hidden className="mx-2 text-ink-subtle">
          /
        </span>
        <TextLink quiet href={`/models?lab=${model.lab}`}>
          {labName(model.lab)}
        </TextLink>
      </nav>
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-center gap-3 text-xl font-medium">
          {model.name}
          {row.deprecated ? <Badge tone="degraded">retired by {labName(model.lab)}</Badge> : null}
        </h1>
        <p className="mt-1 flex items-center gap-1 font-mono text-sm text-ink-muted">
          <span className="break-all">{model.id}</span>
          <CopyButton value={model.id} label="Copy model id" />
        </p>
        <p className="mt-2 max-w-2xl text-base text-ink-muted">{model.description}</p>
      </div>
      <Capabilities row={row} />
    </header>
  );
}

/** One model: what it costs, where it runs, how well it answered here, and how to call it. */
export function ModelPage({ model, figures, health, baseUrl }: ModelPageProps) {
  const row = catalogRow(model, Date.now());
  const others = model.aliases.filter((alias) => alias !== model.id);
  return (
    <div className="mx-auto flex w-full max-w-[1200px] flex-col gap-8 px-4 py-10 sm:px-6">
      <Heading model={model} />
      <StatRow>
        {row.inputNanoUsd === null && row.unitPrice !== null ? (
          <Stat label="Price" value={formatUnitPrice(row.unitPrice.nanoUsdPerMillion, row.unitPrice.unit)} />
        ) : (
          <Stat label="Input" value={row.inputNanoUsd === null ? '–' : <Money nanoUsd={row.inputNanoUsd} exact />} detail="for 1 M tokens" />
        )}
        {model.kind === 'chat' ? (
          <Stat label="Output" value={row.outputNanoUsd === null ? '–' : <Money nanoUsd={row.outputNanoUsd} exact />} detail="for 1 M tokens" />
        ) : null}
        {row.contextTokensMax === 0 ? null : <Stat label="Context" value={<Tokens count={row.contextTokensMax} />} detail="tokens at most" />}
        {model.kind === 'chat' ? <Stat label="Answer" value={<Tokens count={row.outputTokensMax} />} detail="tokens at most" /> : null}
        {model.releasedAt === null ? null : (
          <Stat label="Released" value={formatDay(Date.parse(model.releasedAt), { year: true })} detail={`by ${labName(model.lab)}`} />
        )}
      </StatRow>
      <Panel flush title="Where it runs" description="Measured on this instance: answered requests of 90 days, speed of the last 24 hours.">
        <EndpointsTable model={model} figures={figures} health={health} />
      </Panel>
      <EndpointHealthPanel model={model} health={health} />
      <div className="grid gap-8 lg:grid-cols-2">
        <section aria-labelledby="call" className="min-w-0">
          <h2 id="call" className="mb-3 text-sm font-medium">
            How to call it
          </h2>
          <SampleTabs baseUrl={baseUrl} model={model.id} kind={model.kind} apiKey="mh_live_..." only={['python', 'typescript', 'curl']} />
        </section>
        <div className="flex min-w-0 flex-col gap-6">
          <PriceTable model={model} />
          <TierPrices model={model} />
          <Parameters model={model} />
          {others.length === 0 ? null : (
            <Panel title="Other names" description="These reach the same model.">
              <ul className="flex flex-wrap gap-1.5">
                {others.map((alias) => (
                  <li key={alias}>
                    <code className="rounded-sm bg-sunken px-1.5 py-0.5 text-xs text-ink-muted">{alias}</code>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      </div>
    </div>
  );
}
