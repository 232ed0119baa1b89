import type { PriceVersion } from '@modelhub/catalog/types';
import { chargeOf, costOfCharge } from '../charge.ts';
import type { UsageCheckpoint, UsageEventOpen, UsageEventSettled } from '../usage-event.ts';

/** An event without an end, and the last that was heard of it. */
export interface UnsettledEvent {
  readonly open: UsageEventOpen;
  readonly checkpoint: UsageCheckpoint | undefined;
}

/** The price version with that id, or undefined where nobody knows it (any more). */
export type PriceLookup = (priceId: string) => PriceVersion | undefined;

export interface InterruptedOptions {
  readonly priceOf: PriceLookup;
  readonly settledAtMs: number;
  readonly gatewayId: string;
}

/**
 * Ends an event whose gateway died, by the charge matrix: from its last checkpoint, flagged; not charged when nothing was
 * forwarded and nothing reported. Undefined when the price is unknown: the event then stays open, and reconciliation says so.
 */
export function settleInterrupted(event: UnsettledEvent, options: InterruptedOptions): UsageEventSettled | undefined {
  const { open, checkpoint } = event;
  const served = checkpoint?.served ?? open;
  const forwarded = checkpoint?.outputTokensForwarded ?? 0;
  const charge = chargeOf({
    outcome: 'interrupted',
    reported: checkpoint?.reported ?? null,
    isReportFinal: false,
    outputTokensForwarded: forwarded,
    inputTokensEstimate: open.inputTokensEstimate,
    outputTokensMax: open.outputTokensMax,
  });
  const price = options.priceOf(served.priceId);
  if (price === undefined && charge.usageSource !== 'none') return undefined;
  return {
    ...open,
    model: served.model,
    provider: served.provider,
    endpointId: served.endpointId,
    priceId: served.priceId,
    serviceTier: served.serviceTier,
    settledAtMs: options.settledAtMs,
    outcome: 'interrupted',
    usageSource: charge.usageSource,
    usage: charge.usage,
    costNanoUsd: price === undefined ? 0n : costOfCharge(charge, { price, markupBasisPoints: open.markupBasisPoints }),
    // A stream had begun with 200; anything else ended without an answer.
    statusCode: forwarded > 0 ? 200 : 503,
    errorCode: 'internal_error',
    attempts: 1,
    durationMs: Math.max(0, (checkpoint?.atMs ?? open.openedAtMs) - open.openedAtMs),
    timeToFirstMs: null,
    overheadUs: null,
    providerRequestId: null,
    finishReason: null,
    gatewayId: options.gatewayId,
    decision: null,
  };
}
