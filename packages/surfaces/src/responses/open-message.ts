import type { Citation } from '@modelhub/providers/answer';
import { placeOf, type ItemLog, type ItemStatus, type MessageItem, type RefusalPart, type TextPart } from './output-items.ts';

const NO_LOGPROBS = ',"logprobs":[]';

/** A message while the model writes it: parts of text and of refusal, one after the other. */
export class OpenMessage {
  readonly #log: ItemLog;
  readonly #item: MessageItem;
  readonly #index: number;
  /** Where events about the part at work say that they belong. */
  #place = '';
  /** Probabilities come after their text and go out with it: until then the text waits. */
  readonly #holdsText: boolean;
  #held = '';
  #heldLogprobs: unknown[] = [];

  constructor(log: ItemLog, options: { readonly hasLogprobs: boolean }) {
    this.#log = log;
    this.#holdsText = options.hasLogprobs;
    this.#item = { id: log.nextId('message'), type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    this.#index = log.add(this.#item);
  }

  text(text: string): void {
    const part = this.#textPart();
    if (this.#heldLogprobs.length > 0) this.flush();
    part.text += text;
    if (this.#holdsText) this.#held += text;
    else this.#log.delta('response.output_text.delta', this.#place, { text, more: NO_LOGPROBS });
  }

  refusal(text: string): void {
    const part = (this.#part('refusal') ?? this.#openPart({ type: 'refusal', refusal: '' })) as RefusalPart;
    part.refusal += text;
    this.#log.delta('response.refusal.delta', this.#place, { text, more: '' });
  }

  /** OpenAI has a place for those of text alone. */
  logprobs(entries: readonly unknown[]): void {
    const part = this.#textPart();
    part.logprobs.push(...entries);
    this.#heldLogprobs.push(...entries);
  }

  citation(citation: Citation): void {
    const part = this.#textPart();
    this.flush();
    const annotation = annotationOf(citation, part.text.length);
    part.annotations.push(annotation);
    const { id } = this.#item;
    this.#log.emit('response.output_text.annotation.added', {
      item_id: id,
      output_index: this.#index,
      content_index: this.#item.content.length - 1,
      annotation_index: part.annotations.length - 1,
      annotation,
    });
  }

  /** Sends the text that waits for its probabilities. */
  flush(): void {
    if (this.#held === '' && this.#heldLogprobs.length === 0) return;
    this.#log.delta('response.output_text.delta', this.#place, { text: this.#held, more: `,"logprobs":${JSON.stringify(this.#heldLogprobs)}` });
    this.#held = '';
    this.#heldLogprobs = [];
  }

  close(status: ItemStatus): void {
    this.#closePart();
    this.#item.status = status;
    this.#log.done(this.#index, this.#item);
  }

  #textPart(): TextPart {
    return (this.#part('output_text') ?? this.#openPart({ type: 'output_text', text: '', annotations: [], logprobs: [] })) as TextPart;
  }

  #part(type: 'output_text' | 'refusal'): TextPart | RefusalPart | null {
    const part = this.#item.content.at(-1);
    return part?.type === type ? part : null;
  }

  #openPart(part: TextPart | RefusalPart): TextPart | RefusalPart {
    this.#closePart();
    const contentIndex = this.#item.content.push(part) - 1;
    this.#place = placeOf(this.#item, this.#index, `,"content_index":${contentIndex}`);
    this.#log.emit('response.content_part.added', { item_id: this.#item.id, output_index: this.#index, content_index: contentIndex, part });
    return part;
  }

  #closePart(): void {
    this.flush();
    const part = this.#item.content.at(-1);
    if (part === undefined) return;
    const place = { item_id: this.#item.id, output_index: this.#index, content_index: this.#item.content.length - 1 };
    if (part.type === 'refusal') this.#log.emit('response.refusal.done', { ...place, refusal: part.refusal });
    else this.#log.emit('response.output_text.done', { ...place, text: part.text, logprobs: part.logprobs });
    this.#log.emit('response.content_part.done', { ...place, part });
  }
}

/** OpenAI has two kinds that fit: places on the web, and files. What is cited from a document of the client has a name and no address. */
function annotationOf({ url, title, startIndex, endIndex }: Citation, textLength: number): object {
  if (url === null) return { type: 'file_citation', file_id: '', filename: title ?? '', index: endIndex ?? textLength };
  return { type: 'url_citation', url, title: title ?? '', start_index: startIndex ?? 0, end_index: endIndex ?? textLength };
}
