const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LETTER_D = 0x64;
/** An event longer than this is no stream event of any provider. */
const EVENT_BYTES_MAX = 8 * 1024 * 1024;

/** Cuts a byte stream into the data of its server-sent events, wherever the bytes were split. Comments and other fields are skipped. */
export class EventSplitter {
  /** An event has grown past what any provider sends. */
  isOverlong = false;
  /** The beginning of a line whose end has not come, as it arrived. */
  #rest: Buffer[] = [];
  #data: string[] = [];
  /** Of the event that has not ended. */
  #eventBytes = 0;

  /** The data of every event that this chunk completes. */
  push(chunk: Buffer): string[] {
    const events: string[] = [];
    const firstEnd = chunk.indexOf(LINE_FEED);
    this.#eventBytes += chunk.length;
    if (firstEnd < 0) {
      this.#rest.push(chunk);
    } else {
      const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([...this.#rest, chunk]);
      let from = 0;
      for (let end = firstEnd + bytes.length - chunk.length; end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
        const last = end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
        if (last === from) this.#endEvent(events, bytes.length - end);
        else if (bytes[from] === LETTER_D) this.#line(bytes.toString('utf8', from, last));
        from = end + 1;
      }
      this.#rest = from === bytes.length ? [] : [bytes.subarray(from)];
    }
    if (this.#eventBytes > EVENT_BYTES_MAX) this.isOverlong = true;
    return events;
  }

  /** The data of an event that the stream ended in, without the empty line behind it; null where there is none. */
  end(): string | null {
    this.#line(Buffer.concat(this.#rest).toString('utf8').trimEnd());
    const data = this.#data.join('\n');
    this.#rest = [];
    this.#data = [];
    return data === '' ? null : data;
  }

  #line(line: string): void {
    if (line.startsWith('data:')) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
  }

  #endEvent(events: string[], bytesLeft: number): void {
    this.#eventBytes = bytesLeft;
    if (this.#data.length === 0) return;
    events.push(this.#data.length === 1 ? (this.#data[0] as string) : this.#data.join('\n'));
    this.#data = [];
  }
}
