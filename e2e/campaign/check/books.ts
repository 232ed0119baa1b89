import { createStripeUsageSink } from '@modelhub/billing/stripe-usage-sink';
import { rowsFromPg } from '@modelhub/db/query-rows';
import { withTenantConnection } from '@modelhub/db/tenant';
import { usageBreakdown, usageSeries, usageTotals, type UsageTotals } from '@modelhub/metering/usage-queries';
import type { Instance } from '../instance/start.ts';
import { until } from '../until.ts';
import { groupBy, type Finding } from './evidence.ts';
import type { LedgerRow } from './ledger-row.ts';

const HOUR_MS = 3_600_000;
const NANO_USD_PER_CENT = 10_000_000n;
const NANO_USD_PER_MICRO_USD = 1_000n;
const DRAFT_HOUR_SECONDS = 3_600;

export interface Books {
  readonly findings: readonly Finding[];
  readonly ledgerNanoUsd: bigint;
  readonly invoicedCents: bigint;
  /** Sum over organizations of how far an invoice is from its ledger. */
  readonly centsApart: bigint;
}

/** Ledger = rollup = chart = outbox = meter = invoice, for every organization; moves Stripe's time to the end of the month. */
export async function checkBooks(instance: Instance, ledger: readonly LedgerRow[], fromMs: number): Promise<Books> {
  const findings: Finding[] = [];
  const byOrganization = groupBy(ledger, (row) => row.organizationId);
  instance.stripeStandIn.flushMeters();
  for (const { organizationId } of instance.tenants) {
    const rows = byOrganization.get(organizationId) ?? [];
    const compare = comparison(organizationId, findings);
    compare('cost in the chart', sum(rows), await chartCosts(instance, organizationId, { fromMs, rows, findings }));
    compare(
      'cost in the rollup',
      sum(rows),
      await one(instance, 'SELECT coalesce(sum(cost_nano_usd), 0)::text AS value FROM usage_rollups_hourly WHERE organization_id = $1', organizationId),
    );
    compare(
      'pushed nano-USD',
      sum(rows),
      await one(instance, 'SELECT coalesce(sum(pushed_nano_usd), 0)::text AS value FROM stripe_outbox WHERE organization_id = $1', organizationId),
    );
    compare('micro-USD in the meter', sum(rows) / NANO_USD_PER_MICRO_USD, await meterTotal(instance, organizationId, fromMs));
  }
  const cents = await closeTheMonth(instance);
  let centsApart = 0n;
  for (const { organizationId } of instance.tenants) {
    const exact = sum(byOrganization.get(organizationId) ?? []);
    const expected = (2n * exact + NANO_USD_PER_CENT) / (2n * NANO_USD_PER_CENT);
    const { stripe, ours } = cents.get(organizationId) ?? { stripe: 0n, ours: 0n };
    const compare = comparison(organizationId, findings);
    compare('cents on the invoice at Stripe', expected, stripe);
    compare('cents on our copy of the invoice', expected, ours);
    centsApart += stripe > expected ? stripe - expected : expected - stripe;
  }
  const invoicedCents = [...cents.values()].reduce((total, { stripe }) => total + stripe, 0n);
  return { findings, ledgerNanoUsd: sum(ledger), invoicedCents, centsApart };
}

function comparison(organizationId: string, findings: Finding[]): (what: string, ledger: bigint, other: bigint) => void {
  return (what, ledger, other) => {
    if (ledger !== other) findings.push({ kind: 'unequal', what: `${organizationId}: ${what}: ${other}, by the ledger ${ledger}` });
  };
}

function sum(rows: readonly LedgerRow[]): bigint {
  return rows.reduce((total, row) => total + row.costNanoUsd, 0n);
}

