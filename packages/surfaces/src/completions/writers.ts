import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink, FinishReason } from '@modelhub/providers/answer';
import { chatErrorFrame } from '@modelhub/providers/openai/error-frame';
import type { AnswerContext } from '@modelhub/providers/types';
import { chatUsage } from '../chat/usage.ts';
import type { StreamWriter, WholeWriter } from '../types.ts';

/** A completion is text and nothing else: what a model thinks, calls or cites has no place in it. */
abstract class TextOnly implements AnswerSink {
  protected index = 0;

  abstract text(text: string): void;
  abstract finish(reason: FinishReason): void;

  choice(index: number): void {
    this.index = index;
  }

  refusal(text: string): void {
    this.text(text);
  }

  begin(): void {}
  reasoning(): void {}
  signature(): void {}
  encryptedReasoning(): void {}
  toolCall(): void {}
  toolArguments(): void {}
  citation(): void {}
  logprobs(): void {}
  image(): void {}
}

/** The dialect has no calls of tools, and none can be asked for. */
function finishOf(reason: FinishReason): string {
  return reason === 'tool_calls' ? 'stop' : reason;
}

export class CompletionStreamWriter extends TextOnly implements StreamWriter {
  readonly #context: AnswerContext;
  readonly #head: string;
  readonly #finished: { readonly index: number; readonly reason: string }[] = [];
  #out = '';

  constructor(context: AnswerContext) {
    super();
    this.#context = context;
    const { generationId, createdAtSeconds, model } = context;
    this.#head = `data: {"id":${JSON.stringify(generationId)},"object":"text_completion","created":${createdAtSeconds},"model":${JSON.stringify(model)},`;
  }

  take(): Buffer {
    const out = Buffer.from(this.#out);
    this.#out = '';
    return out;
  }

  override text(text: string): void {
    this.#chunk(this.index, JSON.stringify(text), 'null');
  }

  override finish(reason: FinishReason): void {
    this.#finished.push({ index: this.index, reason: finishOf(reason) });
  }

  end({ usage }: { readonly usage: TokenUsage | null }): Buffer {
    for (const { index, reason } of this.#finished) this.#chunk(index, '""', `"${reason}"`);
    const options = this.#context.request['stream_options'] as { readonly include_usage?: unknown } | null | undefined;
    if (usage !== null && options?.include_usage === true) this.#out += `${this.#head}"choices":[],"usage":${JSON.stringify(chatUsage(usage))}}\n\n`;
    this.#out += 'data: [DONE]\n\n';
    return this.take();
  }

  fail(error: ModelHubError): Buffer {
    return Buffer.concat([this.take(), Buffer.from(chatErrorFrame(error, this.#context.generationId))]);
  }

  #chunk(index: number, text: string, finishReason: string): void {
    this.#out += `${this.#head}"choices":[{"text":${text},"index":${index},"logprobs":null,"finish_reason":${finishReason}}]}\n\n`;
  }
}

export class CompletionWholeWriter extends TextOnly implements WholeWriter {
  readonly #context: AnswerContext;
  readonly #choices: { text: string; reason: string }[] = [];

  constructor(context: AnswerContext) {
    super();
    this.#context = context;
  }

  override text(text: string): void {
    this.#choice.text += text;
  }

  override finish(reason: FinishReason): void {
    this.#choice.reason = finishOf(reason);
  }

  body({ usage }: { readonly usage: TokenUsage | null }): Buffer {
    const { generationId, createdAtSeconds, model } = this.#context;
    const choices = this.#choices.map(({ text, reason }, index) => ({ text, index, logprobs: null, finish_reason: reason }));
    const completion = { id: generationId, object: 'text_completion', created: createdAtSeconds, model, choices };
    return Buffer.from(JSON.stringify({ ...completion, ...(usage === null ? {} : { usage: chatUsage(usage) }) }));
  }

  get #choice(): { text: string; reason: string } {
    return (this.#choices[this.index] ??= { text: '', reason: 'stop' });
  }
}
