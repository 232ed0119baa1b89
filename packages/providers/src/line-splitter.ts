const LINE_FEED = 0x0a;
/** A line longer than this is no line of any provider's stream. */
const LINE_BYTES_MAX = 8 * 1024 * 1024;

/** Cuts a byte stream into its lines, wherever the bytes were split. Empty lines are skipped. */
export class LineSplitter {
  /** A line has grown past what any provider sends. */
  isOverlong = false;
  /** The beginning of a line whose end has not come, as it arrived. */
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** Every line that this chunk completes, without its end. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const line = this.#take(chunk.subarray(from, end)).trim();
      if (line !== '') lines.push(line);
      from = end + 1;
    }
    if (from < chunk.length) {
      this.#rest.push(chunk.subarray(from));
      this.#restBytes += chunk.length - from;
    }
    if (this.#restBytes > LINE_BYTES_MAX) this.isOverlong = true;
    return lines;
  }

  /** What the stream ended in without an end of line; null where there is nothing. */
  end(): string | null {
    const line = this.#take(Buffer.alloc(0)).trim();
    return line === '' ? null : line;
  }

  #take(tail: Buffer): string {
    if (this.#rest.length === 0) return tail.toString('utf8');
    const line = Buffer.concat([...this.#rest, tail]).toString('utf8');
    this.#rest = [];
    this.#restBytes = 0;
    return line;
  }
}
