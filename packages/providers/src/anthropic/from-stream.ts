import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { unreadable } from '../failure.ts';
import type { StreamTranslator, TranslationContext } from '../types.ts';
import { EventSplitter } from '../event-splitter.ts';
import { finishReasonOf } from './stop-reason.ts';
import { answerTool } from './structured-output.ts';
import { textOf } from './text-of.ts';
import { mergeUsage, toOpenAIUsage, usageFromAnthropic, type AnthropicUsage } from './usage.ts';

const EMPTY = Buffer.alloc(0);
const CHARACTERS_PER_TOKEN = 4;

interface StreamEvent {
  readonly type?: string;
  readonly index?: number;
  readonly message?: { readonly usage?: AnthropicUsage };
  readonly content_block?: Readonly<Record<string, unknown>>;
  readonly delta?: Readonly<Record<string, unknown>>;
  readonly usage?: AnthropicUsage | null;
  readonly error?: { readonly type?: unknown; readonly message?: unknown };
}

/** A tool call that is being streamed; `isAnswer` marks the one that stands for structured output. */
interface OpenTool {
  readonly position: number;
  readonly isAnswer: boolean;
  readonly input: unknown;
  hasArguments: boolean;
}

/** Anthropic's stream events as chat completion chunks. */
export class AnthropicStreamTranslator implements StreamTranslator {
  finishReason: string | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #splitter = new EventSplitter();
  readonly #context: TranslationContext;
  readonly #answerName: string | null;
  /** Everything of a chunk before its delta; only the delta differs from chunk to chunk. */
  readonly #head: string;
  readonly #tools = new Map<number, OpenTool>();
  #toolCalls = 0;
  #usage: AnthropicUsage | null = null;
  #characters = 0;

  constructor(context: TranslationContext) {
    this.#context = context;
    this.#answerName = answerTool(context.request)?.name ?? null;
    this.#head = `data: {"id":${JSON.stringify(context.generationId)},"object":"chat.completion.chunk","created":${context.createdAtSeconds},"model":${JSON.stringify(context.model)},`;
  }

  get usage(): TokenUsage | null {
    return this.#usage === null ? null : usageFromAnthropic(this.#usage);
  }

  /** The prompt is counted at the start, the output with the stop reason. */
  get isUsageFinal(): boolean {
    return this.#usage !== null && (this.isComplete || this.finishReason !== null);
  }

  get outputTokensForwarded(): number {
    return Math.ceil(this.#characters / CHARACTERS_PER_TOKEN);
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    let out = '';
    for (const data of this.#splitter.push(chunk)) {
      out += this.#translate(data);
      if (this.isComplete || this.error !== null) break;
    }
    if (this.#splitter.isOverlong) this.error = unreadable('Anthropic', 'an event without an end');
    return out === '' ? EMPTY : Buffer.from(out);
  }

  end(): Buffer {
    if (!this.isComplete) return EMPTY;
    const finish = this.#chunk('{}', JSON.stringify(this.finishReason ?? 'stop'));
    const usage = this.usage;
    const usageChunk = this.#context.includeUsage && usage !== null ? `${this.#head}"choices":[],"usage":${JSON.stringify(toOpenAIUsage(usage))}}\n\n` : '';
    return Buffer.from(`${finish}${usageChunk}data: [DONE]\n\n`);
  }

  #translate(data: string): string {
    let event: StreamEvent | null;
    try {
      event = JSON.parse(data) as StreamEvent | null;
    } catch {
      this.error = unreadable('Anthropic', `an event that is not JSON: ${data.length} characters`);
      return '';
    }
    switch (event?.type) {
      case 'message_start':
        this.#report(event.message?.usage);
        return this.#chunk('{"role":"assistant","content":""}');
      case 'content_block_start':
        return this.#startBlock(event.index ?? 0, event.content_block ?? {});
      case 'content_block_delta':
        return this.#delta(event.index ?? 0, event.delta ?? {});
      case 'content_block_stop':
        return this.#stopBlock(event.index ?? 0);
      case 'message_delta':
        this.#report(event.usage);
        if (typeof event.delta?.['stop_reason'] === 'string') this.finishReason = this.#finishReason(event.delta['stop_reason']);
        return '';
      case 'message_stop':
        this.isComplete = true;
        return '';
      case 'error':
        this.error = streamError(event.error);
        return '';
      default:
        // `ping`, and whatever Anthropic adds: "your code should handle unknown event types gracefully".
        return '';
    }
  }

  #report(usage: AnthropicUsage | null | undefined): void {
    if (usage == null) return;
    this.#usage = mergeUsage(this.#usage ?? {}, usage);
    if (typeof usage.service_tier === 'string') this.serviceTier = usage.service_tier;
  }

