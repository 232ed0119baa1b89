import type { Served } from './attempt-upstream.ts';
import type { Exchange } from './exchange.ts';
import type { StreamRelay } from './relay-stream.ts';
import { failedEnding, type Ending } from './settle-usage.ts';

/** How a request ended, from what became of it at its providers. */
export function endingOf(exchange: Exchange, served: Served): Ending {
  switch (served.kind) {
    case 'whole': {
      const { usage, outputTokensForwarded, finishReason, serviceTier } = served.response;
      return {
        outcome: 'completed',
        statusCode: 200,
        errorCode: null,
        reported: usage,
        isReportFinal: usage !== null,
        outputTokensForwarded,
        finishReason,
        serviceTier,
      };
    }
    case 'streamed':
      return { ...relayed(served.relay), outcome: 'completed', statusCode: 200, errorCode: null };
    case 'cut':
      // A stream that we cut ourselves, because we had to stop, is charged for what it delivered; one that its provider cut is not.
      return { ...relayed(served.relay), outcome: exchange.isShuttingDown ? 'interrupted' : 'truncated', statusCode: 200, errorCode: served.error.code };
    case 'cancelled':
      if (served.relay === null) return { ...failedEnding(499, 'request_cancelled'), outcome: 'cancelled' };
      return { ...relayed(served.relay), outcome: 'cancelled', statusCode: served.relay.hasBegun ? 200 : 499, errorCode: 'request_cancelled' };
    case 'failed':
      return failedEnding(served.error.status, served.error.code);
  }
}

function relayed({ translator }: StreamRelay): Omit<Ending, 'outcome' | 'statusCode' | 'errorCode'> {
  return {
    reported: translator.usage,
    isReportFinal: translator.isUsageFinal,
    outputTokensForwarded: translator.outputTokensForwarded,
    finishReason: translator.finishReason,
    serviceTier: translator.serviceTier,
  };
}
