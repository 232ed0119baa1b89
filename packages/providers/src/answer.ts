import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';

/** Why an answer ended, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** Whose a signature or an encrypted thought is, in OpenRouter's spelling: nobody else can read it. */
export type ReasoningFormat = 'anthropic-claude-v1' | 'google-gemini-v1' | 'openai-responses-v1' | 'amazon-bedrock-v1';

/** Where a statement of the answer comes from. Positions are characters of the answer's text. */
export interface Citation {
  readonly url: string | null;
  readonly title: string | null;
  readonly startIndex: number | null;
  readonly endIndex: number | null;
  /** What the source says, where the provider quotes it. */
  readonly citedText: string | null;
}

/**
 * Receives an answer piece by piece, in the order in which the model wrote it. A provider's dialect reads bytes and makes these calls; a client's
 * dialect turns them into bytes. Streamed and whole answers make the same calls, so that both say the same.
 */
export interface AnswerSink {
  /** Once, before everything else. */
  begin(): void;
  /** The choice that the next calls are about; 0 until it is called. */
  choice(index: number): void;
  text(text: string): void;
  /** The model declines in words, which OpenAI keeps apart from content. */
  refusal(text: string): void;
  /** What the model thinks, as far as it is shown. A signature, an encrypted thought, or anything else than reasoning ends the block. */
  reasoning(text: string): void;
  /**
   * Proves the block of reasoning before it to its provider. Gemini signs calls of tools as well: then `toolCallId` names the call, and the signature
   * comes before it.
   */
  signature(signature: string, about: { readonly format: ReasoningFormat; readonly toolCallId?: string }): void;
  /** Thinking that only its provider can read. `id` is the provider's own of it, where it has one. */
  encryptedReasoning(data: string, about: { readonly format: ReasoningFormat; readonly id?: string }): void;
  /** A call begins. `position` counts the calls of this choice from 0. */
  toolCall(position: number, call: { readonly id: string; readonly name: string }): void;
  /** Arguments as JSON text, byte for byte as the provider sent them; pieces of calls may alternate. A call without arguments gets `{}`. */
  toolArguments(position: number, fragment: string): void;
  citation(citation: Citation): void;
  /** Entries in OpenAI's form (`{token, logprob, bytes, top_logprobs}`) for text (`content`) or a refusal. */
  logprobs(kind: 'content' | 'refusal', entries: readonly unknown[]): void;
  /** A picture that the model made. */
  image(image: { readonly mediaType: string; readonly base64: string }): void;
  /** The choice has ended. `stopSequence` is the one that ended it, where the provider says which. */
  finish(reason: FinishReason, about?: { readonly stopSequence?: string | null }): void;
}

/** What the books need of an answer. */
export interface AnswerFacts {
  /** Null where the provider reported none. */
  readonly usage: TokenUsage | null;
  readonly finishReason: FinishReason | null;
  readonly serviceTier: string | null;
}

/**
 * Reads one upstream stream, fed with bytes as they come, split anywhere, and tells a sink. Never throws on odd input: what it cannot read ends
 * in `error`.
 */
export interface StreamReader extends AnswerFacts {
  push(chunk: Buffer): void;
  /** After the upstream's end: reads what it left over, such as a last event without its empty line. */
  end(): void;
  /**
   * Whether `usage` is the provider's last word. Anthropic reports the prompt at the beginning and the output at the end: in between
   * the prompt is exact and the output is what was forwarded, which is what a client that leaves is charged for.
   */
  readonly isUsageFinal: boolean;
  /**
   * Tokens of output that passed so far, estimated without a tokenizer (see output-meter.ts). It is what a client that leaves is charged for, so it is
   * never more than a quarter of the bytes of content plus one for each piece.
   */
  readonly outputTokensForwarded: number;
  /** The provider's terminal event was seen: without it the stream was cut. */
  readonly isComplete: boolean;
  /** The provider broke off with an error of its own, or sent what cannot be read. */
  readonly error: ModelHubError | null;
}
