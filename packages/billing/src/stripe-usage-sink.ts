import Stripe from 'stripe';
import { METER_EVENT_NAME } from './meter.ts';
import { unixSeconds } from './month.ts';
import { ensureBillingCatalog } from './setup.ts';
import type { ExtraCharge, HourReading, RecordOutcome, UsageBillingSink } from './usage-billing-sink.ts';

const HOURS_PER_PAGE = 100;

/** Stripe's Billing Meter as the sink. The meter is pre-aggregated by hour, so a reading replaces the hour's earlier one. */
export function createStripeUsageSink(stripe: Stripe): UsageBillingSink {
  return {
    meterName: METER_EVENT_NAME,
    record: (reading) => record(stripe, reading),
    hourlyTotals: (range) => hourlyTotals(stripe, range),
    charge: (charge) => chargeOnce(stripe, charge),
  };
}

async function record(stripe: Stripe, reading: HourReading): Promise<RecordOutcome> {
  await ensureBillingCatalog(stripe);
  try {
    await stripe.billing.meterEvents.create({
      event_name: METER_EVENT_NAME,
      identifier: reading.identifier,
      timestamp: unixSeconds(reading.hourMs),
      payload: { stripe_customer_id: reading.customerId, value: String(reading.microUsd) },
    });
    return 'recorded';
  } catch (error) {
    if (isDuplicateIdentifier(error)) return 'known';
    if (isTooOld(error)) return 'too-old';
    throw error;
  }
}

/** Stripe refuses an identifier that it has: proof that the reading arrived. Its words are all that tells this 400 from others. */
function isDuplicateIdentifier(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 400 && /already exists with identifier/i.test(error.message);
}

function isTooOld(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 400 && error.code === 'timestamp_too_far_in_past';
}

async function hourlyTotals(stripe: Stripe, range: { customerId: string; fromMs: number; toMs: number }): Promise<ReadonlyMap<number, bigint>> {
  const { meterId } = await ensureBillingCatalog(stripe);
  const totals = new Map<number, bigint>();
  const summaries = stripe.billing.meters.listEventSummaries(meterId, {
    customer: range.customerId,
    start_time: unixSeconds(range.fromMs),
    end_time: unixSeconds(range.toMs),
    value_grouping_window: 'hour',
    limit: HOURS_PER_PAGE,
  });
  for await (const summary of summaries) {
    if (summary.aggregated_value !== 0) totals.set(summary.start_time * 1000, BigInt(summary.aggregated_value));
  }
  return totals;
}

async function chargeOnce(stripe: Stripe, charge: ExtraCharge): Promise<string> {
  // Idempotency keys are forgotten after a day: an older attempt is found by its metadata.
  for await (const item of stripe.invoiceItems.list({ customer: charge.customerId, limit: 100 })) {
    if (item.metadata?.['charge_id'] === charge.chargeId) return item.id;
  }
  const item = await stripe.invoiceItems.create(
    {
      customer: charge.customerId,
      amount: Number(charge.amountCents),
      currency: 'usd',
      description: charge.description,
      period: { start: unixSeconds(charge.periodStartMs), end: unixSeconds(charge.periodEndMs) },
      metadata: { charge_id: charge.chargeId },
    },
    { idempotencyKey: `charge:${charge.chargeId}` },
  );
  return item.id;
}
