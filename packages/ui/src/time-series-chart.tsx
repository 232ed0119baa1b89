'use client';

import { useMemo, useState } from 'react';
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { Button } from './button.tsx';
import { ChartTable, ChartTooltip } from './chart-parts.tsx';
import { CHART_UNITS, bucketLabel, toDatums, type ChartSeries, type ChartUnit } from './chart-data.ts';

export type { ChartSeries, ChartUnit };

const DAY_MS = 86_400_000;
const HOURS_LABELLED_MAX = 48;

export interface TimeSeriesChartProps {
  /** The question, for assistive technology and the table; `ChartCard` shows it to the eye. */
  readonly title: string;
  readonly unit: ChartUnit;
  /** Starts of the buckets, in milliseconds since the epoch, UTC. */
  readonly bucketsMs: readonly number[];
  readonly granularity: 'minute' | 'hour' | 'day';
  /** Stacked from the bottom in this order. Values run parallel to `bucketsMs`; money is nano-USD. */
  readonly series: readonly ChartSeries[];
  /** Totals of the period before, parallel to `bucketsMs`, as a quiet line. */
  readonly previous?: readonly (number | bigint)[] | undefined;
  readonly heightPx?: number | undefined;
  /** Charts with the same id show their hover at the same moment. */
  readonly syncId?: string | undefined;
  /** Whether the table stands in place of the chart, where the page keeps that (in its URL); else the chart does. */
  readonly asTable?: boolean | undefined;
  readonly onAsTableChange?: ((asTable: boolean) => void) | undefined;
}

function SeriesSum({ series, unit }: { readonly series: ChartSeries; readonly unit: ChartUnit }) {
  const sum = series.values.reduce<bigint>((total, value) => total + BigInt(value), 0n);
  return (
    <span title={CHART_UNITS[unit].exact(sum)} className="text-ink-subtle tabular-nums">
      {CHART_UNITS[unit].full(sum)}
    </span>
  );
}

/** A sum over time, stacked by series and from zero. It has the same figures as a table for those who cannot see it. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { title, unit, bucketsMs, granularity, series, previous, heightPx = 240, syncId } = props;
  const [ownAsTable, setOwnAsTable] = useState(false);
  const asTable = props.asTable ?? ownAsTable;
  const datums = useMemo(() => toDatums({ bucketsMs, series, previous }), [bucketsMs, series, previous]);
  const format = CHART_UNITS[unit];
  // Hours of many days are told apart by their days: a mark at each midnight.
  const midnights = granularity === 'hour' && bucketsMs.length > HOURS_LABELLED_MAX ? bucketsMs.filter((atMs) => atMs % DAY_MS === 0) : undefined;
  const tick = (atMs: number) => bucketLabel(atMs, midnights === undefined ? granularity : 'day');

  return (
    <figure aria-label={title}>
      {asTable ? null : (
        <div style={{ height: heightPx }}>
          <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: heightPx }}>
            <ComposedChart data={datums} margin={{ top: 6, right: 2, bottom: 0, left: 0 }} barCategoryGap="18%" {...(syncId === undefined ? {} : { syncId })}>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="atMs"
                tickFormatter={tick}
                {...(midnights === undefined ? {} : { ticks: midnights })}
                tickLine={false}
                axisLine={{ stroke: 'var(--line-strong)' }}
                minTickGap={44}
                tick={{ fill: 'var(--ink-subtle)', fontSize: 12 }}
                tickMargin={8}
              />
              <YAxis
                width={56}
                domain={[0, 'auto']}
                allowDecimals={unit === 'usd'}
                tickFormatter={format.tick}
                tickLine={false}
                axisLine={false}
                tick={{ fill: 'var(--ink-subtle)', fontSize: 12 }}
                tickCount={4}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={{ fill: 'var(--hover)', opacity: 0.6 }}
                content={({ active, label }) =>
                  active && label !== undefined ? (
                    <ChartTooltip atMs={Number(label)} granularity={granularity} bucketsMs={bucketsMs} series={series} previous={previous} unit={unit} />
                  ) : null
                }
              />
              {series.map((one, index) => (
                <Bar
                  key={one.key}
                  dataKey={`s${index}`}
                  name={one.label}
                  stackId="all"
                  fill={one.color}
                  stroke="var(--surface)"
                  strokeWidth={series.length > 1 ? 0.75 : 0}
                  maxBarSize={40}
                  isAnimationActive={false}
                  {...(index === series.length - 1 ? { radius: [2, 2, 0, 0] as [number, number, number, number] } : {})}
                />
              ))}
              {previous === undefined ? null : (
                <Line
                  dataKey="previous"
                  name="Period before"
                  stroke="var(--ink-subtle)"
                  strokeWidth={1.25}
                  strokeDasharray="3 4"
                  dot={false}
                  activeDot={false}
                  isAnimationActive={false}
                />
              )}
            </ComposedChart>
          </ResponsiveContainer>
        </div>
      )}
      <ChartTable title={title} granularity={granularity} bucketsMs={bucketsMs} series={series} previous={previous} unit={unit} visible={asTable} />
      <figcaption className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1.5">
        {series.map((one) => (
          <span key={one.key} className="inline-flex items-center gap-1.5 text-xs text-ink-muted">
            <span aria-hidden className="size-2.5 rounded-xs" style={{ background: one.color }} />
            {one.label}
            <SeriesSum series={one} unit={unit} />
          </span>
        ))}
        {previous === undefined ? null : (
          <span className="inline-flex items-center gap-1.5 text-xs text-ink-subtle">
            <svg aria-hidden width="14" height="2">
              <line x1="0" y1="1" x2="14" y2="1" stroke="currentColor" strokeDasharray="3 3" />
            </svg>
            Period before
          </span>
        )}
        <Button variant="ghost" size="sm" className="ml-auto" aria-pressed={asTable} onClick={() => (props.onAsTableChange ?? setOwnAsTable)(!asTable)}>
          {asTable ? 'Show chart' : 'Show table'}
        </Button>
      </figcaption>
    </figure>
  );
}
