import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink } from '@modelhub/providers/answer';
import type { AnswerContext, ChatRequest, ClientDialect } from '@modelhub/providers/types';

/** Writes a streamed answer in a client's dialect: what the sink is told becomes bytes. */
export interface StreamWriter extends AnswerSink {
  /** What has been written since the last time; an empty buffer when there is nothing. */
  take(): Buffer;
  /** The terminal part of a whole answer. Kept apart, so that the books are written before the client learns that the answer is whole. */
  end(facts: { readonly usage: TokenUsage | null }): Buffer;
  /** The last frames of a stream that broke: an error, and no sign of a clean end. */
  fail(error: ModelHubError): Buffer;
}

/** Writes a whole answer in a client's dialect. */
export interface WholeWriter extends AnswerSink {
  body(facts: { readonly usage: TokenUsage | null; readonly serviceTier: string | null }): Buffer;
}

/** A parsed and checked request in a client's dialect; unknown fields are kept. */
export type ConversationRequest = Readonly<Record<string, unknown>> & {
  readonly model: string;
  readonly stream?: boolean | null;
};

/** One of the dialects in which clients have conversations. */
export interface ConversationSurface {
  readonly dialect: ClientDialect;
  /** Checks what routing, limits and metering rely on; everything else is the provider's to judge. Throws a 400 that names the field. */
  read(body: Buffer): ConversationRequest;
  /** The same request as a chat completion. Throws `unsupported_parameter` naming what only the dialect's own providers can do. */
  toChatRequest(request: ConversationRequest): ChatRequest;
  streamWriter(context: AnswerContext): StreamWriter;
  wholeWriter(context: AnswerContext): WholeWriter;
}
