import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { removeSecrets, unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import type { StreamTranslator, TranslationContext } from '../types.ts';
import { EventSplitter } from '../event-splitter.ts';
import { isTokenCount } from '../token-count.ts';
import { reasoningEncrypted, reasoningText } from './reasoning.ts';
import { finishReasonOf } from './stop-reason.ts';
import { answerForm } from './structured-output.ts';
import { textOf } from './text-of.ts';
import { asUsage, mergeUsage, toOpenAIUsage, usageFromAnthropic, type AnthropicUsage } from './usage.ts';

const EMPTY = Buffer.alloc(0);

type Fields = Readonly<Record<string, unknown>>;

/** A content block that is being streamed. */
interface OpenBlock {
  readonly kind: 'text' | 'thinking' | 'tool' | 'answer' | 'unknown';
  /** Of a tool call: its place among the calls. Of thinking: its place among the details. */
  readonly position: number;
  /** What a tool call started with: its arguments, if no deltas follow. */
  readonly input: unknown;
  hasArguments: boolean;
}

/** Anthropic's stream events as chat completion chunks. */
export class AnthropicStreamTranslator implements StreamTranslator {
  finishReason: string | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  isUsageFinal = false;
  error: ModelHubError | null = null;

  readonly #splitter = new EventSplitter();
  readonly #context: TranslationContext;
  readonly #output = new OutputMeter();
  /** Everything of a chunk before its delta; only the delta differs from chunk to chunk. */
  readonly #head: string;
  readonly #blocks = new Map<number, OpenBlock>();
  #isStarted = false;
  #toolCalls = 0;
  #details = 0;
  /** The tool that stands for structured output. */
  #answerName: string | null = null;
  /** Text before a structured answer: it is not part of it, and is shown only if no such answer comes. */
  #heldText = '';
  #usage: AnthropicUsage | null = null;

  constructor(context: TranslationContext) {
    this.#context = context;
    const { generationId, createdAtSeconds, model } = context;
    this.#head = `data: {"id":${JSON.stringify(generationId)},"object":"chat.completion.chunk","created":${createdAtSeconds},"model":${JSON.stringify(model)},`;
  }

  get usage(): TokenUsage | null {
    const usage = usageFromAnthropic(this.#usage);
    // What stands for the output until the end is only where the count begins.
    return usage === null || this.isUsageFinal ? usage : { ...usage, output: Math.max(usage.output, this.outputTokensForwarded) };
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    let out = '';
    for (const data of this.#splitter.push(chunk)) {
      out += this.#translate(data);
      if (this.isComplete || this.error !== null) break;
    }
    if (this.#splitter.isOverlong && !this.isComplete) this.error ??= unreadable('Anthropic', 'an event without an end');
    return out === '' ? EMPTY : Buffer.from(out);
  }

  end(): Buffer {
    let out = '';
    if (!this.isComplete && this.error === null) out = this.#endUnterminated();
    if (!this.isComplete) return EMPTY;
    const finish = this.#chunk('{}', JSON.stringify(this.finishReason ?? 'stop'));
    const usage = this.usage;
    const isUsageShown = this.#context.includeUsage && usage !== null && this.isUsageFinal;
    const usageChunk = isUsageShown ? `${this.#head}"choices":[],"usage":${JSON.stringify(toOpenAIUsage(usage))}}\n\n` : '';
    return Buffer.from(`${out}${finish}${usageChunk}data: [DONE]\n\n`);
  }

  /** The last event may lack the empty line behind it; any other event without it was cut. */
  #endUnterminated(): string {
    const last = this.#splitter.end();
    return last !== null && /^\s*\{\s*"type"\s*:\s*"(message_stop|error)"[^]*\}\s*$/.test(last) ? this.#translate(last) : '';
  }

  #translate(data: string): string {
    let event: Fields;
    try {
      event = fieldsOf(JSON.parse(data));
    } catch {
      this.error = unreadable('Anthropic', `an event that is not JSON: ${data.length} characters`);
      return '';
    }
    switch (event['type']) {
      case 'content_block_delta':
        return this.#delta(indexOf(event), fieldsOf(event['delta']));
      case 'content_block_start':
        return this.#startBlock(indexOf(event), fieldsOf(event['content_block']));
      case 'content_block_stop':
        return this.#stopBlock(indexOf(event));
      case 'message_start':
        return this.#start(fieldsOf(event['message']));
      case 'message_delta':
        return this.#messageDelta(event);
      case 'message_stop':
        return this.#stop();
      case 'error':
        this.error = streamError(fieldsOf(event['error']));
        return '';
      default:
        // `ping`, and whatever Anthropic adds: "your code should handle unknown event types gracefully".
        return '';
    }
  }

  #start(message: Fields): string {
    this.#report(message['usage']);
    if (this.#isStarted) return '';
    this.#isStarted = true;
    const form = answerForm(this.#context.request, typeof message['model'] === 'string' ? message['model'] : undefined);
    this.#answerName = form.kind === 'tool' ? form.name : null;
    return this.#chunk('{"role":"assistant","content":""}');
  }

  #messageDelta(event: Fields): string {
    this.#report(event['usage']);
    if (isTokenCount(asUsage(event['usage'])?.output_tokens)) this.isUsageFinal = true;
    const stopReason = fieldsOf(event['delta'])['stop_reason'];
    if (typeof stopReason !== 'string') return '';
    const out = this.#closeAll();
    this.finishReason = finishReasonOf(stopReason, this.#toolCalls);
    return out;
  }

  #stop(): string {
    if (!this.#isStarted) {
      this.error = unreadable('Anthropic', 'the end of a message that did not begin');
      return '';
    }
    this.isComplete = true;
    return this.#closeAll();
  }

  #report(value: unknown): void {
    const usage = asUsage(value);
    if (usage === null) return;
    this.#usage = mergeUsage(this.#usage ?? {}, usage);
    if (typeof usage.service_tier === 'string') this.serviceTier = usage.service_tier;
  }

  #startBlock(index: number, block: Fields): string {
    const open = (kind: OpenBlock['kind'], position = 0): void => {
      this.#blocks.set(index, { kind, position, input: block['input'], hasArguments: false });
    };
    switch (block['type']) {
      case 'text':
        open('text');
        return this.#text(textOf(block['text']));
      case 'thinking':
        open('thinking', this.#details++);
        return this.#thinking(this.#details - 1, textOf(block['thinking'])) + this.#signature(this.#details - 1, block['signature']);
      case 'redacted_thinking':
        open('unknown');
        return this.#chunk(JSON.stringify({ reasoning_details: [reasoningEncrypted(this.#details++, block['data'])] }));
      case 'tool_use':
        if (block['name'] === this.#answerName) {
          open('answer');
          this.#heldText = '';
          return '';
        }
        open('tool', this.#toolCalls++);
        return this.#release() + this.#toolCall(this.#toolCalls - 1, { id: block['id'], type: 'function', function: { name: block['name'], arguments: '' } });
      default:
        open('unknown');
        return '';
    }
  }

  #delta(index: number, delta: Fields): string {
    const block = this.#blocks.get(index);
    if (block?.kind === 'unknown') return '';
    switch (delta['type']) {
      case 'text_delta':
        return this.#text(textOf(delta['text']));
      case 'input_json_delta':
        return this.#arguments(block, textOf(delta['partial_json']));
      case 'thinking_delta':
        return this.#thinking(block?.position ?? 0, textOf(delta['thinking']));
      case 'signature_delta':
        return this.#signature(block?.position ?? 0, delta['signature']);
      default:
        return '';
    }
  }

  #stopBlock(index: number): string {
    const block = this.#blocks.get(index);
    this.#blocks.delete(index);
    if (block === undefined || block.hasArguments || (block.kind !== 'tool' && block.kind !== 'answer')) return '';
    // A call without deltas has its arguments in its first event, or none at all.
    return this.#argumentText(block, JSON.stringify(block.input ?? {}));
  }

  /** Blocks that were not closed, and text that was held back for an answer that did not come. */
  #closeAll(): string {
    let out = '';
    for (const index of this.#blocks.keys()) out += this.#stopBlock(index);
    return out + this.#release();
  }

  #arguments(block: OpenBlock | undefined, text: string): string {
    if (text === '') return '';
    if (block?.kind !== 'tool' && block?.kind !== 'answer') {
      this.error = unreadable('Anthropic', 'arguments of a tool call that did not begin');
      return '';
    }
    block.hasArguments = true;
    return this.#argumentText(block, text);
  }

  #argumentText(block: OpenBlock, text: string): string {
    if (block.kind === 'answer') return this.#content(text);
    this.#output.add(Buffer.byteLength(text));
    return this.#chunk(`{"tool_calls":[{"index":${block.position},"function":{"arguments":${JSON.stringify(text)}}}]}`);
  }

  #toolCall(index: number, call: Fields): string {
    return this.#chunk(JSON.stringify({ tool_calls: [{ index, ...call }] }));
  }

  #text(text: string): string {
    if (this.#answerName === null) return this.#content(text);
    this.#heldText += text;
    return '';
  }

  #release(): string {
    const text = this.#heldText;
    this.#heldText = '';
    return this.#content(text);
  }

  #content(text: string): string {
    if (text === '') return '';
    this.#output.add(Buffer.byteLength(text));
    return this.#chunk(`{"content":${JSON.stringify(text)}}`);
  }

  #thinking(position: number, text: string): string {
    if (text === '') return '';
    this.#output.add(Buffer.byteLength(text));
    return this.#chunk(JSON.stringify({ reasoning_content: text, reasoning_details: [reasoningText(position, { text })] }));
  }

  #signature(position: number, signature: unknown): string {
    if (typeof signature !== 'string' || signature === '') return '';
    return this.#chunk(JSON.stringify({ reasoning_details: [reasoningText(position, { text: '', signature })] }));
  }

  #chunk(delta: string, finishReason = 'null'): string {
    return `${this.#head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finishReason}}]}\n\n`;
  }
}

function streamError(error: Fields): ModelHubError {
  const isOverload = error['type'] === 'overloaded_error';
  return new ModelHubError(isOverload ? 'overloaded' : 'provider_error', {
    message: isOverload ? 'Anthropic is overloaded.' : 'Anthropic broke off its answer.',
    detail: removeSecrets(`${textOf(error['type'])} ${textOf(error['message'])}`.trim()),
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function indexOf(event: Fields): number {
  return typeof event['index'] === 'number' ? event['index'] : 0;
}
