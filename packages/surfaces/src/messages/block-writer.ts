import { parseExactly } from '@modelhub/providers/exact-json';
import type { AnswerSink, Citation, FinishReason, ReasoningFormat } from '@modelhub/providers/answer';
import { sealReasoning } from '../reasoning-envelope.ts';
import { stopReasonOf } from './stop-reason.ts';

export type Block = Record<string, unknown> & { readonly type: string };

/** Where a block's content goes; a streamed and a whole message differ in nothing else. */
export interface BlockTarget {
  open(index: number, block: Block): void;
  delta(index: number, delta: Block): void;
  close(index: number): void;
}

/** Arranges an answer into content blocks of Anthropic's dialect: one is open at a time, in the order in which the model wrote. */
export class BlockWriter implements AnswerSink {
  readonly #target: BlockTarget;
  #count = 0;
  /** The kind of the block that is open; it is the last one. */
  #open: 'text' | 'thinking' | 'tool_use' | null = null;
  /** The block of each call, by its position. */
  readonly #calls: number[] = [];
  #hasRefused = false;
  #ending: { readonly reason: FinishReason; readonly stopSequence: string | null } | null = null;

  constructor(target: BlockTarget) {
    this.#target = target;
  }

  get stopReason(): string {
    return stopReasonOf({ reason: this.#ending?.reason ?? 'stop', stopSequence: this.#ending?.stopSequence ?? null, hasRefused: this.#hasRefused });
  }

  get stopSequence(): string | null {
    return this.#ending?.stopSequence ?? null;
  }

  begin(): void {}

  /** The dialect has one choice, and asks for no more. */
  choice(): void {}

  text(text: string): void {
    this.#target.delta(this.#blockOf('text'), { type: 'text_delta', text });
  }

  refusal(text: string): void {
    this.#hasRefused = true;
    this.text(text);
  }

  reasoning(text: string): void {
    this.#target.delta(this.#blockOf('thinking'), { type: 'thinking_delta', thinking: text });
  }

  /** Anthropic's own signature goes as it is; another lab's is sealed with its name, so that it comes back to who can read it. */
  signature(signature: string, { format, toolCallId }: { readonly format: ReasoningFormat; readonly toolCallId?: string }): void {
    const isOwn = format === 'anthropic-claude-v1' && toolCallId === undefined;
    // The signature of a call is no proof of the thinking before it.
    if (toolCallId !== undefined) this.#close();
    const index = this.#blockOf('thinking');
    const sealed = isOwn ? signature : sealReasoning({ kind: 'signature', format, data: signature, about: toolCallId ?? null });
    this.#target.delta(index, { type: 'signature_delta', signature: sealed });
    this.#close();
  }

  encryptedReasoning(data: string, { format, id }: { readonly format: ReasoningFormat; readonly id?: string }): void {
    const isOwn = format === 'anthropic-claude-v1';
    this.#whole({ type: 'redacted_thinking', data: isOwn ? data : sealReasoning({ kind: 'encrypted', format, data, about: id ?? null }) });
  }

  toolCall(position: number, { id, name }: { readonly id: string; readonly name: string }): void {
    this.#close();
    this.#open = 'tool_use';
    this.#calls[position] = this.#count;
    this.#target.open(this.#count++, { type: 'tool_use', id, name, input: {} });
  }

  /** Goes to its own block even when another has begun since. */
  toolArguments(position: number, fragment: string): void {
    this.#target.delta(this.#calls[position] ?? 0, { type: 'input_json_delta', partial_json: fragment });
  }

  citation({ url, title, citedText }: Citation): void {
    const source = { url: url ?? '', title, cited_text: citedText ?? '', encrypted_index: '' };
    this.#target.delta(this.#blockOf('text'), { type: 'citations_delta', citation: { type: 'web_search_result_location', ...source } });
  }

  /** The dialect has no place for them, and no way to ask for them. */
  logprobs(): void {}

  image({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): void {
    this.#whole({ type: 'image', source: { type: 'base64', media_type: mediaType, data: base64 } });
  }

  finish(reason: FinishReason, about: { readonly stopSequence?: string | null } = {}): void {
    this.#close();
    this.#ending = { reason, stopSequence: about.stopSequence ?? null };
  }

  #blockOf(kind: 'text' | 'thinking'): number {
    if (this.#open !== kind) {
      this.#close();
      this.#open = kind;
      this.#target.open(this.#count++, kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' });
    }
    return this.#count - 1;
  }

  #whole(block: Block): void {
    this.#close();
    this.#target.open(this.#count, block);
    this.#target.close(this.#count++);
  }

  #close(): void {
    if (this.#open === null) return;
    this.#open = null;
    this.#target.close(this.#count - 1);
  }
}

/** Arguments as the object that Anthropic's dialect wants; what is no JSON is handed over as it is. */
export function inputOf(text: string): unknown {
  try {
    return text === '' ? {} : parseExactly(text);
  } catch {
    return text;
  }
}
