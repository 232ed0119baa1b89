import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { Citation, FinishReason, ReasoningFormat } from '@modelhub/providers/answer';
import { chatErrorFrame } from '@modelhub/providers/openai/error-frame';
import type { AnswerContext } from '@modelhub/providers/types';
import type { StreamWriter } from '../types.ts';
import { annotationOf, imageOf } from './parts.ts';
import { chatUsage } from './usage.ts';

const EMPTY = Buffer.alloc(0);

/** Writes chat completion chunks. */
export class ChatStreamWriter implements StreamWriter {
  readonly #context: AnswerContext;
  /** Everything of a chunk before its choices; only these differ from chunk to chunk. */
  readonly #head: string;
  #out = '';
  #choice = 0;
  /** How each choice ended. Told with the terminal part, as a client takes it for the sign that the answer is whole. */
  readonly #finished: { readonly choice: number; readonly reason: FinishReason }[] = [];
  /** The place of the reasoning at work among the details, and whether it goes on. */
  #detail = -1;
  #isReasoning = false;

  constructor(context: AnswerContext) {
    this.#context = context;
    const { generationId, createdAtSeconds, model } = context;
    this.#head = `data: {"id":${JSON.stringify(generationId)},"object":"chat.completion.chunk","created":${createdAtSeconds},"model":${JSON.stringify(model)},`;
  }

  take(): Buffer {
    if (this.#out === '') return EMPTY;
    const out = Buffer.from(this.#out);
    this.#out = '';
    return out;
  }

  begin(): void {
    this.#delta('{"role":"assistant","content":""}');
  }

  choice(index: number): void {
    this.#choice = index;
  }

  text(text: string): void {
    this.#isReasoning = false;
    this.#delta(`{"content":${JSON.stringify(text)}}`);
  }

  refusal(text: string): void {
    this.#isReasoning = false;
    this.#delta(`{"refusal":${JSON.stringify(text)}}`);
  }

  reasoning(text: string): void {
    const json = JSON.stringify(text);
    this.#delta(`{"reasoning_content":${json},"reasoning_details":[{"type":"reasoning.text","text":${json},"index":${this.#reasoningIndex()}}]}`);
  }

  signature(signature: string, { format, toolCallId }: { readonly format: ReasoningFormat; readonly toolCallId?: string }): void {
    if (toolCallId !== undefined) {
      this.encryptedReasoning(signature, { format, id: toolCallId });
      return;
    }
    this.#details({ type: 'reasoning.text', text: '', signature, format, index: this.#reasoningIndex() });
    this.#isReasoning = false;
  }

  encryptedReasoning(data: string, { format, id }: { readonly format: ReasoningFormat; readonly id?: string }): void {
    this.#isReasoning = false;
    this.#details({ type: 'reasoning.encrypted', data, ...(id === undefined ? {} : { id }), format, index: this.#reasoningIndex() });
    this.#isReasoning = false;
  }

  toolCall(position: number, { id, name }: { readonly id: string; readonly name: string }): void {
    this.#isReasoning = false;
    this.#delta(
      `{"tool_calls":[{"index":${position},"id":${JSON.stringify(id)},"type":"function","function":{"name":${JSON.stringify(name)},"arguments":""}}]}`,
    );
  }

  toolArguments(position: number, fragment: string): void {
    this.#delta(`{"tool_calls":[{"index":${position},"function":{"arguments":${JSON.stringify(fragment)}}}]}`);
  }

  citation(citation: Citation): void {
    this.#delta(JSON.stringify({ annotations: [annotationOf(citation)] }));
  }

  logprobs(kind: 'content' | 'refusal', entries: readonly unknown[]): void {
    const logprobs = JSON.stringify({ content: null, refusal: null, [kind]: entries });
    this.#out += `${this.#head}"choices":[{"index":${this.#choice},"delta":{},"logprobs":${logprobs},"finish_reason":null}]}\n\n`;
  }

  image(image: { readonly mediaType: string; readonly base64: string }): void {
    this.#delta(JSON.stringify({ images: [imageOf(image)] }));
  }

  finish(reason: FinishReason): void {
    this.#finished.push({ choice: this.#choice, reason });
  }

  end({ usage }: { readonly usage: TokenUsage | null }): Buffer {
    for (const { choice, reason } of this.#finished) {
      this.#out += `${this.#head}"choices":[{"index":${choice},"delta":{},"logprobs":null,"finish_reason":"${reason}"}]}\n\n`;
    }
    if (usage !== null && asksForUsage(this.#context.request)) this.#out += `${this.#head}"choices":[],"usage":${JSON.stringify(chatUsage(usage))}}\n\n`;
    this.#out += 'data: [DONE]\n\n';
    return this.take();
  }

  fail(error: ModelHubError): Buffer {
    return Buffer.concat([this.take(), Buffer.from(chatErrorFrame(error, this.#context.generationId))]);
  }

  #reasoningIndex(): number {
    if (!this.#isReasoning) this.#detail += 1;
    this.#isReasoning = true;
    return this.#detail;
  }

  #details(detail: object): void {
    this.#delta(JSON.stringify({ reasoning_details: [detail] }));
  }

  #delta(delta: string): void {
    this.#out += `${this.#head}"choices":[{"index":${this.#choice},"delta":${delta},"logprobs":null,"finish_reason":null}]}\n\n`;
  }
}

function asksForUsage(request: Readonly<Record<string, unknown>>): boolean {
  return (request['stream_options'] as { readonly include_usage?: unknown } | null | undefined)?.include_usage === true;
}
