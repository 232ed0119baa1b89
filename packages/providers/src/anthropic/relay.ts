import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import { RawEvents } from '../raw-events.ts';
import type { StreamTranslator } from '../types.ts';
import { errorFrame } from './error-frame.ts';
import { finishReasonOf } from './stop-reason.ts';
import { streamError } from './stream-error.ts';
import { asUsage, mergeUsage, usageFromAnthropic, type AnthropicUsage } from './usage.ts';
import { isTokenCount } from '../token-count.ts';
import { dataOf } from '../openai/stream-text.ts';

const EMPTY = Buffer.alloc(0);
const EVENT_END = '\n\n';
/** An event longer than this is no event of a message. */
const EVENT_BYTES_MAX = 8 * 1024 * 1024;
/** Events whose content only passes; only these are many. The type stands in the data as well, which is what counts. */
const DELTA = '"type":"content_block_delta"';
const TEXT_FIELDS = ['"text":"', '"partial_json":"', '"thinking":"'];

type Fields = Readonly<Record<string, unknown>>;

/** Passes Anthropic's stream events through untouched, and reads those that hold usage, an error or the end. */
export class AnthropicRelay implements StreamTranslator {
  finishReason: string | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  isUsageFinal = false;
  error: ModelHubError | null = null;
  readonly #events = new RawEvents(EVENT_BYTES_MAX);
  readonly #output = new OutputMeter();
  #usage: AnthropicUsage | null = null;
  #hasBegun = false;
  /** `message_stop`, as it came: the sign that the answer is whole. */
  #terminal: Buffer = EMPTY;

  get usage(): TokenUsage | null {
    const usage = usageFromAnthropic(this.#usage);
    return usage === null || this.isUsageFinal ? usage : { ...usage, output: Math.max(usage.output, this.outputTokensForwarded) };
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    const whole = this.#events.push(chunk);
    if (this.#events.isOverlong) this.error = unreadable('Anthropic', 'an event without an end');
    if (whole === null) return EMPTY;
    let sent = 0;
    for (const [from, to] of RawEvents.borders(whole.text)) {
      this.#read(whole.text.slice(from, to));
      if (this.isComplete || this.error !== null) break;
      sent = to;
    }
    return whole.data.subarray(0, sent);
  }

  /** The last event may lack the empty line behind it; any other event without it was cut. */
  end(): Buffer {
    if (!this.isComplete && this.error === null) {
      const rest = Buffer.from(this.#events.end() ?? '')
        .toString('latin1')
        .trimEnd();
      if (/"type"\s*:\s*"(message_stop|error)"[^]*\}$/.test(rest)) this.#read(`${rest}${EVENT_END}`);
    }
    return this.isComplete ? this.#terminal : EMPTY;
  }

  fail(error: ModelHubError): Buffer {
    return errorFrame(error);
  }

  /** `event` has one character for each byte. */
  #read(event: string): void {
    if (event.includes(DELTA)) {
      this.#count(event);
      return;
    }
    const data = dataOf(Buffer.from(event, 'latin1').toString('utf8').trim());
    if (data === '') return;
    let value: Fields;
    try {
      value = fieldsOf(JSON.parse(data));
    } catch {
      this.error = unreadable('Anthropic', `an event that is not JSON: ${data.length} characters`);
      return;
    }
    switch (value['type']) {
      case 'message_start':
        this.#hasBegun = true;
        this.#report(fieldsOf(value['message'])['usage']);
        break;
      case 'message_delta':
        this.#messageDelta(value);
        break;
      case 'message_stop':
        if (!this.#hasBegun) this.error = unreadable('Anthropic', 'the end of a message that did not begin');
        else this.isComplete = true;
        this.#terminal = Buffer.from(event, 'latin1');
        break;
      case 'error':
        this.error = streamError(fieldsOf(value['error']));
        break;
      default:
        this.#count(event);
    }
  }

  #messageDelta(event: Fields): void {
    this.#report(event['usage']);
    if (isTokenCount(asUsage(event['usage'])?.output_tokens)) this.isUsageFinal = true;
    const { stop_reason: reason } = fieldsOf(event['delta']);
    if (typeof reason === 'string') this.finishReason = finishReasonOf(reason, 1);
  }

  #report(value: unknown): void {
    const usage = asUsage(value);
    if (usage === null) return;
    this.#usage = mergeUsage(this.#usage ?? {}, usage);
    if (typeof usage.service_tier === 'string') this.serviceTier = usage.service_tier;
  }

  /** The text of one event, about: escapes count as they are written, but never for more than a byte each. */
  #count(event: string): void {
    for (const field of TEXT_FIELDS) {
      const at = event.indexOf(field);
      if (at < 0) continue;
      const from = at + field.length;
      const text = event.slice(from, endOfString(event, from));
      this.#output.add(text.length - (text.match(/\\(?:u[\da-f]{4}|.)/gi) ?? []).reduce((sum, escape) => sum + escape.length - 1, 0));
      return;
    }
  }
}

function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
