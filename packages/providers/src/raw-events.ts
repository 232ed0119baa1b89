const EVENT_END = '\n\n';
const LINE_FEED = 0x0a;
/** An event may hold a picture, or a whole response with pictures. */
const EVENT_BYTES_MAX = 64 * 1024 * 1024;

export interface WholeEvents {
  readonly data: Buffer;
  /** One character for each byte (latin1), so that positions are those of the bytes. */
  readonly text: string;
}

/** Lets bytes of a stream of server-sent events through as they are, but only whole events. */
export class RawEvents {
  /** An event has grown past what any provider sends. */
  isOverlong = false;
  /** The beginning of an event whose end has not come, as it arrived. */
  #partial: Buffer[] = [];
  #partialBytes = 0;
  readonly #bytesMax: number;

  /** `bytesMax`: what no event of the provider exceeds. */
  constructor(bytesMax = EVENT_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** All events that this chunk completes; null while there are none. */
  push(chunk: Buffer): WholeEvents | null {
    let data = chunk;
    let text = chunk.toString('latin1');
    if (text.includes('\r')) {
      // Lines may end with CRLF. In JSON a carriage return is always escaped, so every raw one is framing.
      text = text.replaceAll('\r', '');
      data = Buffer.from(text, 'latin1');
    }
    if (this.#partialBytes > 0) {
      const isEnd = text.includes(EVENT_END) || (text.charCodeAt(0) === LINE_FEED && this.#partial.at(-1)?.at(-1) === LINE_FEED);
      if (!isEnd) return this.#keep(data);
      data = Buffer.concat([...this.#partial, data]);
      text = data.toString('latin1');
      this.#partial = [];
      this.#partialBytes = 0;
    }
    const whole = text.lastIndexOf(EVENT_END) + EVENT_END.length;
    if (whole < EVENT_END.length) return this.#keep(data);
    if (whole === text.length) return { data, text };
    this.#keep(data.subarray(whole));
    return { data: data.subarray(0, whole), text: text.slice(0, whole) };
  }

  /** What came last without an empty line behind it; null where there is nothing. */
  end(): string | null {
    return this.#partialBytes === 0 ? null : Buffer.concat(this.#partial).toString('utf8');
  }

  /** Where each event begins and ends. A stray line feed is taken for one more event, an empty one. */
  static *borders(text: string): Generator<readonly [number, number]> {
    for (let from = 0; from < text.length;) {
      const end = text.indexOf(EVENT_END, from);
      const to = end < 0 ? text.length : end + EVENT_END.length;
      yield [from, to];
      from = to;
    }
  }

  #keep(data: Buffer): null {
    if (data.length === 0) return null;
    this.#partial.push(data);
    this.#partialBytes += data.length;
    if (this.#partialBytes > this.#bytesMax) this.isOverlong = true;
    return null;
  }
}
