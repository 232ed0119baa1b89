import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { StreamTranslator } from '../../types.ts';
import { EventSplitter } from '../../event-splitter.ts';
import type { EventRelay } from './event-relay.ts';

const EMPTY = Buffer.alloc(0);

/** Passes audio through as it is. Its end is the end of the input: there is nothing in it that could say so. */
export class AudioRelay implements StreamTranslator {
  /** Known before: what is read aloud is billed, however much of it is heard. */
  readonly usage: TokenUsage;
  readonly isUsageFinal = true;
  readonly finishReason = null;
  readonly serviceTier = null;
  readonly error = null;
  readonly outputTokensForwarded = 0;
  isComplete = false;
  #hasAudio = false;

  constructor(usage: TokenUsage) {
    this.usage = usage;
  }

  push(chunk: Buffer): Buffer {
    this.#hasAudio ||= chunk.length > 0;
    return chunk;
  }

  end(): Buffer {
    this.isComplete = this.#hasAudio;
    return EMPTY;
  }

  /** Audio has no place for an error: it only stops. */
  fail(): Buffer {
    return EMPTY;
  }
}

/** Plain audio out of a stream of events that hold it in base64. */
export class AudioFromEvents implements StreamTranslator {
  readonly #events: EventRelay;
  readonly #splitter = new EventSplitter();

  constructor(events: EventRelay) {
    this.#events = events;
  }

  get usage(): TokenUsage | null {
    return this.#events.usage;
  }

  get isUsageFinal(): boolean {
    return this.#events.isUsageFinal;
  }

  get finishReason(): null {
    return null;
  }

  get serviceTier(): null {
    return null;
  }

  get isComplete(): boolean {
    return this.#events.isComplete;
  }

  get error(): ModelHubError | null {
    return this.#events.error;
  }

  get outputTokensForwarded(): number {
    return 0;
  }

  push(chunk: Buffer): Buffer {
    const audio = this.#splitter.push(this.#events.push(chunk)).map((data) => {
      const { audio: base64 } = JSON.parse(data) as { readonly audio?: unknown };
      return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : EMPTY;
    });
    return audio.length === 1 ? (audio[0] as Buffer) : Buffer.concat(audio);
  }

  /** The last event tells the count and holds no audio. */
  end(): Buffer {
    this.#events.end();
    return EMPTY;
  }

  fail(): Buffer {
    return EMPTY;
  }
}
