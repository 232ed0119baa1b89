import { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { readErrorBody, removeSecrets, unreadable } from '../../failure.ts';
import { RawEvents } from '../../raw-events.ts';
import type { StreamTranslator } from '../../types.ts';
import { dataOf } from '../stream-text.ts';
import { fieldsOf, type Fields, type Origin } from './origin.ts';

const EMPTY = Buffer.alloc(0);

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
  readonly #events = new RawEvents();
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
    const whole = this.#events.push(chunk);
    if (this.#events.isOverlong) this.error = unreadable(this.#origin.providerName, 'an event without an end');
    if (whole === null) return EMPTY;
    let sent = 0;
    for (const [from, to] of RawEvents.borders(whole.text)) {
      this.#read(whole.data.subarray(from, to));
      if (this.isComplete || this.error !== null) break;
      sent = to;
    }
    return whole.data.subarray(0, sent);
  }

  end(): Buffer {
    if (!this.isComplete && this.error === null) {
      const rest = this.#events.end()?.trimEnd() ?? '';
      if (rest.endsWith('}')) this.#read(Buffer.from(`${rest}\n\n`), true);
    }
    return this.isComplete ? this.#terminal : EMPTY;
  }

  fail(error: ModelHubError): Buffer {
    const { message, spec, param, code } = error;
    return Buffer.from(`data: ${JSON.stringify({ type: 'error', error: { message, type: spec.type, param, code } })}\n\n`);
  }

  /** An event that the stream ended in may be cut: then it says nothing. */
  #read(bytes: Buffer, mayBeCut = false): void {
    const data = dataOf(bytes.toString('utf8').trim());
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
    this.#terminal = bytes;
  }
}
