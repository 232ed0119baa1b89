import type { TokenUsage } from '@modelhub/core/token-usage';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import type { AnswerContext } from '@modelhub/providers/types';
import type { WholeWriter } from '../types.ts';
import { BlockWriter, inputOf, type Block, type BlockTarget } from './block-writer.ts';
import { messageId } from './message-id.ts';
import { messagesUsage } from './usage.ts';

/** Adds up what a client adds up. */
class ContentTarget implements BlockTarget {
  readonly blocks: Block[] = [];
  /** Arguments of calls, by block. */
  readonly #inputs = new Map<number, string>();

  open(index: number, block: Block): void {
    this.blocks[index] = block;
  }

  delta(index: number, delta: Block): void {
    const block = this.blocks[index] as Block;
    switch (delta.type) {
      case 'text_delta':
        block['text'] = String(block['text']) + String(delta['text']);
        break;
      case 'thinking_delta':
        block['thinking'] = String(block['thinking']) + String(delta['thinking']);
        break;
      case 'signature_delta':
        block['signature'] = delta['signature'];
        break;
      case 'citations_delta':
        block['citations'] = [...((block['citations'] as unknown[] | undefined) ?? []), delta['citation']];
        break;
      case 'input_json_delta':
        this.#inputs.set(index, (this.#inputs.get(index) ?? '') + String(delta['partial_json']));
        break;
      default:
        throw new Error(`no such delta: ${delta.type}`);
    }
  }

  close(): void {}

  content(): Block[] {
    for (const [index, text] of this.#inputs) (this.blocks[index] as Block)['input'] = inputOf(text);
    return this.blocks;
  }
}

/** Writes a whole message in Anthropic's dialect. */
export class MessagesWholeWriter extends BlockWriter implements WholeWriter {
  readonly #context: AnswerContext;
  readonly #target: ContentTarget;

  constructor(context: AnswerContext) {
    const target = new ContentTarget();
    super(target);
    this.#target = target;
    this.#context = context;
  }

  body({ usage }: { readonly usage: TokenUsage | null }): Buffer {
    const { model, generationId } = this.#context;
    const message = {
      id: messageId(generationId),
      type: 'message',
      role: 'assistant',
      model,
      content: this.#target.content(),
      stop_reason: this.stopReason,
      stop_sequence: this.stopSequence,
      usage: messagesUsage(usage ?? ZERO_USAGE),
    };
    return Buffer.from(JSON.stringify(message));
  }
}
