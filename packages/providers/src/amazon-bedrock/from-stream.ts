import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { AnswerSink, FinishReason, StreamReader } from '../answer.ts';
import { unreadable } from '../failure.ts';
import type { ReadContext } from '../types.ts';
import { ContentReader, fieldsOf, textOf } from './content-reader.ts';
import { EventStreamDecoder, type EventMessage } from './event-stream.ts';
import { PROVIDER_NAME, streamFailure, wroteNonsense } from './failure.ts';
import { stopSequenceOf } from './from-response.ts';
import { finishReasonOf } from './stop-reason.ts';
import { tierOf } from './tier.ts';
import { usageFromBedrock } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the events of ConverseStream. The answer ends with `messageStop`, the stream with `metadata`, which has the usage. */
export class ConverseStreamReader implements StreamReader {
  usage: TokenUsage | null = null;
  finishReason: FinishReason | null = null;
  serviceTier: string | null = null;
  isComplete = false;
  error: ModelHubError | null = null;

  readonly #decoder = new EventStreamDecoder();
  readonly #sink: AnswerSink;
  readonly #content: ContentReader;
  #isStarted = false;
  #isStopped = false;
  #hasMetadata = false;

  constructor(sink: AnswerSink, context: ReadContext) {
    this.#sink = sink;
    this.#content = new ContentReader(sink, context);
  }

  /** Bedrock reports once, at the end. */
  get isUsageFinal(): boolean {
    return this.usage !== null;
  }

  get outputTokensForwarded(): number {
    return this.#content.outputTokensForwarded;
  }

  push(chunk: Buffer): void {
    if (this.isComplete || this.error !== null) return;
    for (const message of this.#decoder.push(chunk)) {
      this.#read(message);
      if (this.isComplete || this.error !== null) return;
    }
    if (this.#decoder.fault !== null) this.error = unreadable(PROVIDER_NAME, this.#decoder.fault);
  }

  /** There is nothing left over that could be read: a message without its end was cut. */
  end(): void {}

  #read({ headers, payload }: EventMessage): void {
    const kind = headers[':message-type'];
    if (kind === 'error') {
      this.error = streamFailure(headers[':error-code'] ?? '', headers[':error-message'] ?? '');
      return;
    }
    let fields: Fields;
    try {
      fields = fieldsOf(JSON.parse(payload.toString('utf8')));
    } catch {
      this.error = kind === 'exception' ? streamFailure(headers[':exception-type'] ?? '', '') : unreadable(PROVIDER_NAME, 'an event that is not JSON');
      return;
    }
    if (kind === 'exception') this.error = streamFailure(headers[':exception-type'] ?? '', textOf(fields['message']));
    else this.#event(headers[':event-type'], fields);
  }

  #event(type: string | undefined, event: Fields): void {
    switch (type) {
      case 'contentBlockDelta':
        if (this.#mayWrite()) this.#content.piece(indexOf(event), fieldsOf(event['delta']));
        break;
      case 'contentBlockStart':
        if (this.#mayWrite()) this.#content.open(indexOf(event), fieldsOf(event['start']));
        break;
      case 'contentBlockStop':
        if (this.#mayWrite()) this.#content.close(indexOf(event));
        break;
      case 'messageStart':
        if (!this.#isStarted) this.#sink.begin();
        this.#isStarted = true;
        break;
      case 'messageStop':
        this.#stop(event);
        break;
      case 'metadata':
        this.usage = usageFromBedrock(event['usage']) ?? this.usage;
        this.serviceTier = tierOf(event['serviceTier']) ?? this.serviceTier;
        this.#hasMetadata = true;
        this.isComplete = this.#isStopped;
        break;
      default:
      // Whatever Bedrock adds.
    }
    if (this.#content.fault !== null) this.error ??= unreadable(PROVIDER_NAME, this.#content.fault);
  }

  #stop(event: Fields): void {
    if (!this.#mayWrite()) return;
    if (finishReasonOf(event['stopReason'], 0) === null) {
      this.error = wroteNonsense(event['stopReason']);
      return;
    }
    this.#content.end();
    this.#isStopped = true;
    this.isComplete = this.#hasMetadata;
    this.finishReason = finishReasonOf(event['stopReason'], this.#content.toolCalls) ?? 'stop';
    this.#sink.finish(this.finishReason, { stopSequence: stopSequenceOf(event['additionalModelResponseFields']) });
  }

  /** Content outside of a message cannot be told to anybody. */
  #mayWrite(): boolean {
    if (this.#isStarted && !this.#isStopped) return true;
    this.error = unreadable(PROVIDER_NAME, this.#isStarted ? 'content behind the end of a message' : 'content of a message that did not begin');
    return false;
  }
}

function indexOf(event: Fields): number {
  return typeof event['contentBlockIndex'] === 'number' ? event['contentBlockIndex'] : 0;
}
