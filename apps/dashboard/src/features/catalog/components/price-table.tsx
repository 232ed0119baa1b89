import type { Model } from '@modelhub/catalog/types';
import { unitNoun, type BilledUnit } from '@modelhub/core/billed-unit';
import type { TokenComponent } from '@modelhub/core/token-usage';
import { cx } from '@modelhub/ui/cx';
import { Money } from '@modelhub/ui/figures';
import { formatTokens } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { formatUnitPrice } from '../unit-price.ts';
import { cheapestEndpoint, soldPrices } from '../server/catalog-rows.ts';
import { providerName } from '../server/offered.ts';

const COMPONENT_WORDS = {
  input: 'Input',
  cachedInput: 'Input read from a cache',
  cacheWrite5m: 'Cache write, 5 minutes',
  cacheWrite1h: 'Cache write, 1 hour',
  output: 'Output',
  reasoning: 'Reasoning',
  audioInput: 'Audio input',
  audioOutput: 'Audio output',
  imageInput: 'Image input',
  imageOutput: 'Image output',
  units: 'Units',
} as const satisfies Record<TokenComponent, string>;

function cell(index: number, bandCount: number, className: string): string {
  // Without a head the first line stands right under the panel's own.
  return cx('px-5 py-2.5', (index > 0 || bandCount > 1) && 'border-t border-line', className);
}

function ComponentPrice({ nanoUsd, unit }: { readonly nanoUsd: bigint | undefined; readonly unit: BilledUnit | null }) {
  if (nanoUsd === undefined) return '–';
  return unit === null ? <Money nanoUsd={nanoUsd} exact /> : formatUnitPrice(nanoUsd, unit);
}

/** Every component that has a price of its own, by length of the prompt where that matters. */
export function PriceTable({ model }: { readonly model: Model }) {
  const now = Date.now();
  const endpoint = cheapestEndpoint(model, now);
  if (endpoint === undefined) return null;
  const bands = soldPrices(endpoint, now);
  const unit = bands[0]?.unit ?? null;
  const components = (Object.keys(COMPONENT_WORDS) as TokenComponent[]).filter((component) =>
    bands.some((band) => band.nanoUsdPerMillionTokens[component] !== undefined),
  );
  return (
    <Panel
      flush
      title="Price by component"
      description={`USD at ${providerName(endpoint)}, for a million tokens where nothing else is said, our 10 % included.`}
    >
      <table className="w-full text-sm">
        <caption className="sr-only">Prices of {model.name} in USD</caption>
        {bands.length < 2 ? null : (
          <thead>
            <tr className="text-xs text-ink-subtle">
              <th scope="col" className="px-5 py-2 text-left font-normal">
                Prompt
              </th>
              {bands.map((band) => (
                <th key={band.contextTokensFrom} scope="col" className="px-5 py-2 text-right font-normal">
                  {band.contextTokensFrom === 0 ? 'shorter' : `from ${formatTokens(band.contextTokensFrom)}`}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {components.map((component, index) => (
            <tr key={component}>
              <th scope="row" className={cell(index, bands.length, 'text-left font-normal text-ink-muted')}>
                {component === 'units' && unit !== null ? `By ${unitNoun(unit, 1)}` : COMPONENT_WORDS[component]}
              </th>
              {bands.map((band) => {
                const nanoUsd = band.nanoUsdPerMillionTokens[component];
                return (
                  <td key={band.contextTokensFrom} className={cell(index, bands.length, 'text-right tabular-nums')}>
                    <ComponentPrice nanoUsd={nanoUsd} unit={component === 'units' ? unit : null} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
