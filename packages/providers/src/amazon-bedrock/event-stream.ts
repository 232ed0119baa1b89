import { crc32 } from 'node:zlib';

/** A message of an event stream. Headers that are no texts are left out: none of ours is. */
export interface EventMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

/** Lengths of the whole and of the headers, and the checksum of these two. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** A message longer than this is no stream event of any provider. */
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;
/** AWS SDKs, "Event stream encoding": headers take 128 KiB at most. */
const HEADERS_BYTES_MAX = 128 * 1024;
/** Kinds of headers remembered; a stream has five. */
const KNOWN_HEADERS_MAX = 64;

/** Bytes of a header's value by its type (true, false, byte, short, integer, long, bytes, text, timestamp, uuid); null where a length precedes it. */
const VALUE_BYTES: readonly (number | null)[] = [0, 0, 1, 2, 4, 8, null, null, 8, 16];
const TEXT_TYPE = 7;

/**
 * Cuts `application/vnd.amazon.eventstream` into its messages, wherever the bytes were split (Amazon Transcribe Developer Guide, "Event stream
 * encoding"; all AWS services share it). Both checksums are verified.
 */
export class EventStreamDecoder {
  /** Why the bytes are no event stream; null while they are one. Nothing is read any more after that. */
  fault: string | null = null;

  readonly #knownHeaders = new Map<string, EventMessage['headers']>();
  /** The beginning of a message whose end has not come, as it arrived. */
  #parts: Buffer[] = [];
  #bytes = 0;
  /** So many bytes have to be there before there is anything to read. */
  #needed = PRELUDE_BYTES;

  /** Bytes of a message that did not end. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  /** The messages that this chunk completes. */
  push(chunk: Buffer): EventMessage[] {
    const messages: EventMessage[] = [];
    if (this.fault !== null) return messages;
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed) {
      this.#parts.push(chunk);
      return messages;
    }
    const data = this.#parts.length === 0 ? chunk : Buffer.concat([...this.#parts, chunk]);
    let from = 0;
    this.#needed = PRELUDE_BYTES;
    while (data.length - from >= PRELUDE_BYTES) {
      const length = this.#readPrelude(data, from);
      if (length === null) return messages;
      if (data.length - from < length) {
        this.#needed = length;
        break;
      }
      const message = this.#readMessage(data.subarray(from, from + length));
      if (message === null) return messages;
      messages.push(message);
      from += length;
    }
    this.#parts = from === data.length ? [] : [data.subarray(from)];
    this.#bytes = data.length - from;
    return messages;
  }

  #readPrelude(data: Buffer, at: number): number | null {
    const length = data.readUInt32BE(at);
    const headersLength = data.readUInt32BE(at + 4);
    if (crc32(data.subarray(at, at + 8)) !== data.readUInt32BE(at + 8)) return this.#fail('a message whose beginning has a wrong checksum');
    if (length > MESSAGE_BYTES_MAX || headersLength > HEADERS_BYTES_MAX) return this.#fail(`a message of ${length} bytes`);
    if (length < PRELUDE_BYTES + headersLength + CHECKSUM_BYTES) return this.#fail('a message that is shorter than its headers');
    return length;
  }

  #readMessage(message: Buffer): EventMessage | null {
    const end = message.length - CHECKSUM_BYTES;
    if (crc32(message.subarray(0, end)) !== message.readUInt32BE(end)) return this.#fail('a message with a wrong checksum');
    const headersEnd = PRELUDE_BYTES + message.readUInt32BE(4);
    // A stream repeats the same few headers with every message.
    const key = message.toString('latin1', PRELUDE_BYTES, headersEnd);
    let headers = this.#knownHeaders.get(key);
    if (headers === undefined) {
      const read = readHeaders(message.subarray(PRELUDE_BYTES, headersEnd));
      if (read === null) return this.#fail('headers that cannot be read');
      headers = read;
      if (this.#knownHeaders.size < KNOWN_HEADERS_MAX) this.#knownHeaders.set(key, headers);
    }
    return { headers, payload: message.subarray(headersEnd, end) };
  }

  #fail(why: string): null {
    this.fault = why;
    this.#parts = [];
    this.#bytes = 0;
    return null;
  }
}

function readHeaders(bytes: Buffer): Record<string, string> | null {
  const headers: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] as number);
    const type = bytes[nameEnd];
    const fixed = type === undefined ? undefined : VALUE_BYTES[type];
    if (fixed === undefined) return null;
    const valueAt = nameEnd + (fixed === null ? 3 : 1);
    if (valueAt > bytes.length) return null;
    const valueEnd = valueAt + (fixed ?? bytes.readUInt16BE(nameEnd + 1));
    if (valueEnd > bytes.length) return null;
    if (type === TEXT_TYPE) headers[bytes.toString('utf8', at + 1, nameEnd)] = bytes.toString('utf8', valueAt, valueEnd);
    at = valueEnd;
  }
  return headers;
}
