import { hourStartMs } from '@modelhub/core/clock';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type pg from 'pg';
import type { UsageEventSettled } from '../usage-event.ts';

/** The primary key of a rollup row, but for the organization and the hour. */
export interface RollupKey {
  readonly organizationId: string;
  /** Start of the UTC hour, ms since the epoch. */
  readonly hourMs: number;
  readonly projectId: string;
  readonly keyId: string;
  readonly model: string;
  readonly provider: string;
}

/** The counted columns of the ledger and of its rollup, by component. */
export const USAGE_COLUMNS = {
  input: 'input',
  cachedInput: 'cached_input',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  output: 'output',
  reasoning: 'reasoning',
  audioInput: 'audio_input',
  audioOutput: 'audio_output',
  imageInput: 'image_input',
  imageOutput: 'image_output',
  units: 'units',
} as const satisfies Record<keyof TokenUsage, string>;

const COMPONENTS = Object.keys(USAGE_COLUMNS) as (keyof TokenUsage)[];

/** Every summed column of the rollup. */
export const MEASURES = ['requests', 'failed_requests', 'estimated_requests', ...Object.values(USAGE_COLUMNS), 'cost_nano_usd', 'duration_ms_sum'] as const;
type Measure = (typeof MEASURES)[number];

/** What is added to one rollup row. */
export interface RollupDelta extends RollupKey {
  readonly measures: Record<Measure, bigint>;
}

/** An event that failed on our side: the customer got an error of the 5xx family or half an answer. */
export function isFailed(event: Pick<UsageEventSettled, 'outcome' | 'statusCode'>): boolean {
  return event.outcome === 'truncated' || event.outcome === 'interrupted' || event.statusCode >= 500;
}

/** `isFailed` over a row of usage_events. */
export const IS_FAILED_SQL = `(outcome IN ('truncated', 'interrupted') OR status_code >= 500)`;
/** Events whose counts are not the provider's own. */
export const IS_ESTIMATED_SQL = `(usage_source IN ('estimated', 'checkpoint'))`;

function isEstimated(event: Pick<UsageEventSettled, 'usageSource'>): boolean {
  return event.usageSource === 'estimated' || event.usageSource === 'checkpoint';
}

/** Sums events by rollup row. The answer is in the order of the primary key, so that writers lock rows in one order. */
export function rollupOf(events: readonly UsageEventSettled[]): RollupDelta[] {
  const rows = new Map<string, RollupDelta>();
  for (const event of events) {
    const key: RollupKey = {
      organizationId: event.organizationId,
      hourMs: hourStartMs(event.openedAtMs),
      projectId: event.projectId,
      keyId: event.keyId,
      model: event.model,
      provider: event.provider,
    };
    const id = sortKey(key);
    const row = rows.get(id) ?? { ...key, measures: zeroMeasures() };
    rows.set(id, row);
    addEvent(row.measures, event);
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function addEvent(measures: Record<Measure, bigint>, event: UsageEventSettled): void {
  measures.requests += 1n;
  if (isFailed(event)) measures.failed_requests += 1n;
  if (isEstimated(event)) measures.estimated_requests += 1n;
  for (const component of COMPONENTS) measures[USAGE_COLUMNS[component]] += BigInt(event.usage[component]);
  measures.cost_nano_usd += event.costNanoUsd;
  measures.duration_ms_sum += BigInt(Math.round(event.durationMs));
}

export function zeroMeasures(): Record<Measure, bigint> {
  return Object.fromEntries(MEASURES.map((measure) => [measure, 0n])) as Record<Measure, bigint>;
}

function sortKey(key: RollupKey): string {
  return JSON.stringify([key.organizationId, key.hourMs, key.projectId, key.keyId, key.model, key.provider]);
}

const measureArrays = MEASURES.map((_, index) => `$${index + 7}::int8[]`).join(', ');
const ADD_TO_ROLLUP = `
  INSERT INTO usage_rollups_hourly AS r
    (organization_id, hour, project_id, key_id, model, provider, ${MEASURES.join(', ')}, updated_at)
  SELECT u.*, now() FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
    ${measureArrays}) AS u
  ON CONFLICT (organization_id, hour, project_id, key_id, model, provider) DO UPDATE SET
    ${MEASURES.map((measure) => `${measure} = r.${measure} + EXCLUDED.${measure}`).join(', ')}, updated_at = now()`;

/** Marks hours as changed: the push sends their new totals. Part of every transaction that changes a rollup. */
const MARK_DIRTY = `
  INSERT INTO stripe_outbox AS o (organization_id, hour, dirty_version, updated_at)
  SELECT u.*, 1, now() FROM unnest($1::text[], $2::timestamptz[]) AS u
  ON CONFLICT (organization_id, hour) DO UPDATE SET dirty_version = o.dirty_version + 1, updated_at = now()`;

/** Adds to the hourly rollup and marks the hours for the push, within the caller's transaction. */
export async function addToRollup(client: pg.ClientBase, deltas: readonly RollupDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  await client.query(ADD_TO_ROLLUP, [
    deltas.map((row) => row.organizationId),
    deltas.map((row) => new Date(row.hourMs).toISOString()),
    deltas.map((row) => row.projectId),
    deltas.map((row) => row.keyId),
    deltas.map((row) => row.model),
    deltas.map((row) => row.provider),
    ...MEASURES.map((measure) => deltas.map((row) => row.measures[measure].toString())),
  ]);
  await markDirty(client, deltas);
}

/** Each organization and hour once, in the order of the outbox's primary key. */
export async function markDirty(client: pg.ClientBase, touched: readonly Pick<RollupKey, 'organizationId' | 'hourMs'>[]): Promise<void> {
  const hours = new Map(touched.map((row) => [`${row.organizationId} ${String(row.hourMs).padStart(16, '0')}`, row]));
  const sorted = [...hours.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await client.query(MARK_DIRTY, [sorted.map((row) => row.organizationId), sorted.map((row) => new Date(row.hourMs).toISOString())]);
}
