import { OWN_KEY_PRICE } from '@modelhub/catalog/price';
import type { BilledUnit } from '@modelhub/core/billed-unit';
import { rowsFromPrisma } from '@modelhub/db/query-rows';
import type { TenantClient } from '@modelhub/db/tenant';
import { resolvePeriod } from '#src/features/usage/period.ts';
import { requireOwned } from '#src/features/usage/server/owned-filter.ts';
import { eventIdOf, firstEventIdAt, generationIdOf } from '../generation-id.ts';
import { isNarrowed, type RequestsInput } from '../requests-query.ts';

export interface RequestRow {
  readonly id: string;
  readonly at: Date;
  readonly model: string;
  readonly provider: string;
  readonly key: { readonly id: string; readonly name: string };
  readonly stream: boolean;
  readonly outcome: string;
  readonly statusCode: number;
  readonly errorCode: string | null;
  readonly estimated: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** What is billed and is no token. */
  readonly units: number;
  readonly unit: BilledUnit | null;
  /** On the organization's own key of the provider, which bills it. */
  readonly isOwnKey: boolean;
  /** With its corrections. */
  readonly costNanoUsd: bigint;
  readonly durationMs: number;
  readonly timeToFirstMs: number | null;
}

export interface RequestPage {
  /** The newest first. */
  readonly rows: readonly RequestRow[];
  /** Where the next older page begins; null at the end. */
  readonly olderThan: string | null;
  /** Where the next newer page ends; null on the newest. */
  readonly newerThan: string | null;
  /** Filters that match little are not searched to the end of the ledger at once: so far back this page has looked. */
  readonly searchedBackTo: Date | null;
}

export interface ReadRequests extends RequestsInput {
  readonly organizationId: string;
  readonly nowMs: number;
  readonly size: number;
}

/** So many rows of the ledger a filtered page looks at; some tens of milliseconds. */
const SCAN_MAX = 20_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface EventRow {
  readonly event_id: string;
  readonly occurred_at: Date;
  readonly model: string;
  readonly provider: string;
  readonly key_id: string;
  readonly key_name: string | null;
  readonly stream: boolean;
  readonly outcome: string;
  readonly status_code: number;
  readonly error_code: string | null;
  readonly usage_source: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly units: number;
  readonly unit: BilledUnit | null;
  readonly price_id: string;
  readonly cost: bigint;
  readonly duration_ms: number;
  readonly time_to_first_ms: number | null;
}

/** Walks the primary key from the cursor on, in one direction, and takes what the filters let through: no page costs more for being far back. */
export function pageSql(direction: 'older' | 'newer'): string {
  const order = direction === 'older' ? 'DESC' : 'ASC';
  return `
    WITH scanned AS MATERIALIZED (
      SELECT event_id, model, key_id, project_id, outcome, status_code, stream, attempts FROM usage_events
      WHERE organization_id = $1 AND event_id > $2::uuid AND event_id < $3::uuid
      ORDER BY event_id ${order} LIMIT $4
    ), matched AS (
      SELECT event_id FROM scanned
      WHERE ($5::text IS NULL OR model = $5) AND ($6::text IS NULL OR key_id = $6) AND ($7::text IS NULL OR project_id = $7)
        AND ($8::text IS NULL OR outcome = $8) AND status_code BETWEEN $9::int AND $10::int AND ($11::boolean IS NULL OR stream = $11)
        AND ($13::boolean IS NULL OR (attempts > 1) = $13)
        AND ($14::text IS NULL OR EXISTS (SELECT FROM request_decisions d WHERE d.organization_id = $1 AND d.event_id = scanned.event_id
          AND d.document #>> '{policy,name}' = $14 AND ($15::text IS NULL OR d.document #>> '{policy,step}' = $15)))
      ORDER BY event_id ${order} LIMIT $12
    )
    SELECT e.event_id, e.occurred_at, e.model, e.provider, e.key_id, k.name AS key_name, e.stream, e.outcome, e.status_code, e.error_code,
      e.usage_source, e.input + e.cached_input + e.cache_write_5m + e.cache_write_1h + e.audio_input + e.image_input AS prompt_tokens,
      e.output + e.audio_output + e.image_output AS completion_tokens, e.units, p.unit, e.price_id, e.duration_ms, e.time_to_first_ms,
      (e.cost_nano_usd + coalesce((SELECT sum(c.cost_nano_usd) FROM usage_corrections c
        WHERE c.organization_id = e.organization_id AND c.event_id = e.event_id), 0))::int8 AS cost
    FROM matched JOIN usage_events e ON e.organization_id = $1 AND e.event_id = matched.event_id
      LEFT JOIN prices p ON p.id = e.price_id
      LEFT JOIN api_keys k ON k.organization_id = e.organization_id AND k.id = e.key_id
    ORDER BY e.event_id ${order}`;
}

