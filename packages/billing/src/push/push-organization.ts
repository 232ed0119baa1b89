import { inTransaction } from '@modelhub/db/transaction';
import type { Clock } from '@modelhub/core/clock';
import type pg from 'pg';
import { METER_AGE_MS_MAX } from '../meter.ts';
import { unixSeconds } from '../month.ts';
import type { RecordOutcome, UsageBillingSink } from '../usage-billing-sink.ts';
import { planReading, type PlannedReading } from './plan-reading.ts';
import type { RateLimiter } from './rate-limiter.ts';

export interface PushTarget {
  readonly organizationId: string;
  readonly customerId: string;
}

export interface PushDeps {
  readonly pool: pg.Pool;
  readonly sink: UsageBillingSink;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
}

export interface OrganizationPush {
  /** Hours whose reading the sink has now. */
  readonly pushed: number;
  /** Of those, readings that the sink already had. */
  readonly known: number;
  /** Hours too old for the meter: charged as late usage. */
  readonly tooOld: number;
  readonly error?: unknown;
}

const RETRY_MS_MAX = 10 * 60_000;

/**
 * Sends every dirty hour of an organization, one call at a time. A fault ends the organization's turn: the hour that met it
 * comes first in the next one, as later hours' figures depend on whether it arrived. Caller holds the push lock.
 */
export async function pushOrganization(deps: PushDeps, target: PushTarget): Promise<OrganizationPush> {
  const counts = { pushed: 0, known: 0, tooOld: 0 };
  for (const hourMs of await dirtyHours(deps.pool, target.organizationId)) {
    const hour = { organizationId: target.organizationId, hourMs };
    const reading = await inTransaction(deps.pool, (client) => planReading(client, hour));
    if (reading === undefined) continue;
    const identifier = `${target.customerId}:${deps.sink.meterName}:${unixSeconds(hourMs)}:v${reading.version}`;
    try {
      const outcome = await send(deps, { target, hourMs, reading, identifier });
      await mark(deps.pool, { hour, reading, identifier, outcome });
      if (outcome === 'too-old') counts.tooOld += 1;
      else counts.pushed += 1;
      if (outcome === 'known') counts.known += 1;
    } catch (error) {
      await postpone(deps, { hour, error });
      return { ...counts, error };
    }
  }
  return counts;
}

/** What was decided and perhaps sent comes first; then by time. */
async function dirtyHours(pool: pg.Pool, organizationId: string): Promise<number[]> {
  const { rows } = await pool.query<{ hour: Date }>(
    `SELECT hour FROM stripe_outbox WHERE organization_id = $1 AND pushed_version < dirty_version
     ORDER BY pending_version IS NULL, hour`,
    [organizationId],
  );
  return rows.map((row) => row.hour.getTime());
}

async function send(deps: PushDeps, call: { target: PushTarget; hourMs: number; reading: PlannedReading; identifier: string }): Promise<RecordOutcome> {
  if (call.hourMs < deps.clock.nowMs() - METER_AGE_MS_MAX) return 'too-old';
  await deps.limiter.turn();
  return deps.sink.record({
    customerId: call.target.customerId,
    hourMs: call.hourMs,
    microUsd: call.reading.microUsd,
    identifier: call.identifier,
  });
}

interface Marked {
  readonly hour: { readonly organizationId: string; readonly hourMs: number };
  readonly reading: PlannedReading;
  readonly identifier: string;
  readonly outcome: RecordOutcome;
}

/** Too old: the meter keeps what it had, and what the month lacks becomes a charge of its own (late-usage.ts). */
async function mark(pool: pg.Pool, { hour, reading, identifier, outcome }: Marked): Promise<void> {
  const isInMeter = outcome !== 'too-old';
  await pool.query(
    `UPDATE stripe_outbox SET pushed_version = $3,
       pushed_micro_usd = CASE WHEN $4 THEN $5::bigint ELSE pushed_micro_usd END,
       pushed_nano_usd = CASE WHEN $4 THEN $6::bigint ELSE pushed_nano_usd END,
       identifier = CASE WHEN $4 THEN $7 ELSE identifier END,
       last_error = CASE WHEN $4 THEN NULL ELSE 'too old for the meter' END,
       pending_version = NULL, pending_micro_usd = NULL, pending_nano_usd = NULL, next_attempt_at = NULL, attempts = 0,
       pushed_at = now(), updated_at = now()
     WHERE organization_id = $1 AND hour = $2 AND pending_version = $3`,
    [hour.organizationId, new Date(hour.hourMs), reading.version, isInMeter, reading.microUsd.toString(), reading.nanoUsd.toString(), identifier],
  );
}

async function postpone(deps: PushDeps, fault: { hour: { organizationId: string; hourMs: number }; error: unknown }): Promise<void> {
  const message = fault.error instanceof Error ? fault.error.message : String(fault.error);
  const { rows } = await deps.pool.query<{ attempts: number }>(
    `UPDATE stripe_outbox SET attempts = attempts + 1, last_error = $3, updated_at = now()
     WHERE organization_id = $1 AND hour = $2 RETURNING attempts`,
    [fault.hour.organizationId, new Date(fault.hour.hourMs), message.slice(0, 500)],
  );
  const waitMs = Math.min(RETRY_MS_MAX, 1_000 * 2 ** Math.min((rows[0]?.attempts ?? 1) - 1, 20));
  await deps.pool.query(`UPDATE stripe_outbox SET next_attempt_at = $3 WHERE organization_id = $1 AND hour = $2`, [
    fault.hour.organizationId,
    new Date(fault.hour.hourMs),
    new Date(deps.clock.nowMs() + waitMs),
  ]);
}
