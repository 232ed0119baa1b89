import { CHART_UNITS, bucketTitle, type ChartSeries, type ChartUnit } from './chart-data.ts';
import { cx } from './cx.ts';

interface ChartFigures {
  readonly granularity: 'minute' | 'hour' | 'day';
  readonly bucketsMs: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly previous: readonly (number | bigint)[] | undefined;
  readonly unit: ChartUnit;
}

function totalAt(series: readonly ChartSeries[], at: number): bigint {
  return series.reduce<bigint>((sum, one) => sum + BigInt(one.values[at] ?? 0), 0n);
}

/** What the hover shows: the bucket, each series that is not zero from the top down, the sum, and the period before. */
export function ChartTooltip({ atMs, granularity, bucketsMs, series, previous, unit }: ChartFigures & { readonly atMs: number }) {
  const at = bucketsMs.indexOf(atMs);
  const { full } = CHART_UNITS[unit];
  const shown = series.filter((one) => BigInt(one.values[at] ?? 0) !== 0n).toReversed();
  return (
    <div className="min-w-44 rounded-lg bg-raised p-3 text-xs text-ink shadow-float">
      <p className="mb-2 text-ink-muted">{bucketTitle(atMs, granularity)}</p>
      {shown.map((one) => (
        <p key={one.key} className="flex items-center gap-2 py-0.5">
          <span aria-hidden className="size-2.5 rounded-xs" style={{ background: one.color }} />
          <span className="min-w-0 flex-1 truncate">{one.label}</span>
          <span className="tabular-nums">{full(one.values[at] ?? 0)}</span>
        </p>
      ))}
      {shown.length === 1 ? null : (
        <p className={cx('flex justify-between gap-4 font-medium', shown.length > 0 && 'mt-1.5 border-t border-line pt-1.5')}>
          <span>Total</span>
          <span className="tabular-nums">{full(totalAt(series, at))}</span>
        </p>
      )}
      {previous === undefined ? null : (
        <p className="mt-1 flex justify-between gap-4 text-ink-subtle">
          <span>Period before</span>
          <span className="tabular-nums">{full(previous[at] ?? 0)}</span>
        </p>
      )}
    </div>
  );
}

/** The same figures as a table: always there for screen readers, and for everyone on request. Exact, where the chart is to read. */
export function ChartTable({
  title,
  visible,
  granularity,
  bucketsMs,
  series,
  previous,
  unit,
}: ChartFigures & { readonly title: string; readonly visible: boolean }) {
  const { exact } = CHART_UNITS[unit];
  return (
    <div className={visible ? 'max-h-96 overflow-auto' : 'sr-only'} {...(visible ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}>
      <table className="w-full text-xs">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-surface text-ink-subtle">
          <tr>
            <th scope="col" className="py-1.5 text-left font-normal">
              Time (UTC)
            </th>
            {series.map((one) => (
              <th key={one.key} scope="col" className="py-1.5 pl-4 text-right font-normal">
                {one.label}
              </th>
            ))}
            {previous === undefined ? null : (
              <th scope="col" className="py-1.5 pl-4 text-right font-normal">
                Period before
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {bucketsMs.map((atMs, at) => (
            <tr key={atMs}>
              <th scope="row" className="border-t border-line py-1.5 text-left font-normal whitespace-nowrap">
                {bucketTitle(atMs, granularity)}
              </th>
              {series.map((one) => (
                <td key={one.key} className="border-t border-line py-1.5 pl-4 text-right tabular-nums">
                  {exact(one.values[at] ?? 0)}
                </td>
              ))}
              {previous === undefined ? null : (
                <td className="border-t border-line py-1.5 pl-4 text-right text-ink-subtle tabular-nums">{exact(previous[at] ?? 0)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