  #finishReason(stopReason: string): string {
    const isAnswerOnly = stopReason === 'tool_use' && this.#toolCalls === 0;
    return isAnswerOnly ? 'stop' : finishReasonOf(stopReason);
  }

  #startBlock(index: number, block: Readonly<Record<string, unknown>>): string {
    if (block['type'] === 'redacted_thinking') {
      return this.#chunk(JSON.stringify({ reasoning_details: [{ type: 'reasoning.encrypted', data: block['data'] }] }));
    }
    if (block['type'] === 'text' && typeof block['text'] === 'string' && block['text'] !== '') return this.#text(block['text']);
    if (block['type'] !== 'tool_use') return '';
    const isAnswer = block['name'] === this.#answerName;
    const tool: OpenTool = { position: isAnswer ? -1 : this.#toolCalls++, isAnswer, input: block['input'], hasArguments: false };
    this.#tools.set(index, tool);
    if (isAnswer) return '';
    const call = { index: tool.position, id: block['id'], type: 'function', function: { name: block['name'], arguments: '' } };
    return this.#chunk(JSON.stringify({ tool_calls: [call] }));
  }

  #delta(index: number, delta: Readonly<Record<string, unknown>>): string {
    switch (delta['type']) {
      case 'text_delta':
        return this.#text(textOf(delta['text']));
      case 'input_json_delta':
        return this.#arguments(index, textOf(delta['partial_json']));
      case 'thinking_delta': {
        const text = textOf(delta['thinking']);
        this.#characters += text.length;
        return this.#chunk(JSON.stringify({ reasoning_content: text, reasoning_details: [{ type: 'reasoning.text', text }] }));
      }
      case 'signature_delta':
        return this.#chunk(JSON.stringify({ reasoning_details: [{ type: 'reasoning.text', text: '', signature: delta['signature'] }] }));
      default:
        return '';
    }
  }

  #stopBlock(index: number): string {
    const tool = this.#tools.get(index);
    this.#tools.delete(index);
    if (tool === undefined || tool.hasArguments) return '';
    // A call without deltas has its arguments in its first event, or none at all.
    const text = JSON.stringify(tool.input ?? {});
    return this.#toolText(tool, text);
  }

  #arguments(index: number, text: string): string {
    const tool = this.#tools.get(index);
    if (tool === undefined || text === '') return '';
    tool.hasArguments = true;
    return this.#toolText(tool, text);
  }

  #toolText(tool: OpenTool, text: string): string {
    if (tool.isAnswer) return this.#text(text);
    this.#characters += text.length;
    return this.#chunk(`{"tool_calls":[{"index":${tool.position},"function":{"arguments":${JSON.stringify(text)}}}]}`);
  }

  #text(text: string): string {
    this.#characters += text.length;
    return this.#chunk(`{"content":${JSON.stringify(text)}}`);
  }

  #chunk(delta: string, finishReason = 'null'): string {
    return `${this.#head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finishReason}}]}\n\n`;
  }
}

function streamError(error: StreamEvent['error']): ModelHubError {
  const isOverload = error?.type === 'overloaded_error';
  return new ModelHubError(isOverload ? 'provider_unavailable' : 'provider_error', {
    message: isOverload ? 'Anthropic is overloaded.' : 'Anthropic broke off its answer.',
    detail: `${String(error?.type)} ${String(error?.message)}`,
  });
}
