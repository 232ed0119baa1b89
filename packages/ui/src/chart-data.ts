import { formatCount, formatDay, formatDuration, formatMoney, formatMoneyExact, formatTokens, formatUtc } from './format.ts';

export type ChartUnit = 'usd' | 'tokens' | 'requests' | 'ms';

export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  /** A CSS colour; `dataColor(model)` keeps a model's colour on every chart. */
  readonly color: string;
  /** Whole numbers: nano-USD, tokens, requests or milliseconds. */
  readonly values: readonly (number | bigint)[];
}

interface UnitFormat {
  readonly tick: (position: number) => string;
  readonly full: (value: bigint | number) => string;
  /** To the last digit: what the table shows. */
  readonly exact: (value: bigint | number) => string;
}

/** How each unit is written on the axis and in full. A tick is a position that the chart chose, not an amount of anybody's. */
export const CHART_UNITS = {
  usd: {
    tick: (position) => formatMoney(BigInt(Math.round(position))),
    full: (value) => formatMoney(BigInt(value)),
    exact: (value) => formatMoneyExact(BigInt(value)),
  },
  tokens: { tick: formatTokens, full: formatTokens, exact: formatCount },
  requests: { tick: formatTokens, full: formatCount, exact: formatCount },
  ms: { tick: formatDuration, full: (value) => formatDuration(Number(value)), exact: (value) => `${formatCount(value)} ms` },
} as const satisfies Record<ChartUnit, UnitFormat>;

export function bucketLabel(atMs: number, granularity: 'minute' | 'hour' | 'day'): string {
  if (granularity === 'day') return formatDay(atMs);
  return formatUtc(atMs).slice(11, 16);
}

/** The bucket in full, for a hover or a table. */
export function bucketTitle(atMs: number, granularity: 'minute' | 'hour' | 'day'): string {
  if (granularity === 'day') return formatDay(atMs, { year: true });
  return `${formatDay(atMs)}, ${formatUtc(atMs).slice(11, 16)} UTC`;
}

/** Rows for the chart: bar heights only, so plain numbers are enough. What is read as text comes from the original values. */
export function toDatums(input: {
  readonly bucketsMs: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly previous: readonly (number | bigint)[] | undefined;
}): Record<string, number>[] {
  return input.bucketsMs.map((atMs, at) => {
    const datum: Record<string, number> = { atMs };
    for (const [index, one] of input.series.entries()) datum[`s${index}`] = Number(one.values[at] ?? 0);
    if (input.previous !== undefined) datum['previous'] = Number(input.previous[at] ?? 0);
    return datum;
  });
}
