import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { readErrorBody, removeSecrets, unreadable } from '../../failure.ts';
import type { StreamTranslator } from '../../types.ts';
import { dataOf } from '../stream-text.ts';
import { fieldsOf, type Fields, type Origin } from './origin.ts';

const EMPTY = Buffer.alloc(0);
const EVENT_END = '\n\n';
/** A picture in base64 is one event. */
const EVENT_BYTES_MAX = 64 * 1024 * 1024;

/** Which events of an operation's stream matter to the books. */
export interface EventReading {
  /** The event with which the answer is whole. */
  isLast(event: Fields): boolean;
  usageOf(event: Fields): TokenUsage | null;
  /** Tokens of output that an event is, for a client that leaves. */
  outputTokensOf(event: Fields): number;
}

/** Passes the server-sent events of an operation through untouched: a transcript as it is written, pictures as they become clearer. */
export class EventRelay implements StreamTranslator {
  usage: TokenUsage | null = null;
  readonly finishReason = null;
  readonly serviceTier = null;
  isComplete = false;
  error: ModelHubError | null = null;
  outputTokensForwarded = 0;
  readonly #origin: Origin;
  readonly #reading: EventReading;
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #terminal: Buffer = EMPTY;

  constructor(origin: Origin, reading: EventReading) {
    this.#origin = origin;
    this.#reading = reading;
  }

  get isUsageFinal(): boolean {
    return this.usage !== null && this.isComplete;
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    this.#partial.push(chunk);
    this.#partialBytes += chunk.length;
    if (!chunk.includes('\n') && this.#partialBytes <= EVENT_BYTES_MAX) return EMPTY;
    const text = Buffer.concat(this.#partial).toString('latin1').replaceAll('\r', '');
    const whole = text.lastIndexOf(EVENT_END) < 0 ? 0 : text.lastIndexOf(EVENT_END) + EVENT_END.length;
    this.#partial = whole < text.length ? [Buffer.from(text.slice(whole), 'latin1')] : [];
    this.#partialBytes = text.length - whole;
    if (this.#partialBytes > EVENT_BYTES_MAX) this.error = unreadable(this.#origin.providerName, 'an event without an end');
    let sent = 0;
    for (let from = 0; from < whole && !this.isComplete && this.error === null;) {
      const end = text.indexOf(EVENT_END, from);
      // A stray line feed behind the last event is taken for one more, an empty one.
      const next = end < 0 ? whole : end + EVENT_END.length;
      this.#read(text.slice(from, next));
      if (!this.isComplete && this.error === null) sent = next;
      from = next;
    }
    return Buffer.from(text.slice(0, sent), 'latin1');
  }

  end(): Buffer {
    if (!this.isComplete && this.error === null && this.#partialBytes > 0) {
      const rest = Buffer.concat(this.#partial).toString('latin1').replaceAll('\r', '').trimEnd();
      this.#partial = [];
      this.#partialBytes = 0;
      if (rest.endsWith('}')) this.#read(`${rest}${EVENT_END}`, true);
    }
    return this.isComplete ? this.#terminal : EMPTY;
  }

  fail(error: ModelHubError): Buffer {
    const { message, spec, param, code } = error;
    return Buffer.from(`data: ${JSON.stringify({ type: 'error', error: { message, type: spec.type, param, code } })}\n\n`);
  }

  /** An event that the stream ended in may be cut: then it says nothing. */
  #read(text: string, mayBeCut = false): void {
    const data = dataOf(Buffer.from(text, 'latin1').toString('utf8').trim());
    if (data === '' || data === '[DONE]') return;
    let event: Fields;
    try {
      event = fieldsOf(JSON.parse(data));
    } catch {
      if (!mayBeCut) this.error = unreadable(this.#origin.providerName, `an event that is not JSON: ${data.length} characters`);
      return;
    }
    if (event['error'] != null || event['type'] === 'error') {
      const said = readErrorBody(Buffer.from(data));
      this.error = new ModelHubError('provider_error', {
        message: `${this.#origin.providerName} broke off its answer.`,
        detail: removeSecrets(`${said.code} ${said.message}`.trim()),
      });
      return;
    }
    this.usage = this.#reading.usageOf(event) ?? this.usage;
    this.outputTokensForwarded += this.#reading.outputTokensOf(event);
    if (!this.#reading.isLast(event)) return;
    this.isComplete = true;
    this.#terminal = Buffer.from(text, 'latin1');
  }
}
