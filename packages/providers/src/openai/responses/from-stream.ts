import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink, FinishReason, StreamReader } from '../../answer.ts';
import { fieldsOf, textOf, type Fields } from '../../dialect/fields.ts';
import { EventSplitter } from '../../event-splitter.ts';
import { unreadable } from '../../failure.ts';
import { OutputMeter } from '../../output-meter.ts';
import { failureOf, finishReasonOf, tierOf } from '../responses-answer.ts';
import { usageFromResponse } from '../responses-usage.ts';
import { ItemTeller, type ItemProgress } from './tell-item.ts';

const LAST_EVENT = /"type": ?"(?:response\.(?:completed|incomplete|failed)|error)"/;

/** Reads the events of the Responses API (API reference, "Streaming events"). */
export class ResponseStreamReader implements StreamReader {
  usage: TokenUsage | null = null;
  finishReason: FinishReason | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #providerName: string;
  readonly #sink: AnswerSink;
  readonly #splitter = new EventSplitter();
  readonly #output = new OutputMeter();
  readonly #teller: ItemTeller;
  /** Items by their place in the output; null when they are done. */
  readonly #items = new Map<number, ItemProgress | null>();
  #hasBegun = false;

  constructor(sink: AnswerSink, providerName: string) {
    this.#sink = sink;
    this.#providerName = providerName;
    this.#teller = new ItemTeller(sink, (text) => this.#output.add(Buffer.byteLength(text)));
  }

  get isUsageFinal(): boolean {
    return this.usage !== null && this.isComplete;
  }

  get outputTokensForwarded(): number {
    return this.#output.tokens;
  }

  push(chunk: Buffer): void {
    if (this.isComplete || this.error !== null) return;
    for (const data of this.#splitter.push(chunk)) {
      this.#read(data);
      if (this.isComplete || this.error !== null) return;
    }
    if (this.#splitter.isOverlong) this.#fail('an event without an end');
  }

  /** The last event may lack the empty line behind it; an event that was cut is no JSON. */
  end(): void {
    if (this.isComplete || this.error !== null) return;
    const last = this.#splitter.end();
    if (last !== null && LAST_EVENT.test(last) && isWhole(last)) this.#read(last);
  }

  #read(data: string): void {
    let event: Fields;
    try {
      event = fieldsOf(JSON.parse(data));
    } catch {
      this.#fail(`an event that is not JSON: ${data.length} characters`);
      return;
    }
    const type = textOf(event['type']);
    if (type === 'response.output_text.delta') this.#textDelta(event);
    else if (type === 'error' || (type === '' && event['error'] != null)) {
      this.error = failureOf(fieldsOf(event['error'])['message'] === undefined ? event : event['error'], this.#providerName);
    } else if (event['response'] !== undefined) this.#lifecycle(type, fieldsOf(event['response']));
    else this.#item(type, event);
  }

  #lifecycle(type: string, response: Fields): void {
    this.serviceTier = tierOf(response) ?? this.serviceTier;
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (!this.#hasBegun) this.#sink.begin();
        this.#hasBegun = true;
        break;
      case 'response.completed':
      case 'response.incomplete':
        this.#complete(response);
        break;
      case 'response.failed':
        this.error = failureOf(response['error'], this.#providerName);
        break;
      default:
    }
  }

  #complete(response: Fields): void {
    const finishReason = finishReasonOf(response) as FinishReason | null;
    if (!this.#hasBegun || finishReason === null) {
      this.#fail(this.#hasBegun ? 'an end without a status' : 'the end of a response that did not begin');
      return;
    }
    // An item that was not said to be done has been told as far as it went.
    for (const progress of this.#items.values()) if (progress?.hasText === false) this.#teller.arguments(progress, '{}');
    this.usage = usageFromResponse(response);
    this.finishReason = finishReason;
    this.isComplete = true;
    this.#sink.finish(finishReason);
  }

  #textDelta(event: Fields): void {
    const progress = this.#progressOf(event);
    if (progress === null) return;
    this.#teller.text(progress, textOf(event['delta']));
    const logprobs = event['logprobs'];
    if (Array.isArray(logprobs) && logprobs.length > 0) this.#teller.logprobs(logprobs);
  }

  #item(type: string, event: Fields): void {
    switch (type) {
      case 'response.output_item.added':
        this.#added(indexOf(event), fieldsOf(event['item']));
        break;
      case 'response.output_item.done':
        this.#done(indexOf(event), fieldsOf(event['item']));
        break;
      case 'response.content_part.added':
        this.#with(event, (progress) => this.#teller.nextPart(progress));
        break;
      case 'response.reasoning_summary_part.added':
        this.#with(event, (progress) => this.#teller.nextSummary(progress));
        break;
      case 'response.refusal.delta':
        this.#with(event, (progress) => this.#teller.refusal(progress, textOf(event['delta'])));
        break;
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.#with(event, (progress) => this.#teller.reasoning(progress, textOf(event['delta'])));
        break;
      case 'response.function_call_arguments.delta':
        this.#with(event, (progress) => this.#teller.arguments(progress, textOf(event['delta'])));
        break;
      case 'response.output_text.annotation.added':
        this.#with(event, (progress) => this.#teller.citation(event['annotation'], progress));
        break;
      default:
      // Ends of what was told by its pieces, searches under way, and whatever OpenAI adds.
    }
  }

  #added(index: number, item: Fields): void {
    if (!this.#mayWrite() || this.#items.has(index)) return;
    this.#items.set(index, this.#teller.begin(item));
  }

  #done(index: number, item: Fields): void {
    if (!this.#mayWrite()) return;
    const progress = this.#items.get(index);
    if (progress == null || (progress.position === null) === (item['type'] === 'function_call')) {
      this.#fail('the end of an item that did not begin, or of another kind');
      return;
    }
    this.#items.set(index, null);
    this.#teller.end(item, progress);
  }

  #with(event: Fields, tell: (progress: ItemProgress) => void): void {
    const progress = this.#progressOf(event);
    if (progress !== null) tell(progress);
  }

  #progressOf(event: Fields): ItemProgress | null {
    if (!this.#mayWrite()) return null;
    const progress = this.#items.get(indexOf(event)) ?? null;
    if (progress === null) this.#fail('a piece of an item that did not begin, or has ended');
    return progress;
  }

  /** Content outside of a response cannot be told to anybody. */
  #mayWrite(): boolean {
    if (!this.#hasBegun) this.#fail('a piece of a response that did not begin');
    return this.#hasBegun;
  }

  #fail(what: string): void {
    this.error ??= unreadable(this.#providerName, what);
  }
}

function indexOf(event: Fields): number {
  return typeof event['output_index'] === 'number' ? event['output_index'] : 0;
}

function isWhole(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
