import type { AnswerSink } from '../answer.ts';
import { OutputMeter } from '../output-meter.ts';
import type { ReadContext } from '../types.ts';
import { citationOf } from './citations.ts';
import { bedrockModel, type BedrockModel } from './families.ts';
import { encryptedThought, formatOf } from './reasoning.ts';
import { answerForm } from './structured-output.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A content block that is being read. */
interface OpenBlock {
  readonly kind: 'content' | 'call' | 'answer' | 'image' | 'ignored';
  /** Of a call: its place among the calls. */
  readonly position: number;
  readonly mediaType: string;
  hasArguments: boolean;
  /** Where it begins in the whole text of the answer, in characters, and what it is founded on. */
  readonly startIndex: number;
  readonly citations: unknown[];
  /** Encrypted thoughts, or a picture, as far as they have come. */
  readonly bytes: Buffer[];
}

/**
 * Tells the blocks of a message. ConverseStream sends them in pieces; the blocks of a whole message are told as streams of one piece, so that both say
 * the same.
 */
export class ContentReader {
  toolCalls = 0;
  /** What cannot belong to a message; null while everything can. */
  fault: string | null = null;

  readonly #sink: AnswerSink;
  readonly #model: BedrockModel;
  readonly #output = new OutputMeter();
  readonly #blocks = new Map<number, OpenBlock>();
  /** The tool that stands for structured output. */
  readonly #answerName: string | null;
  #isAnswered = false;
  /** Text before a structured answer: it is not part of it, and is shown only if no such answer comes. */
  #heldText = '';
  #textLength = 0;

  constructor(sink: AnswerSink, { request, endpoint }: ReadContext) {
    this.#sink = sink;
    this.#model = bedrockModel(endpoint.upstreamModel);
    const form = answerForm(request, endpoint.upstreamModel);
    this.#answerName = form.kind === 'tool' ? form.name : null;
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  /** A whole block, as Converse sends it. */
  whole(index: number, block: Fields): void {
    const { toolUse, image, citationsContent: cited } = block;
    if (isFields(toolUse)) {
      this.open(index, { toolUse });
      this.piece(index, { toolUse: { input: JSON.stringify(toolUse['input'] ?? {}) } });
    } else if (isFields(image)) {
      this.open(index, { image });
      this.piece(index, { image });
    } else if (isFields(cited)) {
      for (const part of listOf(cited['content'])) this.piece(index, fieldsOf(part));
      for (const citation of listOf(cited['citations'])) this.piece(index, { citation });
    } else if (isFields(block['reasoningContent'])) {
      const { reasoningText, redactedContent } = block['reasoningContent'];
      const { text, signature } = fieldsOf(reasoningText);
      this.piece(index, { reasoningContent: { text, signature, redactedContent } });
    } else {
      this.piece(index, { text: block['text'] });
    }
    this.close(index);
  }

  /** `contentBlockStart`: of calls and pictures; texts begin with their first piece. */
  open(index: number, start: Fields): void {
    const { toolUse, image } = start;
    if (isFields(image)) this.#add(index, 'image', { mediaType: `image/${textOf(image['format']) || 'png'}` });
    else if (isFields(toolUse)) this.#openCall(index, toolUse);
    else if ('toolResult' in start) this.#add(index, 'ignored');
  }

  /** `contentBlockDelta`. */
  piece(index: number, delta: Fields): void {
    const { text, toolUse } = delta;
    if (typeof text === 'string') this.#text(text, index);
    else if (toolUse !== undefined) this.#arguments(index, textOf(fieldsOf(toolUse)['input']));
    else if (delta['reasoningContent'] !== undefined) this.#reasoning(index, fieldsOf(delta['reasoningContent']));
    else if (delta['citation'] !== undefined) this.#block(index).citations.push(delta['citation']);
    else if (delta['image'] !== undefined) this.#bytes(index, fieldsOf(fieldsOf(delta['image'])['source'])['bytes']);
  }

  /** `contentBlockStop`. */
  close(index: number): void {
    const block = this.#blocks.get(index);
    if (block === undefined) return;
    this.#blocks.delete(index);
    if (block.kind === 'image' && block.bytes.length > 0) {
      this.#sink.image({ mediaType: block.mediaType, base64: Buffer.concat(block.bytes).toString('base64') });
      return;
    }
    // A call without arguments has no pieces.
    if ((block.kind === 'call' || block.kind === 'answer') && !block.hasArguments) this.#argumentText(block, '{}');
    if (block.kind !== 'content') return;
    if (block.bytes.length > 0) {
      const { data, format } = encryptedThought(Buffer.concat(block.bytes), this.#model);
      this.#sink.encryptedReasoning(data, { format });
    }
    if (this.#textLength === 0) return;
    for (const citation of block.citations) this.#sink.citation(citationOf(citation, { startIndex: block.startIndex, endIndex: this.#textLength }));
  }

  /** Blocks that were not closed, and text that was held back for an answer that did not come. */
  end(): void {
    for (const index of this.#blocks.keys()) this.close(index);
    this.#release();
  }

  #openCall(index: number, { toolUseId, name, type }: Fields): void {
    // What Bedrock itself runs, such as Nova's code interpreter, is nothing that a client could answer.
    if (type === 'server_tool_use') {
      this.#add(index, 'ignored');
    } else if (name === this.#answerName) {
      this.#add(index, this.#isAnswered ? 'ignored' : 'answer');
      this.#isAnswered = true;
      this.#heldText = '';
    } else {
      this.#release();
      this.#sink.toolCall(this.toolCalls, { id: textOf(toolUseId), name: textOf(name) });
      this.#add(index, 'call', { position: this.toolCalls });
      this.toolCalls += 1;
    }
  }

  #add(index: number, kind: OpenBlock['kind'], about: { readonly position?: number; readonly mediaType?: string } = {}): OpenBlock {
    this.close(index);
    const block = { kind, position: 0, mediaType: '', ...about, hasArguments: false, startIndex: this.#textLength, citations: [], bytes: [] };
    this.#blocks.set(index, block);
    return block;
  }

  #block(index: number): OpenBlock {
    return this.#blocks.get(index) ?? this.#add(index, 'content');
  }

  #text(text: string, index: number): void {
    if (this.#block(index).kind === 'ignored') return;
    if (this.#answerName === null) this.#content(text);
    else if (!this.#isAnswered) this.#heldText += text;
  }

  #arguments(index: number, text: string): void {
    if (text === '') return;
    const block = this.#blocks.get(index);
    if (block?.kind === 'ignored') return;
    if (block?.kind !== 'call' && block?.kind !== 'answer') {
      this.fault = 'arguments of a tool call that did not begin';
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

  #reasoning(index: number, { text, signature, redactedContent }: Fields): void {
    if (redactedContent !== undefined) this.#bytes(index, redactedContent);
    if (typeof text === 'string' && text !== '') {
      this.#output.add(Buffer.byteLength(text));
      this.#sink.reasoning(text);
    }
    if (typeof signature === 'string' && signature !== '') this.#sink.signature(signature, { format: formatOf(this.#model) });
  }

  #bytes(index: number, base64: unknown): void {
    if (typeof base64 === 'string' && base64 !== '') this.#block(index).bytes.push(Buffer.from(base64, 'base64'));
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
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
