import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import type { AnswerSink, FinishReason, StreamReader } from '../answer.ts';
import type { ReadContext } from '../types.ts';
import { EventSplitter } from '../event-splitter.ts';
import { isTokenCount } from '../token-count.ts';
import { citationOf } from './citations.ts';
import { REASONING_FORMAT } from './reasoning.ts';
import { finishReasonOf } from './stop-reason.ts';
import { streamError } from './stream-error.ts';
import { answerForm } from './structured-output.ts';
import { textOf } from './text-of.ts';
import { asUsage, mergeUsage, usageFromAnthropic, type AnthropicUsage } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A content block that is being streamed. */
interface OpenBlock {
  readonly kind: 'text' | 'thinking' | 'tool' | 'answer' | 'unknown';
  /** Of a tool call: its place among the calls. */
  readonly position: number;
  /** What a tool call started with: its arguments, if no deltas follow. */
  readonly input: unknown;
  hasArguments: boolean;
  /** Of a text: where it begins in the whole text of the answer, in characters, and what it is founded on. */
  readonly startIndex: number;
  readonly citations: unknown[];
}

/** Reads Anthropic's stream events. */
export class AnthropicStreamReader implements StreamReader {
  finishReason: FinishReason | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  isUsageFinal = false;
  error: ModelHubError | null = null;

  readonly #splitter = new EventSplitter();
  readonly #sink: AnswerSink;
  readonly #context: ReadContext;
  readonly #output = new OutputMeter();
  readonly #blocks = new Map<number, OpenBlock>();
  #isStarted = false;
  #toolCalls = 0;
  #textLength = 0;
  /** The tool that stands for structured output. */
  #answerName: string | null = null;
  /** Text before a structured answer: it is not part of it, and is shown only if no such answer comes. */
  #heldText = '';
  #stopReason: string | null = null;
  #stopSequence: string | null = null;
  #usage: AnthropicUsage | null = null;

  constructor(sink: AnswerSink, context: ReadContext) {
    this.#sink = sink;
    this.#context = context;
  }

  get usage(): TokenUsage | null {
    const usage = usageFromAnthropic(this.#usage);
    // What stands for the output until the end is only where the count begins.
    return usage === null || this.isUsageFinal ? usage : { ...usage, output: Math.max(usage.output, this.outputTokensForwarded) };
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): void {
    if (this.isComplete || this.error !== null) return;
    for (const data of this.#splitter.push(chunk)) {
      this.#read(data);
      if (this.isComplete || this.error !== null) return;
    }
    if (this.#splitter.isOverlong) this.error = unreadable('Anthropic', 'an event without an end');
  }

  /** The last event may lack the empty line behind it; any other event without it was cut. */
  end(): void {
    if (this.isComplete || this.error !== null) return;
    const last = this.#splitter.end();
    if (last !== null && /^\s*\{\s*"type"\s*:\s*"(message_stop|error)"[^]*\}\s*$/.test(last)) this.#read(last);
  }

  #read(data: string): void {
    let event: Fields;
    try {
      event = fieldsOf(JSON.parse(data));
    } catch {
      this.error = unreadable('Anthropic', `an event that is not JSON: ${data.length} characters`);
      return;
    }
    switch (event['type']) {
      case 'content_block_delta':
        this.#delta(indexOf(event), fieldsOf(event['delta']));
        break;
      case 'content_block_start':
        this.#startBlock(indexOf(event), fieldsOf(event['content_block']));
        break;
      case 'content_block_stop':
        this.#stopBlock(indexOf(event));
        break;
      case 'message_start':
        this.#start(fieldsOf(event['message']));
        break;
      case 'message_delta':
        this.#messageDelta(event);
        break;
      case 'message_stop':
        this.#stop();
        break;
      case 'error':
        this.error = streamError(fieldsOf(event['error']));
        break;
      default:
      // `ping`, and whatever Anthropic adds: "your code should handle unknown event types gracefully".
    }
  }

  #start(message: Fields): void {
    this.#report(message['usage']);
    if (this.#isStarted) return;
    this.#isStarted = true;
    const form = answerForm(this.#context.request, typeof message['model'] === 'string' ? message['model'] : undefined);
    this.#answerName = form.kind === 'tool' ? form.name : null;
    this.#sink.begin();
  }

  #messageDelta(event: Fields): void {
    this.#report(event['usage']);
    if (isTokenCount(asUsage(event['usage'])?.output_tokens)) this.isUsageFinal = true;
    const { stop_reason: reason, stop_sequence: sequence } = fieldsOf(event['delta']);
    if (typeof reason !== 'string') return;
    this.#closeAll();
    this.#stopReason = reason;
    this.#stopSequence = typeof sequence === 'string' ? sequence : null;
    this.finishReason = finishReasonOf(reason, this.#toolCalls);
  }

  #stop(): void {
    if (!this.#isStarted) {
      this.error = unreadable('Anthropic', 'the end of a message that did not begin');
      return;
    }
    this.#closeAll();
    if (this.error !== null) return;
    this.isComplete = true;
    this.#sink.finish(finishReasonOf(this.#stopReason, this.#toolCalls), { stopSequence: this.#stopSequence });
  }

  #report(value: unknown): void {
    const usage = asUsage(value);
    if (usage === null) return;
    this.#usage = mergeUsage(this.#usage ?? {}, usage);
    if (typeof usage.service_tier === 'string') this.serviceTier = usage.service_tier;
  }

