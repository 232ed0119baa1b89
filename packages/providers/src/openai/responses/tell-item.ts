import type { AnswerSink, Citation } from '../../answer.ts';
import { fieldsOf, itemsOf, textOf, type Fields } from '../../dialect/fields.ts';
import { BETWEEN_SUMMARIES, REASONING_FORMAT } from './reasoning-items.ts';

/** What of an item was told while it was written, and need not be told again when it is done. */
export interface ItemProgress {
  /** Of a call: its place among the calls. */
  readonly position: number | null;
  /** Text, a refusal, a summary or arguments. */
  hasText: boolean;
  /** Where the part at work begins in the whole text of the answer. */
  partStart: number;
}

/** Tells a sink what items of a response say, whole or by and by. */
export class ItemTeller {
  toolCalls = 0;
  readonly #sink: AnswerSink;
  readonly #counts: (text: string) => void;
  #textLength = 0;

  /** `counts` is told all that the model wrote. */
  constructor(sink: AnswerSink, counts: (text: string) => void) {
    this.#sink = sink;
    this.#counts = counts;
  }

  begin(item: Fields): ItemProgress {
    const isCall = item['type'] === 'function_call';
    const position = isCall ? this.toolCalls++ : null;
    if (position !== null) this.#sink.toolCall(position, { id: textOf(item['call_id']), name: textOf(item['name']) });
    return { position, hasText: false, partStart: this.#textLength };
  }

  /** What was not told yet of an item that is done: all of it, or what is only known at the end. */
  end(item: Fields, progress: ItemProgress): void {
    switch (item['type']) {
      case 'message':
        if (!progress.hasText) for (const part of itemsOf(item['content'])) this.#part(fieldsOf(part), progress);
        break;
      case 'reasoning':
        if (!progress.hasText) this.#reasoning(item, progress);
        if (textOf(item['encrypted_content']) !== '') {
          const id = textOf(item['id']);
          this.#sink.encryptedReasoning(textOf(item['encrypted_content']), { format: REASONING_FORMAT, ...(id === '' ? {} : { id }) });
        }
        break;
      case 'function_call':
        if (!progress.hasText) this.arguments(progress, textOf(item['arguments']) || '{}');
        break;
      case 'image_generation_call':
        if (textOf(item['result']) !== '') {
          this.#sink.image({ mediaType: `image/${textOf(item['output_format']) || 'png'}`, base64: textOf(item['result']) });
        }
        break;
      default:
      // Searches and other tools of the provider's own: the model tells what it found.
    }
  }

  text(progress: ItemProgress, text: string): void {
    if (text === '') return;
    progress.hasText = true;
    this.#counts(text);
    this.#textLength += text.length;
    this.#sink.text(text);
  }

  refusal(progress: ItemProgress, text: string): void {
    if (text === '') return;
    progress.hasText = true;
    this.#counts(text);
    this.#sink.refusal(text);
  }

  reasoning(progress: ItemProgress, text: string): void {
    if (text === '') return;
    progress.hasText = true;
    this.#counts(text);
    this.#sink.reasoning(text);
  }

  /** Another part of a summary. */
  nextSummary(progress: ItemProgress): void {
    if (progress.hasText) this.#sink.reasoning(BETWEEN_SUMMARIES);
  }

  arguments(progress: ItemProgress, fragment: string): void {
    if (progress.position === null || fragment === '') return;
    progress.hasText = true;
    this.#counts(fragment);
    this.#sink.toolArguments(progress.position, fragment);
  }

  logprobs(value: unknown): void {
    const entries = itemsOf(value).map((each) => logprobOf(fieldsOf(each)));
    if (entries.length > 0) this.#sink.logprobs('content', entries);
  }

  /** Another part of a message: citations count from its beginning. */
  nextPart(progress: ItemProgress): void {
    progress.partStart = this.#textLength;
  }

  citation(value: unknown, { partStart }: ItemProgress): void {
    const citation = citationOf(fieldsOf(value), partStart);
    if (citation !== null) this.#sink.citation(citation);
  }

  #part(part: Fields, progress: ItemProgress): void {
    if (part['type'] === 'refusal') {
      this.refusal(progress, textOf(part['refusal']));
      return;
    }
    this.nextPart(progress);
    this.text(progress, textOf(part['text']));
    this.logprobs(part['logprobs']);
    for (const annotation of itemsOf(part['annotations'])) this.citation(annotation, progress);
  }

  #reasoning(item: Fields, progress: ItemProgress): void {
    for (const [index, part] of itemsOf(item['summary']).entries()) {
      if (index > 0) this.nextSummary(progress);
      this.reasoning(progress, textOf(fieldsOf(part)['text']));
    }
    for (const part of itemsOf(item['content'])) this.reasoning(progress, textOf(fieldsOf(part)['text']));
  }
}

/** Pages of the web; files of the provider's own account have no address. */
function citationOf({ type, url, title, start_index: start, end_index: end }: Fields, partStart: number): Citation | null {
  if (type !== 'url_citation') return null;
  return {
    url: typeof url === 'string' ? url : null,
    title: typeof title === 'string' ? title : null,
    startIndex: typeof start === 'number' ? partStart + start : null,
    endIndex: typeof end === 'number' ? partStart + end : null,
    citedText: null,
  };
}

/** A stream leaves the bytes out, which chat completions have. */
function logprobOf(entry: Fields): object {
  return { ...tokenOf(entry), top_logprobs: itemsOf(entry['top_logprobs']).map((top) => tokenOf(fieldsOf(top))) };
}

function tokenOf({ token, logprob, bytes }: Fields): object {
  const text = textOf(token);
  return { token: text, logprob: typeof logprob === 'number' ? logprob : 0, bytes: Array.isArray(bytes) ? (bytes as unknown[]) : [...Buffer.from(text)] };
}
