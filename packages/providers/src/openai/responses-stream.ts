import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import { readErrorBody, unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import type { AnswerContext, StreamTranslator } from '../types.ts';
import { RawEvents } from '../raw-events.ts';
import { responseErrorOf, streamErrorOf } from './response-error.ts';
import { failureOf, fieldsOf, finishReasonOf, parse, shownResponse, tierOf } from './responses-answer.ts';
import { usageFromResponse } from './responses-usage.ts';
import { dataOf, eachTextOf } from './stream-text.ts';

const EMPTY = Buffer.alloc(0);
const DELTA_KEY = '"delta":"';
/** Events about the whole response, and errors: all that is looked into. Quotes in texts are escaped, so that a key with its quotes is one. */
const LIFECYCLE = /"type": ?"(?:response\.(?:created|queued|in_progress|completed|incomplete|failed)|error)"|"error": ?\{/;
const LIFECYCLE_TYPE = /^response\.(?:created|queued|in_progress|completed|incomplete|failed)$/;
const SEQUENCE_NUMBER = /"sequence_number": ?(\d{1,15})/g;

/**
 * Passes a stream of the Responses API through: pieces of the answer go out as they came in, in the same buffers. The events about the whole response
 * are parsed, for the usage and for what concerns us. The first of them wait for the first piece, as long as another provider could still take over.
 */
export class ResponsesStreamRelay implements StreamTranslator {
  usage: TokenUsage | null = null;
  finishReason: string | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #providerName: string;
  readonly #context: AnswerContext;
  readonly #events = new RawEvents();
  readonly #output = new OutputMeter();
  readonly #countText = (bytes: number): void => this.#output.add(bytes);
  /** What is said before there is an answer. Null when it has been sent. */
  #opening: Buffer[] | null = [];
  #terminal: Buffer = EMPTY;
  #response: Readonly<Record<string, unknown>> = {};
  #lastSent = '';

  constructor(providerName: string, context: AnswerContext) {
    this.#providerName = providerName;
    this.#context = context;
  }

  /** Reported once, with the last event. */
  get isUsageFinal(): boolean {
    return this.usage !== null && this.isComplete;
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): Buffer {
    if (this.isComplete || this.error !== null) return EMPTY;
    const whole = this.#events.push(chunk);
    if (this.#events.isOverlong) this.error = unreadable(this.#providerName, 'an event without an end');
    return whole === null ? EMPTY : this.#read(whole.data, whole.text);
  }

  end(): Buffer {
    if (!this.isComplete && this.error === null) {
      const rest = this.#events.end();
      if (rest !== null) this.#endUnterminated(rest);
    }
    return this.isComplete ? Buffer.concat([...this.#takeOpening(), this.#terminal]) : EMPTY;
  }

  fail(error: ModelHubError): Buffer {
    const opening = this.#takeOpening();
    const last = this.#lastSent + opening.map((event) => event.toString('latin1')).join('');
    let sequence = Math.max(-1, ...[...last.matchAll(SEQUENCE_NUMBER)].map(([, digits]) => Number(digits)));
    const event = (type: string, fields: object): Buffer => {
      sequence += 1;
      return Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...fields })}\n\n`);
    };
    const response = { ...this.#response, status: 'failed', error: responseErrorOf(error) };
    return Buffer.concat([...opening, event('error', streamErrorOf(error)), event('response.failed', { response })]);
  }

  #read(data: Buffer, text: string): Buffer {
    if (!LIFECYCLE.test(text)) return this.#forward(data, text);
    const out: Buffer[] = [];
    for (const [from, to] of RawEvents.borders(text)) {
      if (this.isComplete || this.error !== null) break;
      const event = data.subarray(from, to);
      const shown = LIFECYCLE.test(text.slice(from, to)) ? this.#inspect(event) : event;
      if (shown !== null) out.push(this.#forward(shown, shown.toString('latin1')));
    }
    return Buffer.concat(out);
  }

  #forward(data: Buffer, text: string): Buffer {
    eachTextOf(text, DELTA_KEY, this.#countText);
    this.#lastSent = text;
    return this.#opening === null ? data : Buffer.concat([...this.#takeOpening(), data]);
  }

  /** The event as the client gets it; null where it gets it later, or not at all. */
  #inspect(bytes: Buffer): Buffer | null {
    const event = parse(dataOf(bytes.toString('utf8').trim()));
    if (event === null) return this.#unreadable('an event that is not JSON');
    const type = String(event['type']);
    if (type === 'error' || (event['type'] === undefined && event['error'] != null)) {
      this.error = failureOf(fieldsOf(event['error'])['message'] === undefined ? event : event['error'], this.#providerName);
      return null;
    }
    // An item may have an error of its own, such as a call of a remote tool that failed.
    if (!LIFECYCLE_TYPE.test(type)) return bytes;
    if (typeof event['response'] !== 'object' || event['response'] === null) return this.#unreadable(`${type} without a response`);
    const response = fieldsOf(event['response']);
    this.serviceTier = tierOf(response) ?? this.serviceTier;
    if (type === 'response.failed') {
      this.error = failureOf(response['error'], this.#providerName);
      return null;
    }
    this.#response = shownResponse(response, this.#context);
    const shown = Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ ...event, response: this.#response })}\n\n`);
    if (type === 'response.completed' || type === 'response.incomplete') {
      this.usage = usageFromResponse(response);
      this.finishReason = finishReasonOf(response);
      this.isComplete = true;
      this.#terminal = shown;
      return null;
    }
    if (this.#opening === null) return shown;
    this.#opening.push(shown);
    return null;
  }

  #unreadable(detail: string): null {
    this.error = unreadable(this.#providerName, detail);
    return null;
  }

  #takeOpening(): Buffer[] {
    const opening = this.#opening ?? [];
    this.#opening = null;
    return opening;
  }

  /** What came last without an empty line behind it: the last event, or an error that is no event at all but a bare JSON body. */
  #endUnterminated(rest: string): void {
    const text = rest.trim();
    if (!text.startsWith('{')) {
      if (LIFECYCLE.test(text)) this.#inspect(Buffer.from(`${text}\n\n`));
    } else if (parse(text)?.['error'] != null) this.error = failureOf(readErrorBody(Buffer.from(text)), this.#providerName);
  }
}