  #startBlock(index: number, block: Fields): void {
    if (!this.#mayWrite()) return;
    const open = (kind: OpenBlock['kind'], position = 0): void => {
      this.#blocks.set(index, { kind, position, input: block['input'], hasArguments: false, startIndex: this.#textLength, citations: [] });
    };
    switch (block['type']) {
      case 'text':
        open('text');
        this.#text(textOf(block['text']));
        break;
      case 'thinking':
        open('thinking');
        this.#thinking(textOf(block['thinking']));
        this.#signature(block['signature']);
        break;
      case 'redacted_thinking':
        open('unknown');
        this.#sink.encryptedReasoning(textOf(block['data']), { format: REASONING_FORMAT });
        break;
      case 'tool_use':
        if (block['name'] === this.#answerName) {
          open('answer');
          this.#heldText = '';
          break;
        }
        this.#release();
        this.#sink.toolCall(this.#toolCalls, { id: textOf(block['id']), name: textOf(block['name']) });
        open('tool', this.#toolCalls++);
        break;
      default:
        open('unknown');
    }
  }

  #delta(index: number, delta: Fields): void {
    if (!this.#mayWrite()) return;
    const block = this.#blocks.get(index);
    if (block?.kind === 'unknown') return;
    switch (delta['type']) {
      case 'text_delta':
        this.#text(textOf(delta['text']));
        break;
      case 'input_json_delta':
        this.#arguments(block, textOf(delta['partial_json']));
        break;
      case 'thinking_delta':
        this.#thinking(textOf(delta['thinking']));
        break;
      case 'signature_delta':
        this.#signature(delta['signature']);
        break;
      case 'citations_delta':
        block?.citations.push(delta['citation']);
        break;
      default:
    }
  }

  /** Content outside of a message cannot be told to anybody. */
  #mayWrite(): boolean {
    if (this.#isStarted && this.#stopReason === null) return true;
    this.error = unreadable('Anthropic', this.#isStarted ? 'content behind the end of a message' : 'content of a message that did not begin');
    return false;
  }

  #stopBlock(index: number): void {
    const block = this.#blocks.get(index);
    this.#blocks.delete(index);
    for (const citation of block?.citations ?? []) {
      if (this.#textLength > 0) this.#sink.citation(citationOf(citation, { startIndex: block?.startIndex ?? 0, endIndex: this.#textLength }));
    }
    if (block === undefined || block.hasArguments || (block.kind !== 'tool' && block.kind !== 'answer')) return;
    // A call without deltas has its arguments in its first event, or none at all.
    this.#argumentText(block, JSON.stringify(block.input ?? {}));
  }

  /** Blocks that were not closed, and text that was held back for an answer that did not come. */
  #closeAll(): void {
    for (const index of this.#blocks.keys()) this.#stopBlock(index);
    this.#release();
  }

  #arguments(block: OpenBlock | undefined, text: string): void {
    if (text === '') return;
    if (block?.kind !== 'tool' && block?.kind !== 'answer') {
      this.error = unreadable('Anthropic', 'arguments of a tool call that did not begin');
      return;
    }
    block.hasArguments = true;
    this.#argumentText(block, text);
  }

  #argumentText(block: OpenBlock, text: string): void {
    if (block.kind === 'answer') {
      this.#content(text);
      return;
    }
    this.#output.add(Buffer.byteLength(text));
    this.#sink.toolArguments(block.position, text);
  }

  #text(text: string): void {
    if (this.#answerName === null) this.#content(text);
    else this.#heldText += text;
  }

  #release(): void {
    const text = this.#heldText;
    this.#heldText = '';
    this.#content(text);
  }

  #content(text: string): void {
    if (text === '') return;
    this.#output.add(Buffer.byteLength(text));
    this.#textLength += text.length;
    this.#sink.text(text);
  }

  #thinking(text: string): void {
    if (text === '') return;
    this.#output.add(Buffer.byteLength(text));
    this.#sink.reasoning(text);
  }

  #signature(signature: unknown): void {
    if (typeof signature === 'string' && signature !== '') this.#sink.signature(signature, { format: REASONING_FORMAT });
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function indexOf(event: Fields): number {
  return typeof event['index'] === 'number' ? event['index'] : 0;
}
