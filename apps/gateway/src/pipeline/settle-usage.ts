import { completionTokens, promptTokens, type TokenUsage } from '@modelhub/core/token-usage';
import type { Reservation } from '@modelhub/limits/types';
import { chargeOf, costOfCharge } from '@modelhub/metering/charge';
import type { Outcome, UsageEventSettled } from '@modelhub/metering/usage-event';
import type { Gateway } from '../gateway.ts';
import type { RequestRecord } from './request-record.ts';

/** How a request ended, as far as money is concerned. */
export interface Ending {
  readonly outcome: Outcome;
  readonly statusCode: number;
  readonly errorCode: string | null;
  readonly reported: TokenUsage | null;
  /** The provider's last word, see `ChargeFacts`. */
  readonly isReportFinal: boolean;
  readonly outputTokensForwarded: number;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
}

/** An ending in which nothing came from any provider. */
export function failedEnding(statusCode: number, errorCode: string): Ending {
  return {
    outcome: 'failed',
    statusCode,
    errorCode,
    reported: null,
    isReportFinal: false,
    outputTokensForwarded: 0,
    finishReason: null,
    serviceTier: null,
  };
}

/** Usage to cost, by the charge matrix; the reservation is replaced by what was used. The journal has to have the end that it gives before the client gets its last byte. */
export function settleUsage(
  gateway: Gateway,
  record: RequestRecord,
  options: { readonly ending: Ending; readonly reservation: Reservation },
): UsageEventSettled {
  const settled = toSettledEvent(gateway, record, options.ending);
  const { usage, usageSource, costNanoUsd } = settled;
  if (usageSource === 'none') options.reservation.release();
  else options.reservation.settle({ tokens: promptTokens(usage) + completionTokens(usage), costNanoUsd });
  gateway.metrics.ended(settled);
  observeHealth(record, settled);
  return settled;
}

function toSettledEvent(gateway: Gateway, record: RequestRecord, ending: Ending): UsageEventSettled {
  const inputTokensEstimate = record.countedPromptTokens ?? record.call.promptTokens;
  const charge = chargeOf({ ...ending, inputTokensEstimate, outputTokensMax: record.toOpenEvent().outputTokensMax });
  // The band and the tier are those of the answer, not of the estimate.
  record.price = record.priceOfAnswer(promptTokens(charge.usage), ending.serviceTier);
  const durationMs = performance.now() - record.incoming.receivedAtMs;
  return {
    ...record.toOpenEvent(),
    settledAtMs: gateway.clock.nowMs(),
    outcome: ending.outcome,
    usageSource: charge.usageSource,
    usage: charge.usage,
    costNanoUsd: costOfCharge(charge, { price: record.price, markupBasisPoints: record.principal.markupBasisPoints }),
    statusCode: ending.statusCode,
    errorCode: ending.errorCode,
    attempts: record.attempts,
    durationMs: Math.round(durationMs),
    timeToFirstMs: record.timeToFirstMs === null ? null : Math.round(record.timeToFirstMs),
    overheadUs: overheadUs(record, durationMs),
    providerRequestId: record.providerRequestId,
    finishReason: ending.finishReason,
    gatewayId: gateway.id,
    decision: record.notes.toDecision(),
  };
}

/** What we added until the first byte of the answer left, in microseconds. */
function overheadUs(record: RequestRecord, durationMs: number): number {
  const untilFirstMs = record.timeToFirstMs ?? durationMs;
  return Math.max(0, Math.round((untilFirstMs - record.upstreamWaitMs) * 1_000));
}

/** Attempts that failed have said so already. */
function observeHealth({ trial }: RequestRecord, { outcome, usage }: UsageEventSettled): void {
  if (outcome === 'completed') trial?.succeeded(completionTokens(usage));
  else if (outcome === 'truncated') trial?.broke();
}
