import type pg from 'pg';
import { microUsdOf } from '../meter.ts';
import { monthStart, nextMonthStart } from '../month.ts';

export interface PlannedReading {
  readonly version: number;
  readonly microUsd: bigint;
  readonly nanoUsd: bigint;
}

interface PlanRow {
  readonly dirty_version: number;
  readonly pushed_version: number;
  readonly pending_version: number | null;
  readonly pending_micro_usd: bigint | null;
  readonly pending_nano_usd: bigint | null;
  readonly hour_nano: bigint;
  readonly others_nano: bigint;
  readonly others_micro: bigint;
}

const PLAN = `
  SELECT b.dirty_version, b.pushed_version, b.pending_version, b.pending_micro_usd, b.pending_nano_usd,
    (SELECT coalesce(sum(r.cost_nano_usd), 0)::bigint FROM usage_rollups_hourly r
      WHERE r.organization_id = b.organization_id AND r.hour = b.hour) AS hour_nano,
    others.nano AS others_nano, others.micro AS others_micro
  FROM stripe_outbox b, LATERAL (
    SELECT coalesce(sum(o.pushed_nano_usd), 0)::bigint AS nano, coalesce(sum(o.pushed_micro_usd), 0)::bigint AS micro
    FROM stripe_outbox o WHERE o.organization_id = b.organization_id AND o.hour >= $3 AND o.hour < $4 AND o.hour <> b.hour
  ) others
  WHERE b.organization_id = $1 AND b.hour = $2 FOR UPDATE OF b`;

/**
 * Decides what an hour's meter reads and writes the decision down before anything is sent; undefined when the hour has been
 * pushed. A version that was decided before, and whose sending nobody knows the end of, keeps its figure.
 *
 * Micro-USD that all hours of a month have in the meter = floor(nano-USD pushed for the month / 1,000), always: what one
 * hour's rounding leaves over is in the next reading. The month's sum is then the ledger's, cut at micro-USD, and gives
 * the same cents (see meter.ts). `client` is in a transaction, under the organization's push lock.
 */
export async function planReading(
  client: pg.ClientBase,
  hour: { readonly organizationId: string; readonly hourMs: number },
): Promise<PlannedReading | undefined> {
  const at = new Date(hour.hourMs);
  const month = [new Date(monthStart(hour.hourMs)), new Date(nextMonthStart(hour.hourMs))];
  const { rows } = await client.query<PlanRow>(PLAN, [hour.organizationId, at, ...month]);
  const row = rows[0];
  if (row === undefined || row.pushed_version >= row.dirty_version) return undefined;
  if (row.pending_version === row.dirty_version && row.pending_micro_usd !== null && row.pending_nano_usd !== null) {
    return { version: row.pending_version, microUsd: row.pending_micro_usd, nanoUsd: row.pending_nano_usd };
  }
  const microUsd = microUsdOf(row.others_nano + row.hour_nano) - row.others_micro;
  await client.query(
    `UPDATE stripe_outbox SET pending_version = $3, pending_micro_usd = $4, pending_nano_usd = $5, updated_at = now()
     WHERE organization_id = $1 AND hour = $2`,
    [hour.organizationId, at, row.dirty_version, microUsd.toString(), row.hour_nano.toString()],
  );
  return { version: row.dirty_version, microUsd, nanoUsd: row.hour_nano };
}
