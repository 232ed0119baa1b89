import { unitNoun, type BilledUnit } from '@modelhub/core/billed-unit';
import type { TokenComponent } from '@modelhub/core/token-usage';
import { formatCount, formatDay, formatMoneyExact } from '@modelhub/ui/format';
import { formatUnitPrice } from '#src/features/catalog/unit-price.ts';
import type { RequestDetail } from '../server/request-detail.ts';

const WORDS = {
  input: 'Input',
  cachedInput: 'Input from cache',
  cacheWrite5m: 'Written to cache, 5 min',
  cacheWrite1h: 'Written to cache, 1 h',
  output: 'Output',
  reasoning: 'of it reasoning',
  audioInput: 'Audio input',
  audioOutput: 'Audio output',
  imageInput: 'Image input',
  imageOutput: 'Image output',
  units: 'Units',
} as const satisfies Record<TokenComponent, string>;

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function priceText(price: bigint | null, unit: BilledUnit | null): string {
  if (price === null) return '–';
  return unit === null ? formatMoneyExact(price) : formatUnitPrice(price, unit);
}

function percent(basisPoints: number): string {
  return `${basisPoints / 100}\u00a0%`;
}

/** Tokens by component with the price of each, and what became of it: enough to add the cost up by hand. */
export function RequestTokens({ detail }: { readonly detail: RequestDetail }) {
  const { tokens, unit, markupBasisPoints, costNanoUsd, corrections } = detail;
  return (
    <section aria-label="Tokens">
      <h3 className="text-sm font-medium">Tokens</h3>
      <table className="mt-2 w-full text-sm">
        <thead className="text-xs text-ink-subtle">
          <tr>
            <th scope="col" className="py-1.5 text-left font-normal">
              Component
            </th>
            <th scope="col" className="py-1.5 text-right font-normal">
              Count
            </th>
            <th scope="col" className="py-1.5 text-right font-normal">
              Provider price, 1 M
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ component, count, priceNanoUsdPerMillionTokens: price }) => (
            <tr key={component}>
              <th scope="row" className={`border-t border-line py-1.5 text-left font-normal ${component === 'reasoning' ? 'pl-3 text-ink-muted' : ''}`}>
                {component === 'units' ? capitalized(unitNoun(unit, 2)) : WORDS[component]}
              </th>
              <td className="border-t border-line py-1.5 text-right tabular-nums">{formatCount(count)}</td>
              <td className="border-t border-line py-1.5 text-right text-ink-muted tabular-nums">{priceText(price, component === 'units' ? unit : null)}</td>
            </tr>
          ))}
          {tokens.length === 0 ? (
            <tr>
              <td colSpan={3} className="border-t border-line py-1.5 text-ink-muted">
                Nothing was counted.
              </td>
            </tr>
          ) : null}
          <Sum label={`Charged, with our ${percent(markupBasisPoints)}`} value={formatMoneyExact(costNanoUsd)} />
          {corrections.map((correction) => (
            <Sum
              key={correction.id}
              label={`Corrected ${formatDay(correction.at.getTime())}: ${correction.reason.replaceAll('_', ' ')}`}
              value={formatMoneyExact(correction.costNanoUsd)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sum({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <tr>
      <th scope="row" colSpan={2} className="border-t border-line py-1.5 text-left font-normal">
        {label}
      </th>
      <td className="border-t border-line py-1.5 text-right font-medium tabular-nums">{value}</td>
    </tr>
  );
}
