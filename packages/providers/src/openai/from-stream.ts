import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { readErrorBody, unreadable } from '../failure.ts';
import type { StreamTranslator } from '../types.ts';
import { usageFromOpenAI } from './usage.ts';

const EMPTY = Buffer.alloc(0);
const EVENT_END = Buffer.from('\n\n');
const USAGE_KEY = Buffer.from('"usage"');
const DONE = Buffer.from('[DONE]');
const FINISH_KEY = Buffer.from('"finish_reason"');
const ERROR_EVENT = /^data:\s*\{\s*"error"/;
/** An event longer than this is not a chat completion chunk. */
const EVENT_BYTES_MAX = 8 * 1024 * 1024;
/** Text is taken to be four bytes a token, the usual average of English under OpenAI's tokenizers. */
const BYTES_PER_TOKEN = 4;

/**
 * Passes a stream of OpenAI's dialect through untouched: what comes in goes out, in the same buffers, with a search for usage and
 * for the end. Only the few events that hold one of these are parsed.
 */
export class OpenAIStreamRelay implements StreamTranslator {
  usage: TokenUsage | null = null;
  finishReason: string | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #providerName: string;
  readonly #includeUsage: boolean;
  /** The beginning of an event whose end has not come. */
  #partial: Buffer = EMPTY;
  #usageEvent: Buffer = EMPTY;
  #doneEvent: Buffer = EMPTY;
  /** What was last sent on: the finish reason is looked up there at the end instead of in every chunk. */
  #last: Buffer = EMPTY;
  #events = 0;
  #bytes = 0;
  /** Bytes of the first event, which has no text: what every event weighs without its text. */
  #envelopeBytes = 0;

  constructor(options: { readonly providerName: string; readonly includeUsage: boolean }) {
    this.#providerName = options.providerName;
    this.#includeUsage = options.includeUsage;
  }

  /** OpenAI reports once, at the end; a provider that reports along the way has said its last word with the end itself. */
  get isUsageFinal(): boolean {
    return this.usage !== null && (this.isComplete || this.#usageEvent.length > 0);
  }

  get outputTokensForwarded(): number {
    const textBytes = this.#bytes - this.#events * this.#envelopeBytes;
    return Math.max(0, this.#events - 1, Math.ceil(textBytes / BYTES_PER_TOKEN));
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    const received = chunk.includes(CARRIAGE_RETURN) ? withoutCarriageReturns(chunk) : chunk;
    let data = this.#partial.length === 0 ? received : Buffer.concat([this.#partial, received]);
    const end = data.lastIndexOf(EVENT_END);
    const whole = end < 0 ? 0 : end + EVENT_END.length;
    if (whole === data.length) {
      this.#partial = EMPTY;
    } else {
      this.#partial = data.subarray(whole);
      data = data.subarray(0, whole);
      if (this.#partial.length > EVENT_BYTES_MAX) this.error = unreadable(this.#providerName, 'an event without an end');
    }
    if (data.length === 0) return EMPTY;
    return isPlain(data) ? this.#forward(data) : this.#inspect(data);
  }

  end(): Buffer {
    if (!this.isComplete) {
      this.error ??= this.#trailingError();
      return EMPTY;
    }
    this.finishReason ??= lastFinishReason(this.#last);
    return this.#includeUsage ? Buffer.concat([this.#usageEvent, this.#doneEvent]) : this.#doneEvent;
  }

  #forward(data: Buffer): Buffer {
    for (let at = data.indexOf(EVENT_END); at >= 0; at = data.indexOf(EVENT_END, at + 2)) {
      if (this.#events === 0) this.#envelopeBytes = at + EVENT_END.length;
      this.#events += 1;
    }
    this.#bytes += data.length;
    this.#last = data;
    return data;
  }

  /** Event by event, for data that holds usage, the end or an error. */
  #inspect(data: Buffer): Buffer {
    const out: Buffer[] = [];
    for (let from = 0; from < data.length && !this.isComplete && this.error === null;) {
      const end = data.indexOf(EVENT_END, from) + EVENT_END.length;
      const event = data.subarray(from, end);
      from = end;
      if (isPlain(event)) out.push(this.#forward(event));
      else this.#inspectEvent(event, out);
    }
    if (this.isComplete && this.finishReason === null) this.finishReason = lastFinishReason(this.#last);
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  #inspectEvent(event: Buffer, out: Buffer[]): void {
    const text = event.toString('utf8').trim();
    if (/^data:\s*\[DONE\]$/.test(text)) {
      this.isComplete = true;
      this.#doneEvent = event;
      return;
    }
    if (ERROR_EVENT.test(text)) {
      this.error = this.#errorFrom(text);
      return;
    }
    const chunk = parseData(text);
    if (chunk === null || chunk.usage == null) {
      out.push(this.#forward(event));
      return;
    }
    this.usage = usageFromOpenAI(chunk.usage) ?? this.usage;
    if (typeof chunk.service_tier === 'string') this.serviceTier = chunk.service_tier;
    if (!Array.isArray(chunk.choices) || chunk.choices.length === 0) {
      this.#usageEvent = event;
      return;
    }
    // Some providers report usage on chunks that carry text: the text goes on, the usage only to those who asked.
    out.push(this.#forward(this.#includeUsage ? event : Buffer.from(`data: ${JSON.stringify({ ...chunk, usage: undefined })}\n\n`)));
  }

  #trailingError(): ModelHubError | null {
    const text = this.#partial.toString('utf8', 0, 4_096).trim();
    if (ERROR_EVENT.test(text)) return this.#errorFrom(text);
    // An error that is not an event at all: some providers end a stream with a bare JSON body.
    if (text.startsWith('{"error"')) return this.#errorFrom(`data: ${text}`);
    return null;
  }

  #errorFrom(text: string): ModelHubError {
    const said = readErrorBody(Buffer.from(text.replace(/^data:\s*/, '')));
    return new ModelHubError('provider_error', {
      message: `${this.#providerName} broke off its answer.`,
      detail: `${said.code} ${said.message}`.trim(),
    });
  }
}

interface Chunk {
  readonly choices?: unknown;
  readonly usage?: unknown;
  readonly service_tier?: unknown;
}

function parseData(text: string): Chunk | null {
  if (!text.startsWith('data:')) return null;
  try {
    const value: unknown = JSON.parse(text.slice(5));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

const CARRIAGE_RETURN = 0x0d;

/** Server-sent events may end their lines with CRLF. In JSON a carriage return is always escaped, so every raw one is framing. */
export function withoutCarriageReturns(data: Buffer): Buffer {
  return Buffer.from(data.filter((byte) => byte !== CARRIAGE_RETURN));
}

const OPENING_BRACE = 0x7b;
const ERROR_KEY = Buffer.from('{"error"');

/**
 * True when nothing in the data needs a closer look. Quotes inside of JSON strings are escaped, so `"usage"` with its quotes can only be
 * a key or a whole value; a key whose value is an object is what is looked for.
 */
function isPlain(data: Buffer): boolean {
  for (let at = data.indexOf(USAGE_KEY); at >= 0; at = data.indexOf(USAGE_KEY, at + USAGE_KEY.length)) {
    let next = at + USAGE_KEY.length;
    while (data[next] === 0x20 || data[next] === 0x3a) next += 1;
    if (data[next] === OPENING_BRACE) return false;
  }
  return data.indexOf(DONE) < 0 && data.indexOf(ERROR_KEY) < 0;
}

/** The last finish reason in the data that is not null. */
function lastFinishReason(data: Buffer): string | null {
  for (let at = data.lastIndexOf(FINISH_KEY); at >= 0; at = at === 0 ? -1 : data.lastIndexOf(FINISH_KEY, at - 1)) {
    const match = /^"finish_reason"\s*:\s*"([a-z_]{1,40})"/.exec(data.toString('latin1', at, at + 80));
    if (match?.[1] !== undefined) return match[1];
  }
  return null;
}
