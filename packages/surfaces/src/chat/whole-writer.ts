import type { TokenUsage } from '@modelhub/core/token-usage';
import type { Citation, FinishReason, ReasoningFormat } from '@modelhub/providers/answer';
import type { AnswerContext } from '@modelhub/providers/types';
import type { WholeWriter } from '../types.ts';
import { annotationOf, imageOf } from './parts.ts';
import { chatUsage } from './usage.ts';

interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; arguments: string };
}

interface Choice {
  content: string;
  refusal: string;
  reasoning: string;
  readonly details: Record<string, unknown>[];
  /** The last of the details is text that has no signature yet. */
  isReasoning: boolean;
  readonly toolCalls: ToolCall[];
  readonly annotations: object[];
  readonly images: object[];
  logprobs: { content: unknown[] | null; refusal: unknown[] | null } | null;
  finishReason: FinishReason;
}

/** Writes a whole chat completion. */
export class ChatWholeWriter implements WholeWriter {
  readonly #context: AnswerContext;
  readonly #choices: Choice[] = [emptyChoice()];
  #choice = this.#choices[0] as Choice;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  begin(): void {}

  choice(index: number): void {
    this.#choice = this.#choices[index] ??= emptyChoice();
  }

  text(text: string): void {
    this.#choice.isReasoning = false;
    this.#choice.content += text;
  }

  refusal(text: string): void {
    this.#choice.isReasoning = false;
    this.#choice.refusal += text;
  }

  reasoning(text: string): void {
    this.#choice.reasoning += text;
    const detail = this.#reasoningDetail();
    detail['text'] = String(detail['text']) + text;
  }

  signature(signature: string, { format, toolCallId }: { readonly format: ReasoningFormat; readonly toolCallId?: string }): void {
    if (toolCallId !== undefined) {
      this.encryptedReasoning(signature, { format, id: toolCallId });
      return;
    }
    Object.assign(this.#reasoningDetail(), { signature, format });
    this.#choice.isReasoning = false;
  }

  encryptedReasoning(data: string, { format, id }: { readonly format: ReasoningFormat; readonly id?: string }): void {
    const { details } = this.#choice;
    this.#choice.isReasoning = false;
    details.push({ type: 'reasoning.encrypted', data, ...(id === undefined ? {} : { id }), format, index: details.length });
  }

  toolCall(position: number, { id, name }: { readonly id: string; readonly name: string }): void {
    this.#choice.isReasoning = false;
    this.#choice.toolCalls[position] = { id, type: 'function', function: { name, arguments: '' } };
  }

  toolArguments(position: number, fragment: string): void {
    (this.#choice.toolCalls[position] as ToolCall).function.arguments += fragment;
  }

  citation(citation: Citation): void {
    this.#choice.annotations.push(annotationOf(citation));
  }

  logprobs(kind: 'content' | 'refusal', entries: readonly unknown[]): void {
    const logprobs = (this.#choice.logprobs ??= { content: null, refusal: null });
    logprobs[kind] = [...(logprobs[kind] ?? []), ...entries];
  }

  image(image: { readonly mediaType: string; readonly base64: string }): void {
    this.#choice.images.push(imageOf(image));
  }

  finish(reason: FinishReason): void {
    this.#choice.finishReason = reason;
  }

  body({ usage }: { readonly usage: TokenUsage | null }): Buffer {
    const { generationId, createdAtSeconds, model } = this.#context;
    const completion = {
      id: generationId,
      object: 'chat.completion',
      created: createdAtSeconds,
      model,
      choices: this.#choices.map((choice, index) => ({ index, message: messageOf(choice), logprobs: choice.logprobs, finish_reason: choice.finishReason })),
      ...(usage === null ? {} : { usage: chatUsage(usage) }),
    };
    return Buffer.from(JSON.stringify(completion));
  }

  #reasoningDetail(): Record<string, unknown> {
    const { details, isReasoning } = this.#choice;
    if (!isReasoning) details.push({ type: 'reasoning.text', text: '', index: details.length });
    this.#choice.isReasoning = true;
    return details.at(-1) as Record<string, unknown>;
  }
}

function emptyChoice(): Choice {
  return {
    content: '',
    refusal: '',
    reasoning: '',
    details: [],
    isReasoning: false,
    toolCalls: [],
    annotations: [],
    images: [],
    logprobs: null,
    finishReason: 'stop',
  };
}

function messageOf({ content, refusal, reasoning, details, toolCalls, annotations, images }: Choice): object {
  return {
    role: 'assistant',
    content: content === '' && (toolCalls.length > 0 || refusal !== '') ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(details.length > 0 ? { reasoning_details: details } : {}),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
    ...(images.length > 0 ? { images } : {}),
  };
}
