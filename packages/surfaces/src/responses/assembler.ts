import type { AnswerSink, Citation, FinishReason, ReasoningFormat } from '@modelhub/providers/answer';
import { digitsOf } from '@modelhub/providers/openai/response-id';
import type { AnswerContext } from '@modelhub/providers/types';
import { OpenCustomCall, OpenFunctionCall, type OpenCall } from './open-call.ts';
import { OpenMessage } from './open-message.ts';
import { OpenReasoning } from './open-reasoning.ts';
import { ITEM_PREFIXES, type ImageItem, type ItemLog, type ItemStatus, type OutputItem, type TextPiece } from './output-items.ts';
import { asksForLogprobs, customToolNames } from './request-facts.ts';

/**
 * Makes the items of a response out of the calls of a sink. Both writers extend it, so that a streamed answer and a whole one are the same: they differ
 * in what they make of the events. Of several choices, which the Responses API has no way to ask for, the first one is told.
 */
export abstract class ResponseAssembler implements AnswerSink {
  protected readonly output: OutputItem[] = [];
  protected finishReason: FinishReason | null = null;
  readonly #log: ItemLog;
  readonly #customTools: ReadonlySet<string>;
  readonly #hasLogprobs: boolean;
  #message: OpenMessage | null = null;
  #reasoning: OpenReasoning | null = null;
  /** By position; they stay open until the end, as pieces of theirs may still come. */
  readonly #calls = new Map<number, { readonly call: OpenCall; hasArguments: boolean }>();
  #isOtherChoice = false;

  constructor({ request, generationId }: AnswerContext) {
    this.#customTools = customToolNames(request['tools']);
    this.#hasLogprobs = asksForLogprobs(request);
    const digits = digitsOf(generationId);
    this.#log = {
      nextId: (type) => `${ITEM_PREFIXES[type]}_${digits}${this.output.length.toString(16).padStart(2, '0')}`,
      add: (item) => {
        const index = this.output.push(item) - 1;
        this.emit('response.output_item.added', { output_index: index, item });
        return index;
      },
      emit: (type, fields) => this.emit(type, fields),
      delta: (type, place, piece) => this.delta(type, place, piece),
      done: (index, item) => this.emit('response.output_item.done', { output_index: index, item }),
    };
  }

  /** An event about an item, as the item is now. */
  protected abstract emit(type: string, fields: Readonly<Record<string, unknown>>): void;
  /** See `ItemLog.delta`. */
  protected abstract delta(type: string, place: string, piece: TextPiece): void;

  begin(): void {}

  choice(index: number): void {
    this.#isOtherChoice = index !== 0;
  }

  text(text: string): void {
    if (this.#isDeaf || text === '') return;
    this.#openMessage().text(text);
  }

  refusal(text: string): void {
    if (this.#isDeaf || text === '') return;
    this.#openMessage().refusal(text);
  }

  reasoning(text: string): void {
    if (this.#isDeaf || text === '') return;
    this.#openReasoning().text(text);
  }

  signature(signature: string, { format, toolCallId }: { readonly format: ReasoningFormat; readonly toolCallId?: string }): void {
    this.#seal({ kind: 'signature', format, data: signature, about: toolCallId ?? null });
  }

  encryptedReasoning(data: string, { format, id }: { readonly format: ReasoningFormat; readonly id?: string }): void {
    // OpenAI encrypts the thought of which it shows a summary; with others it is a thought of its own.
    if (format !== 'openai-responses-v1') this.#endReasoning('completed');
    this.#seal({ kind: 'encrypted', format, data, about: id ?? null });
  }

  toolCall(position: number, call: { readonly id: string; readonly name: string }): void {
    if (this.#isDeaf || this.#calls.has(position)) return;
    this.#endReasoning('completed');
    this.#endMessage('completed');
    const open = this.#customTools.has(call.name) ? new OpenCustomCall(this.#log, call) : new OpenFunctionCall(this.#log, call);
    this.#calls.set(position, { call: open, hasArguments: false });
  }

  toolArguments(position: number, fragment: string): void {
    const known = this.#calls.get(position);
    if (this.#isDeaf || known === undefined || fragment === '') return;
    known.hasArguments = true;
    known.call.arguments(fragment);
  }

  citation(citation: Citation): void {
    if (!this.#isDeaf) this.#openMessage().citation(citation);
  }

  logprobs(kind: 'content' | 'refusal', entries: readonly unknown[]): void {
    if (!this.#isDeaf && kind === 'content' && this.#hasLogprobs) this.#openMessage().logprobs(entries);
  }

  image({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): void {
    if (this.#isDeaf) return;
    this.#endReasoning('completed');
    this.#endMessage('completed');
    const id = this.#log.nextId('image_generation_call');
    const output_format = mediaType.replace(/^image\//, '');
    const item: ImageItem = { id, type: 'image_generation_call', status: 'in_progress', output_format, result: null };
    const output_index = this.#log.add(item);
    for (const step of ['in_progress', 'generating', 'completed']) this.#log.emit(`response.image_generation_call.${step}`, { item_id: id, output_index });
    item.status = 'completed';
    item.result = base64;
    this.#log.done(output_index, item);
  }

  finish(reason: FinishReason): void {
    if (this.#isDeaf) return;
    this.close(reason === 'stop' || reason === 'tool_calls' ? 'completed' : 'incomplete');
    this.finishReason = reason;
  }

  /** Ends what is open. */
  protected close(status: ItemStatus): void {
    this.#endReasoning(status);
    this.#endMessage(status);
    for (const { call, hasArguments } of this.#calls.values()) {
      if (!hasArguments && status === 'completed') call.arguments('{}');
      call.close(status);
    }
    this.#calls.clear();
  }

  /** Sends what waits, since nothing more has come yet. */
  protected flush(): void {
    this.#message?.flush();
  }

  get #isDeaf(): boolean {
    return this.#isOtherChoice || this.finishReason !== null;
  }

  #openMessage(): OpenMessage {
    this.#endReasoning('completed');
    this.#message ??= new OpenMessage(this.#log, { hasLogprobs: this.#hasLogprobs });
    return this.#message;
  }

  #openReasoning(): OpenReasoning {
    this.#endMessage('completed');
    this.#reasoning ??= new OpenReasoning(this.#log);
    return this.#reasoning;
  }

  #seal(reasoning: Parameters<OpenReasoning['seal']>[0]): void {
    if (this.#isDeaf) return;
    this.#openReasoning().seal(reasoning);
    this.#endReasoning('completed');
  }

  #endReasoning(status: ItemStatus): void {
    this.#reasoning?.close(status);
    this.#reasoning = null;
  }

  #endMessage(status: ItemStatus): void {
    this.#message?.close(status);
    this.#message = null;
  }
}
