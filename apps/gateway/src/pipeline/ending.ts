import type { Served } from './attempt-upstream.ts';
import type { Exchange } from './exchange.ts';
import type { StreamRelay } from './relay-stream.ts';
import { failedEnding, type Ending } from './settle-usage.ts';

/** How a request ended, from what became of it at its providers. */
export function endingOf(exchange: Exchange, served: Served): Ending {
  switch (served.kind) {
    case 'whole': {
      const { usage, finishReason, serviceTier, body } = served.response;
      return {
        outcome: 'completed',
        statusCode: 200,
        errorCode: null,
        reported: usage,
        isReportFinal: usage !== null,
        outputTokensForwarded: usage === null ? writtenTokens(body) : 0,
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

/** Four bytes of text are a token, as in a stream (see output-meter.ts of the providers). */
const BYTES_PER_TOKEN = 4;

interface WrittenMessage {
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: unknown;
}

/** Tokens of a whole answer without usage: of what was written, not of the JSON around it, which in a short answer is the most of it. */
function writtenTokens(body: Buffer): number {
  const { choices } = JSON.parse(body.toString()) as { readonly choices: readonly ({ readonly message?: WrittenMessage | null } | null)[] };
  let bytes = 0;
  for (const choice of choices) {
    const { content, reasoning_content: reasoning, refusal, tool_calls: calls } = choice?.message ?? {};
    const written = Array.isArray(calls) ? calls.map((call: { function?: { arguments?: unknown } } | null) => call?.function?.arguments) : [];
    for (const text of [content, reasoning, refusal, ...written]) if (typeof text === 'string') bytes += Buffer.byteLength(text);
  }
  return Math.ceil(bytes / BYTES_PER_TOKEN);
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
