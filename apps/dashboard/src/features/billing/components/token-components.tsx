import type { StatementLine, StatementUsage } from '@modelhub/billing/statement';
import { unitNoun } from '@modelhub/core/billed-unit';
import { formatCount, formatTokens } from '@modelhub/ui/format';

const LABELS = {
  input: 'input',
  cachedInput: 'cached input',
  cacheWrite5m: 'cache write (5 min)',
  cacheWrite1h: 'cache write (1 h)',
  output: 'output',
  reasoning: 'reasoning, in output',
  audioInput: 'audio in',
  audioOutput: 'audio out',
  imageInput: 'image in',
  imageOutput: 'image out',
  units: 'units',
} as const satisfies Record<keyof StatementUsage, string>;

/** What a line counted, by component; what was not used is left out. The exact count on hover. */
export function TokenComponents({ line: { usage, unit } }: { readonly line: Pick<StatementLine, 'usage' | 'unit'> }) {
  const nounOf = (component: keyof StatementUsage): string => (component === 'units' ? unitNoun(unit, usage.units) : 'tokens');
  const used = (Object.keys(LABELS) as (keyof StatementUsage)[]).filter((component) => usage[component] > 0n);
  if (used.length === 0) return <p className="text-xs text-ink-subtle">no tokens</p>;
  return (
    <dl className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink-subtle">
      {used.map((component) => (
        <div key={component} className="flex gap-1" title={`${formatCount(usage[component])} ${nounOf(component)}`}>
          <dt>{component === 'units' ? nounOf(component) : LABELS[component]}</dt>
          <dd className="text-ink-muted tabular-nums">{formatTokens(usage[component])}</dd>
        </div>
      ))}
    </dl>
  );
}
