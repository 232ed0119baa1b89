import type { AnswerSink } from '@modelhub/providers/answer';

/** Four bytes of text are a token, as in a stream (see output-meter.ts of the providers). */
const BYTES_PER_TOKEN = 4;

/** Counts what an answer says, for answers whose provider did not count. */
export class TextCounter implements AnswerSink {
  #bytes = 0;

  get tokens(): number {
    return Math.ceil(this.#bytes / BYTES_PER_TOKEN);
  }

  text(text: string): void {
    this.#bytes += Buffer.byteLength(text);
  }

  refusal(text: string): void {
    this.text(text);
  }

  reasoning(text: string): void {
    this.text(text);
  }

  toolArguments(_position: number, fragment: string): void {
    this.text(fragment);
  }

  begin(): void {}
  choice(): void {}
  signature(): void {}
  encryptedReasoning(): void {}
  toolCall(): void {}
  citation(): void {}
  logprobs(): void {}
  image(): void {}
  finish(): void {}
}
