/** Four bytes a token is the usual average of English; other scripts take more tokens for a byte, never fewer than that by much. */
const BYTES_PER_TOKEN = 4;

/** Estimates how much output passed, without a tokenizer: a piece is a token at least, and four bytes of text are one. */
export class OutputMeter {
  #pieces = 0;
  #bytes = 0;

  get tokens(): number {
    return Math.max(this.#pieces, Math.ceil(this.#bytes / BYTES_PER_TOKEN));
  }

  add(bytes: number): void {
    if (bytes <= 0) return;
    this.#pieces += 1;
    this.#bytes += bytes;
  }
}