/** The cost by the chart's own queries, all of which have to agree with one another and with the ledger's requests and tokens. */
async function chartCosts(
  instance: Instance,
  organizationId: string,
  options: { fromMs: number; rows: readonly LedgerRow[]; findings: Finding[] },
): Promise<bigint> {
  const { fromMs, rows, findings } = options;
  const filter = { organizationId, fromMs, toMs: Date.now() + HOUR_MS };
  const { totals, byHour, byModel } = await withTenantConnection(instance.app, { organizationId, userId: null }, async (client) => {
    const query = rowsFromPg(client);
    return {
      totals: await usageTotals(query, filter),
      byHour: await usageSeries(query, filter, { bucket: 'hour', groupBy: 'key' }),
      byModel: await usageBreakdown(query, filter, 'model'),
    };
  });
  const compare = comparison(organizationId, findings);
  compare('requests in the chart', BigInt(rows.length), totals.requests);
  compare('cost by hour and key', totals.costNanoUsd, total(byHour));
  compare(
    'flagged requests in the chart',
    BigInt(rows.filter((row) => row.usageSource === 'estimated' || row.usageSource === 'checkpoint').length),
    totals.estimatedRequests,
  );
  const models = groupBy(rows, (row) => row.model);
  for (const line of byModel) {
    const ofModel = models.get(line.group) ?? [];
    compare(`cost of ${line.group} in the chart`, sum(ofModel), line.costNanoUsd);
    for (const [component, tokens] of Object.entries(line.usage) as [keyof UsageTotals['usage'], bigint][]) {
      compare(`${component} tokens of ${line.group} in the chart`, BigInt(ofModel.reduce((count, row) => count + row.usage[component], 0)), tokens);
    }
  }
  compare('models in the chart', BigInt(models.size), BigInt(byModel.length));
  return totals.costNanoUsd;
}

function total(lines: readonly UsageTotals[]): bigint {
  return lines.reduce((cost, line) => cost + line.costNanoUsd, 0n);
}

async function one(instance: Instance, sql: string, organizationId: string): Promise<bigint> {
  const { rows } = await instance.owner.query<{ value: string }>(sql, [organizationId]);
  return BigInt(rows[0]?.value ?? 0);
}

async function meterTotal(instance: Instance, organizationId: string, fromMs: number): Promise<bigint> {
  const { rows } = await instance.owner.query<{ id: string }>('SELECT stripe_customer_id AS id FROM organizations WHERE id = $1', [organizationId]);
  const hour = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
  const hours = await createStripeUsageSink(instance.stripe).hourlyTotals({
    customerId: rows[0]?.id ?? '',
    fromMs: hour,
    toMs: Math.ceil(Date.now() / HOUR_MS) * HOUR_MS,
  });
  return [...hours.values()].reduce((micro, value) => micro + value, 0n);
}

/** Moves Stripe to the first of the next month, lets the drafts be made, written on and closed, and reads what they came to. */
async function closeTheMonth(instance: Instance): Promise<ReadonlyMap<string, { stripe: bigint; ours: bigint }>> {
  const { stripeStandIn, stripe, owner, tenants } = instance;
  const now = new Date(stripeStandIn.now() * 1_000);
  const nextMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) / 1_000;
  stripeStandIn.advanceSeconds(nextMonth + 60 - stripeStandIn.now());
  await webhooksWorkedOff(instance);
  stripeStandIn.advanceSeconds(DRAFT_HOUR_SECONDS + 60);
  await webhooksWorkedOff(instance);
  const cents = new Map<string, { stripe: bigint; ours: bigint }>();
  for (const { organizationId } of tenants) {
    const { rows } = await owner.query<{ customer: string; ours: string }>(
      `SELECT o.stripe_customer_id AS customer, (SELECT coalesce(sum(total_cents), 0)::text FROM invoices i WHERE i.organization_id = o.id AND i.finalized_at IS NOT NULL) AS ours
       FROM organizations o WHERE o.id = $1`,
      [organizationId],
    );
    let total = 0n;
    for await (const invoice of stripe.invoices.list({ customer: rows[0]?.customer ?? '' })) {
      if (invoice.status === 'paid' || invoice.status === 'open') total += BigInt(invoice.total);
    }
    cents.set(organizationId, { stripe: total, ours: BigInt(rows[0]?.ours ?? 0) });
  }
  return cents;
}

async function webhooksWorkedOff({ stripeStandIn, owner }: Instance): Promise<void> {
  await until('all webhooks have been worked off', async () => {
    await stripeStandIn.webhooksIdle();
    const { rows } = await owner.query<{ waiting: string }>('SELECT count(*)::text AS waiting FROM stripe_events WHERE processed_at IS NULL');
    return rows[0]?.waiting === '0';
  });
}
