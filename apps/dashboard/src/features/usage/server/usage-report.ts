import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';
import { bucketStarts, usageSeries, type UsageFilter, type UsagePoint } from '@modelhub/metering/usage-queries';
import { addFigures, emptySeries, figuresOf, NO_FIGURES, type Figures, type SeriesFigures } from '../figures.ts';
import { resolvePeriod, type Bucket, type Period, type Span } from '../period.ts';
import { foldGroups, type UsageGroupReport } from '../usage-groups.ts';
import type { UsageInput } from '../usage-query.ts';
import { requireOwned } from './owned-filter.ts';

/** More than any chart can tell apart; the rest is summed, so that nothing is missing from the totals. */
const GROUPS_MAX = 40;
const SIZE_MS = { hour: 3_600_000, day: 86_400_000 } as const;

export interface UsageReport {
  readonly period: Period;
  readonly bucketsMs: readonly number[];
  readonly totals: Figures;
  readonly previousTotals: Figures;
  /** Totals of the period before, laid under the buckets of this one. */
  readonly previous: SeriesFigures;
  /** The dearest first. */
  readonly groups: readonly UsageGroupReport[];
  readonly groupCount: number;
}

export interface ReadUsage extends UsageInput {
  readonly organizationId: string;
  readonly nowMs: number;
}

export function usageFilter(input: ReadUsage, span: Span): UsageFilter {
  const { organizationId, keys, projects, models } = input;
  return { organizationId, fromMs: span.fromMs, toMs: span.toMs, keyIds: keys, projectIds: projects, models };
}

/** The figures of the usage page. Everything comes from the hourly rollup, as sums of integers. Foreign ids are not found. */
export async function usageReport(tx: TenantClient, input: ReadUsage): Promise<UsageReport> {
  await requireOwned(tx, input);
  const period = resolvePeriod(input, input.nowMs);
  const { bucket } = period;
  const query = rowsFromPrisma(tx);
  const points = await usageSeries(query, usageFilter(input, period), { bucket, groupBy: input.by });
  const before = await usageSeries(query, usageFilter(input, period.previous), { bucket });
  const bucketsMs = bucketStarts(period, bucket);
  const axis = { bucket, length: bucketsMs.length };
  const groups = groupsOf(points, bucketsMs[0] ?? 0, axis);
  return {
    period,
    bucketsMs,
    totals: sumOf(points),
    previousTotals: sumOf(before),
    previous: seriesOf(before, bucketStarts(period.previous, bucket)[0] ?? 0, axis),
    groups: folded(groups, bucketsMs.length),
    groupCount: groups.length,
  };
}

interface Axis {
  readonly bucket: Bucket;
  readonly length: number;
}

function sumOf(points: readonly UsagePoint[]): Figures {
  return points.reduce((sum, point) => addFigures(sum, figuresOf(point)), NO_FIGURES);
}

function seriesOf(points: readonly UsagePoint[], startMs: number, axis: Axis): SeriesFigures {
  const series = emptySeries(axis.length);
  for (const point of points) {
    const at = (point.bucketStartMs - startMs) / SIZE_MS[axis.bucket];
    if (at < 0 || at >= axis.length) continue;
    const { cost, tokens, requests } = figuresOf(point);
    series.cost[at] = (series.cost[at] ?? 0n) + cost;
    series.tokens[at] = (series.tokens[at] ?? 0n) + tokens;
    series.requests[at] = (series.requests[at] ?? 0n) + requests;
  }
  return series;
}

function groupsOf(points: readonly UsagePoint[], startMs: number, axis: Axis): UsageGroupReport[] {
  const groups = Map.groupBy(points, (point) => point.group);
  return [...groups.entries()]
    .map(([id, own]) => ({ id, ...sumOf(own), series: seriesOf(own, startMs, axis) }))
    .sort((a, b) => (a.cost === b.cost ? Number(b.requests - a.requests) : a.cost < b.cost ? 1 : -1));
}

function folded(groups: readonly UsageGroupReport[], length: number): UsageGroupReport[] {
  const rest = groups.slice(GROUPS_MAX);
  if (rest.length === 0) return [...groups];
  return [...groups.slice(0, GROUPS_MAX), foldGroups(rest, length)];
}
