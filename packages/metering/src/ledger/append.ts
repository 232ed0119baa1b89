import { inTransaction } from '@modelhub/db/transaction';
import { withRetry } from '@modelhub/db/retry';
import { TOKEN_COMPONENTS, type TokenUsage } from '@modelhub/core/token-usage';
import type pg from 'pg';
import type { UsageEventSettled } from '../usage-event.ts';
import { recordCorrection } from './corrections.ts';
import { keepDecisions } from './keep-decisions.ts';
import { INSERT_USAGE_EVENTS, usageEventArrays } from './ledger-columns.ts';
import { addToRollup, rollupOf } from './rollup.ts';

export interface AppendResult {
  /** New in the ledger, and in the rollup. */
  readonly inserted: number;
  /** The ledger had them. */
  readonly duplicates: number;
  /** Ends that came after the sweeper had closed their event for want of one. */
  readonly corrected: number;
  /** Nobody's: their organization does not exist. Not in the ledger. */
  readonly unknown: readonly UsageEventSettled[];
}

/**
 * Appends settled events to the ledger in one transaction with everything that follows from them: rollup, the mark for the
 * push, why each went where it went, and the keys' last use. Only rows that were really inserted count, so that appending again changes nothing. An error of
 * one row fails them all: see `isRowError`.
 */
export function appendToLedger(pool: pg.Pool, events: readonly UsageEventSettled[]): Promise<AppendResult> {
  return withRetry(() => inTransaction(pool, (client) => append(client, events)));
}

async function append(client: pg.ClientBase, events: readonly UsageEventSettled[]): Promise<AppendResult> {
  const known = await knownOrganizations(client, events);
  // The first end of an event is its end: a journal can hold it twice after a failed write.
  const unique = new Map<string, UsageEventSettled>();
  const unknown: UsageEventSettled[] = [];
  for (const event of events) {
    if (!known.has(event.organizationId)) unknown.push(event);
    else if (!unique.has(event.eventId)) unique.set(event.eventId, event);
  }
  const candidates = [...unique.values()];
  const { rows } = await client.query<{ event_id: string }>(INSERT_USAGE_EVENTS, usageEventArrays(candidates));
  const insertedIds = new Set(rows.map((row) => row.event_id));
  const inserted = candidates.filter((event) => insertedIds.has(event.eventId.toLowerCase()));
  await addToRollup(client, rollupOf(inserted));
  await keepDecisions(client, inserted);
  await touchKeys(client, inserted);
  const late = candidates.filter((event) => !insertedIds.has(event.eventId.toLowerCase()));
  return {
    inserted: inserted.length,
    duplicates: events.length - unknown.length - inserted.length,
    corrected: await correctSwept(client, late),
    unknown,
  };
}

async function knownOrganizations(client: pg.ClientBase, events: readonly UsageEventSettled[]): Promise<Set<string>> {
  const ids = [...new Set(events.map((event) => event.organizationId))];
  const { rows } = await client.query<{ id: string }>('SELECT id FROM organizations WHERE id = ANY($1::text[])', [ids]);
  return new Set(rows.map((row) => row.id));
}

/** A key that somebody edits at this moment is left for the next batch: nobody waits for a time stamp. */
const TOUCH_KEYS = `
  WITH seen AS (SELECT * FROM unnest($1::text[], $2::timestamptz[]) AS s(key_id, at)),
  stale AS (
    SELECT k.id, s.at FROM api_keys k JOIN seen s ON s.key_id = k.id
    WHERE k.last_used_at IS NULL OR k.last_used_at < s.at - interval '10 seconds'
    ORDER BY k.id FOR UPDATE OF k SKIP LOCKED
  )
  UPDATE api_keys SET last_used_at = stale.at FROM stale WHERE api_keys.id = stale.id`;

async function touchKeys(client: pg.ClientBase, inserted: readonly UsageEventSettled[]): Promise<void> {
  const latest = new Map<string, number>();
  for (const { keyId, openedAtMs } of inserted) latest.set(keyId, Math.max(openedAtMs, latest.get(keyId) ?? 0));
  if (latest.size === 0) return;
  await client.query(TOUCH_KEYS, [[...latest.keys()], [...latest.values()].map((ms) => new Date(ms).toISOString())]);
}

interface SweptRow extends Record<string, unknown> {
  readonly event_id: string;
  readonly cost_nano_usd: bigint;
}

const FIND_SWEPT = `
  SELECT e.event_id, e.cost_nano_usd::int8 AS cost_nano_usd, jsonb_build_object(
    'input', e.input, 'cachedInput', e.cached_input, 'cacheWrite5m', e.cache_write_5m, 'cacheWrite1h', e.cache_write_1h,
    'output', e.output, 'reasoning', e.reasoning, 'audioInput', e.audio_input, 'audioOutput', e.audio_output,
    'imageInput', e.image_input, 'imageOutput', e.image_output, 'units', e.units) AS usage
  FROM unnest($1::text[], $2::uuid[]) AS late(organization_id, event_id)
  JOIN usage_events e USING (organization_id, event_id)
  WHERE e.outcome = 'interrupted'`;

/**
 * A gateway that was only slow may end an event that the sweeper had already closed by its last checkpoint. The charge
 * stays; the difference to the real end is a correcting entry.
 */
async function correctSwept(client: pg.ClientBase, late: readonly UsageEventSettled[]): Promise<number> {
  const ends = late.filter((event) => event.outcome !== 'interrupted');
  if (ends.length === 0) return 0;
  const { rows } = await client.query<SweptRow & { usage: TokenUsage }>(FIND_SWEPT, [
    ends.map((event) => event.organizationId),
    ends.map((event) => event.eventId),
  ]);
  const byId = new Map(ends.map((event) => [event.eventId.toLowerCase(), event]));
  let corrected = 0;
  for (const row of rows) {
    const end = byId.get(row.event_id);
    if (end === undefined) continue;
    const differing = TOKEN_COMPONENTS.filter((component) => end.usage[component] !== row.usage[component]);
    const costNanoUsd = end.costNanoUsd - BigInt(row.cost_nano_usd);
    if (differing.length === 0 && costNanoUsd === 0n) continue;
    const usageDelta = Object.fromEntries(differing.map((c) => [c, end.usage[c] - row.usage[c]])) as Partial<TokenUsage>;
    const result = await recordCorrection(client, {
      organizationId: end.organizationId,
      eventId: end.eventId,
      reason: 'settled_after_sweep',
      usageDelta,
      costNanoUsd,
    });
    if (result.kind === 'recorded') corrected += 1;
  }
  return corrected;
}

/**
 * True for errors that lie in the data of a row (SQLSTATE classes 22 and 23): trying the batch again cannot help, but
 * the other rows are fine.
 */
export function isRowError(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.length === 5 && (code.startsWith('22') || code.startsWith('23'));
}
