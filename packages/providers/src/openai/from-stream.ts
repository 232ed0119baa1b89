import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { readErrorBody, removeSecrets, unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import type { AnswerContext, StreamTranslator } from '../types.ts';
import { chatErrorFrame } from './error-frame.ts';
import { dataOf, eachText, isPlain, lastFinishReason } from './stream-text.ts';
import { asksForUsage } from './to-request.ts';
import type { UsageReader } from './usage.ts';

const EMPTY = Buffer.alloc(0);
const EVENT_END = '\n\n';
const LINE_FEED = 0x0a;
const END_LINE = /^data: ?\[DONE\][ \t]*$/m;
const DONE_EVENT = Buffer.from('data: [DONE]\n\n');
const SERVICE_TIER = /"service_tier": ?"(\w{1,40})"/;
/** An event longer than this is not a chat completion chunk. */
const EVENT_BYTES_MAX = 8 * 1024 * 1024;

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
  readonly #generationId: string;
  readonly #textKeys: readonly string[] | undefined;
  readonly #usageOf: UsageReader;
  readonly #output = new OutputMeter();
  readonly #countText = (bytes: number): void => this.#output.add(bytes);
  /** The beginning of an event whose end has not come, as it arrived. */
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #usageEvent: Buffer = EMPTY;
  #isFirst = true;

  constructor(options: {
    readonly providerName: string;
    readonly usageOf: UsageReader;
    readonly context: AnswerContext;
    readonly textKeys?: readonly string[];
  }) {
    this.#providerName = options.providerName;
    this.#includeUsage = asksForUsage(options.context.request);
    this.#textKeys = options.textKeys;
    this.#generationId = options.context.generationId;
    this.#usageOf = options.usageOf;
  }

  /** OpenAI reports once, at the end; a provider that reports along the way has said its last word with the end itself. */
  get isUsageFinal(): boolean {
    return this.usage !== null && (this.isComplete || this.#usageEvent.length > 0);
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    let data = chunk;
    let text = chunk.toString('latin1');
    if (text.includes('\r')) {
      // Lines may end with CRLF. In JSON a carriage return is always escaped, so every raw one is framing.
      text = text.replaceAll('\r', '');
      data = Buffer.from(text, 'latin1');
    }
    if (this.#partialBytes > 0) {
      if (!this.#endsPartial(text)) return this.#keep(data);
      data = Buffer.concat([...this.#partial, data]);
      text = data.toString('latin1');
      this.#partial = [];
      this.#partialBytes = 0;
    }
    const end = text.lastIndexOf(EVENT_END);
    if (end < 0) return this.#keep(data);
    const whole = end + EVENT_END.length;
    if (whole < data.length) {
      this.#keep(data.subarray(whole));
      data = data.subarray(0, whole);
      text = text.slice(0, whole);
    }
    return isPlain(text) ? this.#forward(data, text) : this.#inspect(data, text);
  }

  end(): Buffer {
    if (!this.isComplete && this.error === null && this.#partialBytes > 0) this.#endUnterminated();
    if (!this.isComplete) return EMPTY;
    return this.#includeUsage ? Buffer.concat([this.#usageEvent, DONE_EVENT]) : DONE_EVENT;
  }

  fail(error: ModelHubError): Buffer {
    return Buffer.from(chatErrorFrame(error, this.#generationId));
  }

  /** Whether an event ends in what came after its beginning, be it across the border. */
  #endsPartial(text: string): boolean {
    return text.includes(EVENT_END) || (text.charCodeAt(0) === LINE_FEED && this.#partial.at(-1)?.at(-1) === LINE_FEED);
  }

  #keep(data: Buffer): Buffer {
    if (data.length === 0) return EMPTY;
    this.#partial.push(data);
    this.#partialBytes += data.length;
    if (this.#partialBytes > EVENT_BYTES_MAX) this.error = unreadable(this.#providerName, 'an event without an end');
    return EMPTY;
  }

  #forward(data: Buffer, text: string): Buffer {
    const end = text.indexOf(EVENT_END) + EVENT_END.length;
    if (end === text.length) this.#read(text);
    else for (let from = 0, next = end; from < text.length; from = next, next = endOfEvent(text, from)) this.#read(text.slice(from, next));
    return data;
  }

  #read(event: string): void {
    eachText(event, this.#countText, this.#textKeys);
    this.finishReason = lastFinishReason(event) ?? this.finishReason;
    if (this.#isFirst && event.includes('data:')) this.#readFirst(event);
  }

  /** OpenAI tells the tier with every chunk; it is looked for in the first one. */
  #readFirst(event: string): void {
    this.#isFirst = false;
    this.serviceTier ??= SERVICE_TIER.exec(event)?.[1] ?? null;
  }

  /** Event by event, for data that holds usage, the end or an error. */
  #inspect(data: Buffer, text: string): Buffer {
    const out: Buffer[] = [];
    for (let from = 0; from < data.length && !this.isComplete && this.error === null;) {
      const end = endOfEvent(text, from);
      const event = data.subarray(from, end);
      const eventText = text.slice(from, end);
      from = end;
      if (isPlain(eventText)) out.push(this.#forward(event, eventText));
      else this.#inspectEvent(event, out);
    }
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  #inspectEvent(event: Buffer, out: Buffer[]): void {
    const text = event.toString('utf8');
    const end = END_LINE.exec(text);
    if (end !== null) {
      // Some providers leave the empty line before it out: what stands before is an event of its own.
      const before = text.slice(0, end.index);
      if (before.trim() !== '') out.push(this.#inspect(...eventOf(before)));
      this.isComplete = this.error === null;
      return;
    }
    const data = dataOf(text.trim());
    const chunk = parse(data);
    if (chunk !== null) this.usage = this.#usageOf(chunk) ?? this.usage;
    if (chunk?.error != null) {
      this.error = this.#errorFrom(data);
      return;
    }
    if (chunk?.usage == null) {
      out.push(this.#forward(event, event.toString('latin1')));
      return;
    }
    if (typeof chunk.service_tier === 'string') this.serviceTier = chunk.service_tier;
    if (!Array.isArray(chunk.choices) || chunk.choices.length === 0) {
      this.#usageEvent = event;
      return;
    }
    // Some providers report usage on chunks that carry text: the text goes on, the usage only to those who asked.
    const shown = this.#includeUsage ? event : Buffer.from(`data: ${JSON.stringify({ ...chunk, usage: undefined })}\n\n`);
    out.push(this.#forward(shown, shown.toString('latin1')));
  }

  /** What came last without an empty line behind it: the end mark, or an error that is not an event at all but a bare JSON body. */
  #endUnterminated(): void {
    const text = Buffer.concat(this.#partial).toString('utf8').trim();
    const data = text.startsWith('{') ? text : dataOf(text).trim();
    if (data === '[DONE]') this.isComplete = true;
    else if (parse(data)?.error != null) this.error = this.#errorFrom(data);
  }

  #errorFrom(data: string): ModelHubError {
    const said = readErrorBody(Buffer.from(data));
    return new ModelHubError('provider_error', {
      message: `${this.#providerName} broke off its answer.`,
      detail: removeSecrets(`${said.code} ${said.message}`.trim()),
    });
  }
}

/** A stray line feed after the last event is taken for one more event, an empty one. */
function endOfEvent(text: string, from: number): number {
  const end = text.indexOf(EVENT_END, from);
  return end < 0 ? text.length : end + EVENT_END.length;
}

/** A text as an event, in bytes and as what is searched. */
function eventOf(text: string): [Buffer, string] {
  const event = Buffer.from(`${text.trimEnd()}\n\n`);
  return [event, event.toString('latin1')];
}

interface Chunk {
  readonly [field: string]: unknown;
  readonly choices?: unknown;
  readonly usage?: unknown;
  readonly service_tier?: unknown;
  readonly error?: unknown;
}

function parse(data: string): Chunk | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Chunk) : null;
  } catch {
    return null;
  }
}