const SCAN_END = `
  SELECT event_id FROM usage_events WHERE organization_id = $1 AND event_id > $2::uuid AND event_id < $3::uuid
  ORDER BY event_id DESC OFFSET $4 - 1 LIMIT 1`;

function statusRange(status: RequestsInput['status']): readonly [number, number] {
  if (status === '4xx') return [400, 499];
  return status === '5xx' ? [500, 599] : [0, 999];
}

function outcomeOf(status: RequestsInput['status']): string | null {
  return status === '4xx' || status === '5xx' ? null : status;
}

/** One page of the ledger, by event id, which is by time. Foreign keys and projects are not found. */
export async function readRequests(tx: TenantClient, input: ReadRequests): Promise<RequestPage> {
  await requireOwned(tx, {
    organizationId: input.organizationId,
    keys: input.keyId === null ? [] : [input.keyId],
    projects: input.projectId === null ? [] : [input.projectId],
  });
  const direction = input.after === null ? 'older' : 'newer';
  const sinceMs = input.since === null ? null : resolvePeriod({ range: input.since, from: '', to: '', bucket: null }, input.nowMs).fromMs;
  const oldest = sinceMs === null ? LOWEST_ID : firstEventIdAt(sinceMs);
  const [above, below] =
    direction === 'older' ? [oldest, input.before === null ? HIGHEST_ID : eventIdOf(input.before)] : [eventIdOf(input.after ?? ''), HIGHEST_ID];
  const scanMax = isNarrowed({ ...input, since: null }) ? SCAN_MAX : input.size + 1;
  const query = rowsFromPrisma(tx);
  const rows = await query<EventRow>(pageSql(direction), [
    input.organizationId,
    above > oldest ? above : oldest,
    below,
    scanMax,
    input.model,
    input.keyId,
    input.projectId,
    outcomeOf(input.status),
    ...statusRange(input.status),
    input.stream,
    input.size + 1,
    input.fallback,
    input.policy,
    input.step,
  ]);
  const more = rows.length > input.size;
  const page = rows.slice(0, input.size).map(rowOf);
  if (direction === 'newer') {
    page.reverse();
    return { rows: page, olderThan: page.at(-1)?.id ?? null, newerThan: more ? (page[0]?.id ?? null) : null, searchedBackTo: null };
  }
  const newerThan = input.before === null ? null : (page[0]?.id ?? null);
  if (more) return { rows: page, olderThan: page.at(-1)?.id ?? null, newerThan, searchedBackTo: null };
  const [end] = scanMax === SCAN_MAX ? await query<{ event_id: string }>(SCAN_END, [input.organizationId, above, below, SCAN_MAX]) : [];
  if (end === undefined) return { rows: page, olderThan: null, newerThan, searchedBackTo: null };
  return { rows: page, olderThan: generationIdOf(end.event_id), newerThan, searchedBackTo: timeOf(end.event_id) };
}

function timeOf(eventId: string): Date {
  return new Date(Number.parseInt(eventId.replaceAll('-', '').slice(0, 12), 16));
}

function rowOf(row: EventRow): RequestRow {
  return {
    id: generationIdOf(row.event_id),
    at: row.occurred_at,
    model: row.model,
    provider: row.provider,
    key: { id: row.key_id, name: row.key_name ?? row.key_id },
    stream: row.stream,
    outcome: row.outcome,
    statusCode: row.status_code,
    errorCode: row.error_code,
    estimated: row.usage_source === 'estimated' || row.usage_source === 'checkpoint',
    promptTokens: row.prompt_tokens,
    completionTokens: row.completion_tokens,
    units: row.units,
    unit: row.unit,
    isOwnKey: row.price_id === OWN_KEY_PRICE.id,
    costNanoUsd: BigInt(row.cost),
    durationMs: row.duration_ms,
    timeToFirstMs: row.time_to_first_ms,
  };
}
