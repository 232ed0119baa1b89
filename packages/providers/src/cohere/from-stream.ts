import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink, Citation, FinishReason, StreamReader } from '../answer.ts';
import { fieldsOf, textOf, type Fields } from '../dialect/fields.ts';
import { EventSplitter } from '../event-splitter.ts';
import { unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import { citationsOf } from './citations.ts';
import { brokenOff, errorOf, finishReasonOf } from './finish.ts';
import { logprobsOf } from './logprobs.ts';
import { usageFromCohere } from './usage.ts';

/** Reads the events of Cohere's chat (docs.cohere.com/reference/chat-stream). */
export class CohereStreamReader implements StreamReader {
  usage: TokenUsage | null = null;
  finishReason: FinishReason | null = null;
  readonly serviceTier = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #splitter = new EventSplitter();
  readonly #sink: AnswerSink;
  readonly #output = new OutputMeter();
  /** The tool that stands for a structured answer. */
  readonly #answerName: string | null;
  /** What was given as answers by now, by the indexes of their calls: told at the end, if no tool was called beside. */
  readonly #answers = new Map<number, string>();
  /** Text beside a structured answer: it is not part of it, and is shown only if no such answer comes. */
  #heldText = '';
  #isStarted = false;
  /** By their indexes: whether arguments have come. */
  readonly #calls = new Map<number, { readonly position: number; hasArguments: boolean }>();
  #textLength = 0;
  /** Where each block of content begins in the whole text. */
  readonly #blockStarts = new Map<number, number>();
  /** Told at the end, where a whole answer has them too. */
  readonly #citations: Citation[] = [];

  constructor(sink: AnswerSink, answerName: string | null) {
    this.#sink = sink;
    this.#answerName = answerName;
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
    if (this.#splitter.isOverlong) this.error = unreadable('Cohere', 'an event without an end');
  }

  /** The last event may lack the empty line behind it; an error may be no event at all but a bare JSON body. */
  end(): void {
    if (this.isComplete || this.error !== null) return;
    const last = this.#splitter.end();
    if (last !== null && /"message-end"|"error"/.test(last) && isWhole(last)) this.#read(last);
  }

  #read(data: string): void {
    let event: Fields;
    try {
      event = fieldsOf(JSON.parse(data));
    } catch {
      this.error = unreadable('Cohere', `an event that is not JSON: ${data.length} characters`);
      return;
    }
    const { type } = event;
    if (type === 'content-delta') this.#contentDelta(event);
    else if (type === 'message-start') this.#start();
    else if (type === 'message-end') this.#end(fieldsOf(event['delta']));
    else if (event['error'] != null || (type === undefined && typeof event['message'] === 'string')) {
      this.error = errorOf(textOf(fieldsOf(event['error'])['message']) || textOf(event['error']) || textOf(event['message']));
    } else if (typeof type === 'string') this.#other(type, event);
  }

  #other(type: string, event: Fields): void {
    const message = fieldsOf(fieldsOf(event['delta'])['message']);
    switch (type) {
      case 'content-start':
        this.#content(event, message);
        break;
      case 'tool-plan-delta':
        if (this.#mayWrite()) this.#text(textOf(message['tool_plan']));
        break;
      case 'tool-call-start':
        this.#callStart(indexOf(event), callIn(message));
        break;
      case 'tool-call-delta':
        this.#callDelta(indexOf(event), callIn(message));
        break;
      case 'citation-start':
        this.#citation(message['citations']);
        break;
      default:
      // `content-end`, `tool-call-end`, `citation-end`, `debug`, and whatever Cohere adds.
    }
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#sink.begin();
  }

  #contentDelta(event: Fields): void {
    this.#content(event, fieldsOf(fieldsOf(event['delta'])['message']));
    const logprobs = event['logprobs'] == null ? [] : logprobsOf(event['logprobs']);
    if (logprobs.length > 0 && this.error === null) this.#sink.logprobs('content', logprobs);
  }

  #content(event: Fields, message: Fields): void {
    if (!this.#mayWrite()) return;
    const index = indexOf(event);
    if (!this.#blockStarts.has(index)) this.#blockStarts.set(index, this.#textLength);
    const { text, thinking } = fieldsOf(message['content']);
    if (typeof thinking === 'string' && thinking !== '') {
      this.#output.add(Buffer.byteLength(thinking));
      this.#sink.reasoning(thinking);
    }
    this.#text(textOf(text));
  }

  #text(text: string): void {
    if (this.#answerName === null) this.#tellText(text);
    else this.#heldText += text;
  }

  #tellText(text: string): void {
    if (text === '') return;
    this.#output.add(Buffer.byteLength(text));
    this.#textLength += text.length;
    this.#sink.text(text);
  }

  #callStart(index: number, call: Fields): void {
    if (!this.#mayWrite() || this.#calls.has(index) || this.#answers.has(index)) return;
    const { name } = fieldsOf(call['function']);
    if (name === this.#answerName) {
      this.#answers.set(index, '');
      this.#callDelta(index, call);
      return;
    }
    const position = this.#calls.size;
    this.#calls.set(index, { position, hasArguments: false });
    this.#sink.toolCall(position, { id: textOf(call['id']), name: textOf(name) });
    this.#callDelta(index, call);
  }

  #callDelta(index: number, call: Fields): void {
    if (!this.#mayWrite()) return;
    const fragment = textOf(fieldsOf(call['function'])['arguments']);
    if (fragment === '') return;
    const answer = this.#answers.get(index);
    if (answer !== undefined) {
      this.#answers.set(index, answer + fragment);
      return;
    }
    const open = this.#calls.get(index);
    if (open === undefined) {
      this.error = unreadable('Cohere', 'arguments of a tool call that did not begin');
      return;
    }
    open.hasArguments = true;
    this.#output.add(Buffer.byteLength(fragment));
    this.#sink.toolArguments(open.position, fragment);
  }

  /** One citation, for all that is documented; a list is read too. */
  #citation(value: unknown): void {
    for (const cited of Array.isArray(value) ? value : [value]) {
      this.#citations.push(...citationsOf(cited, (index) => this.#blockStarts.get(index) ?? 0));
    }
  }

  #end(delta: Fields): void {
    const reason = delta['finish_reason'];
    this.usage = usageFromCohere(delta['usage']);
    this.error = brokenOff(reason, textOf(delta['error'])) ?? (textOf(delta['error']) === '' ? null : errorOf(textOf(delta['error'])));
    if (this.error !== null) return;
    if (!this.#isStarted || typeof reason !== 'string') {
      this.error = unreadable('Cohere', this.#isStarted ? 'an end without a finish reason' : 'the end of a message that did not begin');
      return;
    }
    const [answer] = this.#calls.size === 0 ? this.#answers.values() : [];
    this.#tellText(answer === undefined ? this.#heldText : answer || '{}');
    for (const { position, hasArguments } of this.#calls.values()) if (!hasArguments) this.#sink.toolArguments(position, '{}');
    for (const citation of this.#citations) this.#sink.citation(citation);
    this.finishReason = finishReasonOf(reason, this.#calls.size);
    this.isComplete = true;
    this.#sink.finish(this.finishReason);
  }

  /** Content outside of a message cannot be told to anybody. */
  #mayWrite(): boolean {
    if (!this.#isStarted && this.error === null) this.error = unreadable('Cohere', 'content of a message that did not begin');
    return this.#isStarted;
  }
}

/** Documented as one call; some SDKs read a list of one. */
function callIn(message: Fields): Fields {
  const calls = message['tool_calls'];
  return fieldsOf(Array.isArray(calls) ? (calls[0] as unknown) : calls);
}

function indexOf(event: Fields): number {
  return typeof event['index'] === 'number' ? event['index'] : 0;
}

function isWhole(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
