import { hourStartMs } from '@modelhub/core/clock';

export const RANGES = ['24h', '7d', '30d', 'month', 'custom'] as const;
export type Range = (typeof RANGES)[number];

export type Bucket = 'hour' | 'day';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CUSTOM_DAYS_MAX = 366;
/** Past this many bars of an hour a chart says nothing any more. */
const HOURLY_DAYS_MAX = 31;

export interface PeriodQuery {
  readonly range: Range;
  /** First and last UTC day of a custom range, `2026-11-23`; both are part of it. */
  readonly from: string;
  readonly to: string;
  /** Null: the one that suits the length. */
  readonly bucket: Bucket | null;
}

/** Half-open, at whole UTC hours. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Period extends Span {
  readonly bucket: Bucket;
  /** Whether hours can be chosen at all. */
  readonly hourly: boolean;
  /** As long as the period itself and before it: until the same moment, so that the two can be compared. */
  readonly previous: Span;
}

/** The UTC midnight that a day begins with; null for what is no day. */
export function dayMs(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || isoDay(at) !== text ? null : at;
}

export function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function dayStart(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

function monthStart(atMs: number, monthsBefore = 0): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - monthsBefore, 1);
}

function lastDays(days: number, endMs: number, nowMs: number): Span & { previous: Span } {
  const fromMs = dayStart(nowMs) - (days - 1) * DAY_MS;
  return shifted({ fromMs, toMs: endMs }, days * DAY_MS);
}

function shifted(span: Span, byMs: number): Span & { previous: Span } {
  return { ...span, previous: { fromMs: span.fromMs - byMs, toMs: span.toMs - byMs } };
}

function thisMonth(endMs: number, nowMs: number): Span & { previous: Span } {
  const fromMs = monthStart(nowMs);
  const before = monthStart(nowMs, 1);
  return { fromMs, toMs: endMs, previous: { fromMs: before, toMs: Math.min(fromMs, before + endMs - fromMs) } };
}

/** Days in the wrong order are turned round, the future is cut off, and more than a year is cut at its old end. */
function customDays(query: PeriodQuery, endMs: number): (Span & { previous: Span }) | null {
  const [one, other] = [dayMs(query.from), dayMs(query.to)];
  if (one === null || other === null || Math.min(one, other) >= endMs) return null;
  const lastDay = Math.min(Math.max(one, other), dayStart(endMs - 1));
  const firstDay = Math.max(Math.min(one, other), lastDay - (CUSTOM_DAYS_MAX - 1) * DAY_MS);
  const toMs = Math.min(lastDay + DAY_MS, endMs);
  return shifted({ fromMs: firstDay, toMs }, lastDay + DAY_MS - firstDay);
}

function spansOf(query: PeriodQuery, nowMs: number): Span & { previous: Span } {
  // The hour that runs is part of every range: what was just used has to be on the chart.
  const endMs = hourStartMs(nowMs) + HOUR_MS;
  switch (query.range) {
    case '24h':
      return shifted({ fromMs: endMs - DAY_MS, toMs: endMs }, DAY_MS);
    case '7d':
      return lastDays(7, endMs, nowMs);
    case '30d':
      return lastDays(30, endMs, nowMs);
    case 'month':
      return thisMonth(endMs, nowMs);
    case 'custom':
      return customDays(query, endMs) ?? lastDays(30, endMs, nowMs);
  }
}

/** The hours that a range means at this moment, how they are grouped, and what to compare them with. All of it in UTC. */
export function resolvePeriod(query: PeriodQuery, nowMs: number): Period {
  const spans = spansOf(query, nowMs);
  const lengthMs = spans.toMs - spans.fromMs;
  const hourly = lengthMs <= HOURLY_DAYS_MAX * DAY_MS;
  const suits: Bucket = lengthMs <= 2 * DAY_MS ? 'hour' : 'day';
  return { ...spans, hourly, bucket: query.bucket === 'hour' && !hourly ? 'day' : (query.bucket ?? suits) };
}
