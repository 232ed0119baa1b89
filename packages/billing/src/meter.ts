import { wholeMicroUsd } from '@modelhub/core/money';

/** What the meter counts: micro-USD. The name is part of every meter event and never changes. */
export const METER_EVENT_NAME = 'modelhub_usage_micro_usd';

/**
 * Cents for one micro-USD. A month's quantity is its nano-USD rounded down to micro-USD; half a cent is a whole number of
 * micro-USD, so Stripe's rounding of the quantity half up gives the same cents as rounding the nano-USD themselves.
 */
export const UNIT_AMOUNT_CENTS = '0.0001';

/** The price and the product are found again by these. A new price gets a new key. */
export const PRICE_LOOKUP_KEY = 'modelhub_usage_micro_usd_v1';
export const PRODUCT_ID = 'modelhub_usage';

/** Oldest usage that Stripe takes (35 days), less an hour for the way there. https://docs.stripe.com/api/billing/meter-event/create */
export const METER_AGE_MS_MAX = 35 * 86_400_000 - 3_600_000;

/** Sum of nano-USD as the meter shows it: rounded down. */
export function microUsdOf(nanoUsd: bigint): bigint {
  return wholeMicroUsd(nanoUsd);
}
