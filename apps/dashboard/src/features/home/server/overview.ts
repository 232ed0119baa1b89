import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';
import { bucketStarts, usageSeries, usageTotals } from '@modelhub/metering/usage-queries';
import { readRequests, type RequestRow } from '#src/features/requests/server/request-log.ts';
import { figuresOf, type Figures } from '#src/features/usage/figures.ts';
import { resolvePeriod, type Span } from '#src/features/usage/period.ts';
import { requireOwned } from '#src/features/usage/server/owned-filter.ts';

const RECENT_REQUESTS = 8;
/** A median needs the requests themselves; this many of the newest are one short walk along the primary key. */
const LATENCY_SAMPLE_MAX = 1_000;

export interface Latency {
  readonly durationMsP50: number;
  readonly timeToFirstMsP50: number | null;
  /** Of so many completed requests, the newest. */
  readonly requests: number;
}

export interface Overview {
  readonly month: Figures;
  /** The month before, until the same moment in it. */
  readonly monthBefore: Figures;
  /** Spend by UTC day, the last 30 days and the 30 before. */
  readonly days: { readonly startsMs: readonly number[]; readonly cost: readonly bigint[]; readonly costBefore: readonly bigint[] };
  /** Null before the first completed request. */
  readonly latency: Latency | null;
  readonly recent: readonly RequestRow[];
  /** Whether this organization has ever used its keys, in whatever project. */
  readonly started: boolean;
}

export interface ReadOverview {
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly nowMs: number;
}

const LATENCY = `
  SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_ms) AS duration, percentile_disc(0.5) WITHIN GROUP (ORDER BY time_to_first_ms) AS first,
    count(*)::int AS requests
  FROM (SELECT outcome, project_id, duration_ms, time_to_first_ms FROM usage_events WHERE organization_id = $1 ORDER BY event_id DESC LIMIT $2) newest
  WHERE outcome = 'completed' AND ($3::text IS NULL OR project_id = $3)`;

/** What the first page of the product shows, in one transaction. */
export async function readOverview(tx: TenantClient, { organizationId, projectId, nowMs }: ReadOverview): Promise<Overview> {
  const projects = projectId === null ? [] : [projectId];
  await requireOwned(tx, { organizationId, projects });
  const query = rowsFromPrisma(tx);
  const totals = async (span: Span) => figuresOf(await usageTotals(query, { organizationId, ...span, projectIds: projects }));
  const month = resolvePeriod({ range: 'month', from: '', to: '', bucket: 'day' }, nowMs);
  const days = resolvePeriod({ range: '30d', from: '', to: '', bucket: 'day' }, nowMs);
  const byDay = async (span: Span) => {
    const points = await usageSeries(query, { organizationId, ...span, projectIds: projects }, { bucket: 'day' });
    const costs = new Map(points.map((point) => [point.bucketStartMs, point.costNanoUsd]));
    return bucketStarts(span, 'day').map((start) => costs.get(start) ?? 0n);
  };
  const all = { model: null, keyId: null, status: null, stream: null, fallback: null, policy: null, step: null, since: null, before: null, after: null };
  const recent = await readRequests(tx, { ...all, projectId, organizationId, nowMs, size: RECENT_REQUESTS });
  const [latency] = await query<{ duration: number | null; first: number | null; requests: number }>(LATENCY, [organizationId, LATENCY_SAMPLE_MAX, projectId]);
  return {
    month: await totals(month),
    monthBefore: await totals(month.previous),
    days: { startsMs: bucketStarts(days, 'day'), cost: await byDay(days), costBefore: await byDay(days.previous) },
    latency:
      latency === undefined || latency.duration === null
        ? null
        : { durationMsP50: latency.duration, timeToFirstMsP50: latency.first, requests: latency.requests },
    recent: recent.rows,
    started: recent.rows.length > 0 || (await tx.usageEvent.findFirst({ where: { organizationId }, select: { eventId: true } })) !== null,
  };
}
