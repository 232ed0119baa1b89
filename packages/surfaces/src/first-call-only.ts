import type { AnswerSink, Citation, FinishReason, ReasoningFormat } from '@modelhub/providers/answer';

interface Signed {
  readonly signature: string;
  readonly about: { readonly format: ReasoningFormat; readonly toolCallId?: string };
}

/**
 * Tells another sink of the first call of each choice and of no other. For `parallel_tool_calls: false` where a provider cannot promise it: clients that
 * ask for structured output by a call join what comes, and two answers are none.
 */
export class FirstCallOnly implements AnswerSink {
  readonly #sink: AnswerSink;
  /** Comes before the call that it belongs to. */
  #signed: Signed | null = null;

  constructor(sink: AnswerSink) {
    this.#sink = sink;
  }

  toolCall(position: number, call: { readonly id: string; readonly name: string }): void {
    const signed = this.#signed;
    this.#signed = null;
    if (position > 0) return;
    if (signed !== null) this.#sink.signature(signed.signature, signed.about);
    this.#sink.toolCall(position, call);
  }

  toolArguments(position: number, fragment: string): void {
    if (position === 0) this.#sink.toolArguments(position, fragment);
  }

  signature(signature: string, about: Signed['about']): void {
    if (about.toolCallId === undefined) this.#sink.signature(signature, about);
    else this.#signed = { signature, about };
  }

  begin(): void {
    this.#sink.begin();
  }

  choice(index: number): void {
    this.#sink.choice(index);
  }

  text(text: string): void {
    this.#sink.text(text);
  }

  refusal(text: string): void {
    this.#sink.refusal(text);
  }

  reasoning(text: string): void {
    this.#sink.reasoning(text);
  }

  encryptedReasoning(data: string, about: { readonly format: ReasoningFormat; readonly id?: string }): void {
    this.#sink.encryptedReasoning(data, about);
  }

  citation(citation: Citation): void {
    this.#sink.citation(citation);
  }

  logprobs(kind: 'content' | 'refusal', entries: readonly unknown[]): void {
    this.#sink.logprobs(kind, entries);
  }

  image(image: { readonly mediaType: string; readonly base64: string }): void {
    this.#sink.image(image);
  }

  finish(reason: FinishReason, about?: { readonly stopSequence?: string | null }): void {
    if (about === undefined) this.#sink.finish(reason);
    else this.#sink.finish(reason, about);
  }
}
