import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';

/** Tiers that have a price of their own, in our spelling; `fast` is another name of `priority` (API reference, "service_tier"). */
const PRICED_TIERS: Readonly<Record<string, string>> = {
  priority: 'priority',
  fast: 'priority',
  flex: 'flex',
  scale: 'scale',
  ultrafast: 'ultrafast',
};

/** A tier that costs more than the price at which a request is admitted is refused where it has no price. */
export function refuseUnpricedTier(request: Readonly<Record<string, unknown>>, endpoint: Endpoint): void {
  const tier = PRICED_TIERS[String(request['service_tier'])];
  if (tier === undefined || endpoint.prices.some((price) => price.serviceTier === tier)) return;
  const message = `service_tier ${JSON.stringify(request['service_tier'])} is not offered for this model. Leave it out, or choose another model.`;
  throw new ModelHubError('unsupported_parameter', { message, param: 'service_tier' });
}
