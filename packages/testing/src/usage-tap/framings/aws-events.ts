import { parseMessage, type Framing, type Message } from './framing.ts';

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
const LENGTH_BYTES_MAX = 16 * 1_024 * 1_024;

/** Messages of an AWS event stream as `{<event type>: payload}`; exceptions are none. */
export class AwsEventFraming implements Framing {
  #rest = Buffer.alloc(0);

  read(bytes: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Message[] = [];
    while (this.#rest.length >= PRELUDE_BYTES) {
      const length = this.#rest.readUInt32BE(0);
      // Noise: nothing after it can be read.
      if (length < PRELUDE_BYTES + CRC_BYTES || length > LENGTH_BYTES_MAX) {
        this.#rest = Buffer.alloc(0);
        break;
      }
      if (this.#rest.length < length) break;
      const headersEnd = PRELUDE_BYTES + this.#rest.readUInt32BE(4);
      const type = eventType(this.#rest.subarray(PRELUDE_BYTES, headersEnd));
      const payload = parseMessage(this.#rest.toString('utf8', headersEnd, length - CRC_BYTES));
      if (type !== null && payload !== null) messages.push({ [type]: payload });
      this.#rest = this.#rest.subarray(length);
    }
    return messages;
  }
}

const EVENT_TYPE = ':event-type';

/** A name, a byte that says that it is text, its length, and the text. */
function eventType(headers: Buffer): string | null {
  const at = headers.indexOf(EVENT_TYPE);
  const length = at + EVENT_TYPE.length + 1;
  if (at < 0 || headers.length < length + 2) return null;
  return headers.toString('utf8', length + 2, length + 2 + headers.readUInt16BE(length));
}
