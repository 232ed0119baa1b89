import type { CheckResult, Finding, ReconcileScope, ReconciliationCheck } from '@modelhub/metering/reconcile/finding';
import type pg from 'pg';
import { METER_AGE_MS_MAX, microUsdOf } from './meter.ts';
import { monthStart } from './month.ts';
import type { UsageBillingSink } from './usage-billing-sink.ts';

/** The meter counts what it took some time later; Stripe promises no bound, this is generous. */
const LAG = `interval '10 minutes'`;

interface OutboxRow {
  readonly organization_id: string;
  readonly customer_id: string;
  readonly hour: Date;
  readonly pushed_version: number;
  readonly pushed_micro_usd: bigint;
  readonly pushed_nano_usd: bigint;
  readonly rollup_nano_usd: bigint;
}

/** Hours that have been pushed and are at rest. Usage that is too old for the meter is charged apart, and is not in it. */
const SETTLED_HOURS = `
  SELECT b.organization_id, o.stripe_customer_id AS customer_id, b.hour, b.pushed_version, b.pushed_micro_usd, b.pushed_nano_usd,
    (SELECT coalesce(sum(r.cost_nano_usd), 0)::bigint FROM usage_rollups_hourly r
      WHERE r.organization_id = b.organization_id AND r.hour = b.hour) AS rollup_nano_usd
  FROM stripe_outbox b JOIN organizations o ON o.id = b.organization_id
  WHERE b.hour >= $1 AND b.hour < $2 AND b.pushed_version > 0 AND b.pushed_version = b.dirty_version AND b.pending_version IS NULL
    AND b.pushed_at < now() - ${LAG} AND b.identifier LIKE o.stripe_customer_id || ':%' AND b.last_error IS NULL
  ORDER BY b.organization_id, b.hour`;

/**
 * I5: rollup = outbox = the meter, hour by hour, once the meter has had time to count; and every month's micro-USD are its
 * nano-USD cut at micro-USD. For the reconciliation of `@modelhub/metering/reconcile/run`.
 */
export function meterCheck(sink: UsageBillingSink): ReconciliationCheck {
  return {
    invariant: 'I5',
    async run(scope) {
      const fromMs = Math.max(scope.fromMs, scope.nowMs - METER_AGE_MS_MAX);
      const { rows } = await scope.pool.query<OutboxRow>(SETTLED_HOURS, [new Date(fromMs), new Date(scope.nowMs)]);
      const findings = rows.filter((row) => row.pushed_nano_usd !== row.rollup_nano_usd).map(rollupFinding);
      for (const [customerId, hours] of Map.groupBy(rows, (row) => row.customer_id)) {
        findings.push(...(await meterFindings(scope.pool, sink, { customerId, hours })));
      }
      const carried = await carriedFindings(scope);
      return { checked: rows.length + carried.checked, findings: [...findings, ...carried.findings] };
    },
  };
}

function rollupFinding(row: OutboxRow): Finding {
  return {
    invariant: 'I5',
    organizationId: row.organization_id,
    subject: `pushed ${row.organization_id} ${row.hour.toISOString()}`,
    expected: `${row.rollup_nano_usd} nano-USD in the rollup`,
    actual: `${row.pushed_nano_usd} nano-USD pushed`,
  };
}

async function meterFindings(pool: pg.Pool, sink: UsageBillingSink, customer: { customerId: string; hours: readonly OutboxRow[] }): Promise<Finding[]> {
  const first = customer.hours[0];
  const last = customer.hours.at(-1);
  if (first === undefined || last === undefined) return [];
  const range = { customerId: customer.customerId, fromMs: first.hour.getTime(), toMs: last.hour.getTime() + 3_600_000 };
  const totals = await sink.hourlyTotals(range);
  const differing = customer.hours.filter((row) => (totals.get(row.hour.getTime()) ?? 0n) !== row.pushed_micro_usd);
  const atRest = await stillAtRest(pool, differing);
  return atRest.map((row): Finding => ({
    invariant: 'I5',
    organizationId: row.organization_id,
    subject: `meter ${row.organization_id} ${row.hour.toISOString()}`,
    expected: `${row.pushed_micro_usd} micro-USD pushed`,
    actual: `${totals.get(row.hour.getTime()) ?? 0n} micro-USD in the meter`,
  }));
}

/** An hour that was pushed again while the meter was being read says nothing. */
async function stillAtRest(pool: pg.Pool, rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
  if (rows.length === 0) return [];
  const { rows: now } = await pool.query<{ organization_id: string; hour: Date }>(
    `SELECT b.organization_id, b.hour FROM stripe_outbox b
     JOIN unnest($1::text[], $2::timestamptz[], $3::int[]) AS seen(organization_id, hour, version)
       ON seen.organization_id = b.organization_id AND seen.hour = b.hour AND seen.version = b.pushed_version
     WHERE b.pending_version IS NULL`,
    [rows.map((row) => row.organization_id), rows.map((row) => row.hour), rows.map((row) => row.pushed_version)],
  );
  const resting = new Set(now.map((row) => `${row.organization_id} ${row.hour.getTime()}`));
  return rows.filter((row) => resting.has(`${row.organization_id} ${row.hour.getTime()}`));
}

/** One statement over whole months, so that a push at this moment is either in both sums or in none. */
async function carriedFindings(scope: ReconcileScope): Promise<CheckResult> {
  const { rows } = await scope.pool.query<{ organization_id: string; month: Date; nano: bigint; micro: bigint }>(
    `SELECT organization_id, date_trunc('month', hour, 'UTC') AS month, sum(pushed_nano_usd)::bigint AS nano,
       sum(pushed_micro_usd)::bigint AS micro
     FROM stripe_outbox WHERE hour >= $1 GROUP BY 1, 2`,
    [new Date(monthStart(scope.fromMs))],
  );
  const findings = rows
    .filter((row) => microUsdOf(row.nano) !== row.micro)
    .map((row): Finding => ({
      invariant: 'I5',
      organizationId: row.organization_id,
      subject: `month ${row.organization_id} ${row.month.toISOString().slice(0, 7)}`,
      expected: `${microUsdOf(row.nano)} micro-USD`,
      actual: `${row.micro} micro-USD pushed`,
    }));
  return { checked: rows.length, findings };
}
