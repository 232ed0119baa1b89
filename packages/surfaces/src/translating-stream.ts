import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { StreamReader } from '@modelhub/providers/answer';
import type { StreamTranslator } from '@modelhub/providers/types';
import type { StreamWriter } from './types.ts';

const EMPTY = Buffer.alloc(0);

/** A provider's dialect on one side, a client's on the other. */
export class TranslatingStream implements StreamTranslator {
  readonly #reader: StreamReader;
  readonly #writer: StreamWriter;

  constructor(reader: StreamReader, writer: StreamWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  get usage(): TokenUsage | null {
    return this.#reader.usage;
  }

  get isUsageFinal(): boolean {
    return this.#reader.isUsageFinal;
  }

  get finishReason(): string | null {
    return this.#reader.finishReason;
  }

  get serviceTier(): string | null {
    return this.#reader.serviceTier;
  }

  get outputTokensForwarded(): number {
    return this.#reader.outputTokensForwarded;
  }

  get isComplete(): boolean {
    return this.#reader.isComplete;
  }

  get error(): ModelHubError | null {
    return this.#reader.error;
  }

  push(chunk: Buffer): Buffer {
    this.#reader.push(chunk);
    return this.#writer.take();
  }

  end(): Buffer {
    const reader = this.#reader;
    reader.end();
    if (!reader.isComplete) return EMPTY;
    return this.#writer.end({ usage: reader.isUsageFinal ? reader.usage : null, serviceTier: reader.serviceTier });
  }

  fail(error: ModelHubError): Buffer {
    return this.#writer.fail(error);
  }
}
