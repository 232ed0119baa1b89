import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { anthropicError } from '@modelhub/providers/anthropic/client-error';
import type { AnswerContext } from '@modelhub/providers/types';
import type { StreamWriter } from '../types.ts';
import { BlockWriter, type Block, type BlockTarget } from './block-writer.ts';
import { messageId } from './message-id.ts';
import { messagesUsage } from './usage.ts';
import { ZERO_USAGE } from '@modelhub/core/token-usage';

const EMPTY = Buffer.alloc(0);

class EventTarget implements BlockTarget {
  out = '';

  open(index: number, block: Block): void {
    this.out += event('content_block_start', { index, content_block: block });
  }

  delta(index: number, delta: Block): void {
    // Text is nearly all of a stream: it is written by hand.
    if (delta.type === 'text_delta') {
      this.out += `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"text_delta","text":${JSON.stringify(delta['text'])}}}\n\n`;
    } else this.out += event('content_block_delta', { index, delta });
  }

  close(index: number): void {
    this.out += event('content_block_stop', { index });
  }
}

/** Writes the events of a streamed message in Anthropic's dialect. */
export class MessagesStreamWriter extends BlockWriter implements StreamWriter {
  readonly #context: AnswerContext;
  readonly #events: EventTarget;

  constructor(context: AnswerContext) {
    const events = new EventTarget();
    super(events);
    this.#events = events;
    this.#context = context;
  }

  /** The prompt is not counted yet: the estimate stands in until the last event says it. */
  override begin(): void {
    const { model, generationId, promptTokensEstimate } = this.#context;
    const usage = { ...messagesUsage({ ...ZERO_USAGE, input: promptTokensEstimate }), output_tokens: 0 };
    const message = { id: messageId(generationId), type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage };
    this.#events.out += event('message_start', { message });
  }

  take(): Buffer {
    const { out } = this.#events;
    if (out === '') return EMPTY;
    this.#events.out = '';
    return Buffer.from(out);
  }

  end({ usage }: { readonly usage: TokenUsage | null }): Buffer {
    const counts = usage === null ? { output_tokens: 0 } : messagesUsage(usage);
    this.#events.out += event('message_delta', { delta: { stop_reason: this.stopReason, stop_sequence: this.stopSequence }, usage: counts });
    this.#events.out += event('message_stop', {});
    return this.take();
  }

  fail(error: ModelHubError): Buffer {
    this.#events.out += `event: error\ndata: ${JSON.stringify(anthropicError(error))}\n\n`;
    return this.take();
  }
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
