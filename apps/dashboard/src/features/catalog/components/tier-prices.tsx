import type { Model } from '@modelhub/catalog/types';
import { Money } from '@modelhub/ui/figures';
import { Panel } from '@modelhub/ui/panel';
import { tierPrices } from '../server/catalog-rows.ts';
import { providerName } from '../server/offered.ts';

const WORDS = { priority: 'Priority', flex: 'Flex', batch: 'Batch' } as const;

/** What other service tiers cost, where a provider of the model has any. */
export function TierPrices({ model }: { readonly model: Model }) {
  const now = Date.now();
  const endpoint = model.endpoints.find((one) => tierPrices(one, now).length > 0);
  if (endpoint === undefined) return null;
  return (
    <Panel flush title="Service tiers" description={`At ${providerName(endpoint)}, for service_tier; an answer pays the tier that served it.`}>
      <table className="w-full text-sm">
        <caption className="sr-only">Prices of {model.name} by service tier, in USD for a million tokens</caption>
        <thead>
          <tr className="text-xs text-ink-subtle">
            {['Tier', 'Input', 'Output'].map((word, index) => (
              <th key={word} scope="col" className={`px-5 py-2 font-normal ${index === 0 ? 'text-left' : 'text-right'}`}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tierPrices(endpoint, now).map(({ tier, nanoUsdPerMillionTokens: { input, output } }) => (
            <tr key={tier}>
              <th scope="row" className="border-t border-line px-5 py-2.5 text-left font-normal text-ink-muted">
                {WORDS[tier]}
              </th>
              {[input, output].map((nanoUsd, index) => (
                <td key={index === 0 ? 'input' : 'output'} className="border-t border-line px-5 py-2.5 text-right tabular-nums">
                  {nanoUsd === undefined ? '–' : <Money nanoUsd={nanoUsd} exact />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
