const EVENT_END = '\n\n';
const EMPTY = Buffer.alloc(0);
/** What the events have that Azure puts in between: its verdict on the prompt, and, with the asynchronous filter, on a stretch of the answer. */
const NOTE_KEY = /"(?:prompt_filter_results|content_filter_offsets)"/;
/** An event longer than this is no chunk: whoever reads it will say so. */
const EVENT_BYTES_MAX = 8 * 1024 * 1024;

interface Chunk {
  readonly choices?: readonly { readonly delta?: unknown; readonly finish_reason?: unknown }[];
  readonly usage?: unknown;
}

/**
 * Takes Azure's notes about content filtering out of a stream of chat completion chunks (learn.microsoft.com, "Content streaming"). They are chunks without
 * a choice, or with a choice that has no delta, which OpenAI never sends and its clients do not expect. A note that says that the answer was stopped
 * stays, with an empty delta. Everything else passes in the same buffers.
 */
export class FilterNotes {
  /** The beginning of an event whose end has not come. */
  #rest: Buffer = EMPTY;

  push(chunk: Buffer): Buffer {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const text = data.toString('latin1');
    // Lines may end with CRLF: the empty line behind an event is then `\r\n\r\n`, which the reader behind us takes as well.
    const end = endOfLast(text);
    if (data.length - end > EVENT_BYTES_MAX) return this.#take(data);
    this.#rest = data.subarray(end);
    if (end === 0) return EMPTY;
    const whole = text.slice(0, end);
    return NOTE_KEY.test(whole) ? withoutNotes(data.subarray(0, end), whole) : data.subarray(0, end);
  }

  /** What is left of an event that did not end. */
  end(): Buffer {
    return this.#take(this.#rest);
  }

  #take(data: Buffer): Buffer {
    this.#rest = EMPTY;
    return data;
  }
}

function endOfLast(text: string): number {
  const plain = text.lastIndexOf(EVENT_END);
  const returned = text.lastIndexOf('\n\r\n');
  return Math.max(plain < 0 ? 0 : plain + EVENT_END.length, returned < 0 ? 0 : returned + 3);
}

function withoutNotes(data: Buffer, text: string): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  for (const event of text.split(/(?<=\n\r?\n)/)) {
    const bytes = data.subarray(at, at + event.length);
    at += event.length;
    kept.push(NOTE_KEY.test(event) ? told(bytes) : bytes);
  }
  return Buffer.concat(kept);
}

/** The event as OpenAI would have sent it, which may be not at all. */
function told(event: Buffer): Buffer {
  const text = event.toString('utf8');
  const at = text.indexOf('data:') + 'data:'.length;
  let chunk: Chunk;
  try {
    chunk = JSON.parse(text.slice(at)) as Chunk;
  } catch {
    return event;
  }
  const { choices, usage } = chunk;
  if (!Array.isArray(choices) || (choices.length === 0 && usage !== undefined && usage !== null)) return event;
  const telling = choices.filter((choice) => choice?.delta !== undefined || (choice?.finish_reason ?? null) !== null);
  if (telling.length === 0) return EMPTY;
  if (telling.length === choices.length && telling.every(({ delta }) => delta !== undefined)) return event;
  return Buffer.from(`data: ${JSON.stringify({ ...chunk, choices: telling.map((choice) => ({ delta: {}, ...choice })) })}\n\n`);
}
