const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** An event longer than this is no stream event of any provider. */
const EVENT_BYTES_MAX = 8 * 1024 * 1024;

/** Cuts a byte stream into the data of its server-sent events, wherever the bytes were split. Comments and other fields are skipped. */
export class EventSplitter {
  /** An event has grown past what any provider sends. */
  isOverlong = false;
  #rest: Buffer = Buffer.alloc(0);
  #data: string[] = [];

  /** The data of every event that this chunk completes. */
  push(chunk: Buffer): string[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const events: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      const last = end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      this.#line(bytes.toString('utf8', from, last), events);
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
    if (this.#rest.length > EVENT_BYTES_MAX) this.isOverlong = true;
    return events;
  }

  #line(line: string, events: string[]): void {
    if (line.startsWith('data:')) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === '' && this.#data.length > 0) {
      events.push(this.#data.length === 1 ? (this.#data[0] as string) : this.#data.join('\n'));
      this.#data = [];
    }
  }
}
