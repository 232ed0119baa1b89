import type { UpstreamHeaders } from '@modelhub/providers/types';

/** Longer heads are refused: no provider has a reason to send one. */
const HEAD_BYTES_MAX = 64 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
/** A token of RFC 9110, 5.6.2: no blank before the colon, and no folded lines. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\da-z]+$/;
const DIGITS = /^\d{1,15}$/;
const CHUNK_SIZE_MAX = Number.MAX_SAFE_INTEGER / 16;

const LF = 0x0a;
const CR = 0x0d;
const SEMICOLON = 0x3b;

export interface ResponseListener {
  onHead(statusCode: number, headers: UpstreamHeaders): void;
  /** A copy of what was read, all of it that one read brought. */
  onBody(chunk: Buffer): void;
  /** `isReusable`: the connection is as it was before the request. */
  onEnd(isReusable: boolean): void;
}

/** An answer that is not HTTP/1.1, or not whole. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
}

type State = 'head' | 'sized-body' | 'body-until-close' | 'chunk-size' | 'chunk-extension' | 'chunk-data' | 'chunk-end' | 'trailer' | 'over';

/**
 * Reads answers of HTTP/1.1 (RFC 9112) to POST requests, one after the other, out of whatever pieces the socket brings. Strict where lengths are concerned: an answer whose end
 * could be seen in two places is refused. Throws `ResponseError`; after that, and after an end that is not reusable, the connection is of no use.
 */
export class ResponseReader {
  readonly #listener: ResponseListener;
  #state: State = 'head';
  /** The beginning of a head that came in several pieces. */
  #partialHead: Buffer | null = null;
  /** Of the body, or of the chunk at work. */
  #bytesLeft = 0;
  #sizeDigits = 0;
  #lineBytes = 0;
  #trailerBytes = 0;
  #isReusable = true;

  constructor(listener: ResponseListener) {
    this.#listener = listener;
  }

  /** Nothing of the answer has come yet. */
  get isUntouched(): boolean {
    return this.#state === 'head' && this.#partialHead === null;
  }

  /** `chunk` is read before the call returns and may be overwritten afterwards. */
  feed(chunk: Buffer): void {
    let at = 0;
    let only: Buffer | null = null;
    let several: Buffer[] | null = null;
    while (at < chunk.length && this.#state !== 'over') {
      switch (this.#state) {
        case 'head':
          at = this.#readHead(chunk, at);
          break;
        case 'sized-body':
        case 'chunk-data': {
          const end = Math.min(chunk.length, at + this.#bytesLeft);
          const part = chunk.subarray(at, end);
          if (only === null) only = part;
          else (several ??= [only]).push(part);
          this.#bytesLeft -= end - at;
          at = end;
          if (this.#bytesLeft === 0) this.#state = this.#state === 'sized-body' ? 'over' : 'chunk-end';
          break;
        }
        case 'body-until-close':
          only = chunk.subarray(at);
          at = chunk.length;
          break;
        default:
          at = this.#readChunkFraming(chunk, at);
      }
    }
    if (several !== null) this.#listener.onBody(Buffer.concat(several));
    else if (only !== null) this.#listener.onBody(Buffer.from(only));
    if (this.#state === 'over') this.#end(at === chunk.length);
  }

  /** The provider has closed its side. Throws when that was too early. */
  close(): void {
    if (this.#state !== 'body-until-close') throw new ResponseError('the connection was closed before the answer was complete');
    this.#end(false);
  }

  #end(isReusable: boolean): void {
    this.#state = 'head';
    this.#listener.onEnd(isReusable && this.#isReusable);
  }

  #readHead(chunk: Buffer, from: number): number {
    let head = chunk;
    let start = from;
    const known = this.#partialHead;
    if (known !== null) {
      head = Buffer.concat([known, chunk.subarray(from)]);
      start = 0;
    }
    const end = head.indexOf(HEAD_END, start);
    if ((end < 0 ? head.length : end) - start > HEAD_BYTES_MAX) throw new ResponseError('the head of the answer is too long');
    if (end < 0) {
      this.#partialHead = Buffer.from(head.subarray(start));
      return chunk.length;
    }
    this.#partialHead = null;
    this.#parseHead(head.toString('latin1', start, end));
    return from + (end - start) + HEAD_END.length - (known?.length ?? 0);
  }

  #parseHead(head: string): void {
    const [, minorVersion, status] = STATUS_LINE.exec(head) ?? [];
    if (status === undefined) throw new ResponseError('the answer is not HTTP/1.1');
    const statusCode = Number(status);
    const headers = parseHeaders(head);
    if (statusCode < 200) {
      if (statusCode === 101) throw new ResponseError('the provider wants another protocol');
      return;
    }
    const connection = textOf(headers['connection']).toLowerCase();
    this.#isReusable = minorVersion === '1' ? !connection.includes('close') : connection.includes('keep-alive');
    this.#beginBody(statusCode, headers);
    this.#listener.onHead(statusCode, headers);
  }

  #beginBody(statusCode: number, headers: UpstreamHeaders): void {
    const coding = headers['transfer-encoding'];
    const length = headers['content-length'];
    if (statusCode === 204 || statusCode === 304) {
      this.#state = 'over';
    } else if (coding !== undefined) {
      if (length !== undefined) throw new ResponseError('the answer has a length and a transfer coding');
      if (textOf(coding).toLowerCase() !== 'chunked') throw new ResponseError('the answer has a transfer coding that was not asked for');
      this.#beginChunk();
    } else if (length !== undefined) {
      this.#bytesLeft = lengthOf(length);
      this.#state = this.#bytesLeft === 0 ? 'over' : 'sized-body';
    } else {
      this.#isReusable = false;
      this.#state = 'body-until-close';
    }
  }

  #beginChunk(): void {
    this.#state = 'chunk-size';
    this.#bytesLeft = 0;
    this.#sizeDigits = 0;
    this.#lineBytes = 0;
  }

  /** Everything between the data of chunks, byte by byte; returns where the data goes on. */
  #readChunkFraming(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at] as number;
      at += 1;
      switch (this.#state) {
        case 'chunk-size': {
          const digit = HEX[byte] as number;
          if (digit >= 0) {
            this.#bytesLeft = this.#bytesLeft * 16 + digit;
            this.#sizeDigits += 1;
            if (this.#bytesLeft > CHUNK_SIZE_MAX) throw new ResponseError('a chunk of the answer is too large');
            break;
          }
          if (this.#sizeDigits === 0) throw new ResponseError('a chunk of the answer has no size');
          if (byte === LF) throw new ResponseError('the size of a chunk ends without a carriage return');
          if (byte !== CR && byte !== SEMICOLON && byte !== 0x20 && byte !== 0x09) throw new ResponseError('the size of a chunk is not a number');
          this.#state = 'chunk-extension';
          break;
        }
        case 'chunk-extension':
          this.#lineBytes += 1;
          if (this.#lineBytes > HEAD_BYTES_MAX) throw new ResponseError('the extension of a chunk is too long');
          if (byte !== LF) break;
          this.#lineBytes = 0;
          if (this.#bytesLeft > 0) {
            this.#state = 'chunk-data';
            return at;
          }
          this.#state = 'trailer';
          this.#trailerBytes = 0;
          break;
        case 'chunk-end':
          if (byte === CR && this.#lineBytes === 0) this.#lineBytes = 1;
          else if (byte === LF && this.#lineBytes === 1) this.#beginChunk();
          else throw new ResponseError('a chunk of the answer is longer than its size');
          break;
        case 'trailer':
          this.#trailerBytes += 1;
          if (this.#trailerBytes > HEAD_BYTES_MAX) throw new ResponseError('the trailer of the answer is too long');
          if (byte === LF) {
            if (this.#lineBytes === 0) {
              this.#state = 'over';
              return at;
            }
            this.#lineBytes = 0;
          } else if (byte !== CR) this.#lineBytes += 1;
          break;
        default:
          return at - 1;
      }
    }
    return at;
  }
}

/** Names in lower case by how they were written: the same few come with every answer. */
const names = new Map<string, string>();
const NAMES_MAX = 1_000;

function parseHeaders(head: string): UpstreamHeaders {
  const headers: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (let at = head.indexOf('\r\n'); at >= 0;) {
    const start = at + 2;
    at = head.indexOf('\r\n', start);
    const end = at < 0 ? head.length : at;
    const colon = head.indexOf(':', start);
    if (colon < 0 || colon > end) throw new ResponseError('a header of the answer has no colon');
    const name = nameOf(head.slice(start, colon));
    const value = head.slice(colon + 1, end).trim();
    const known = headers[name];
    headers[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  }
  return headers;
}

function nameOf(written: string): string {
  let name = names.get(written);
  if (name === undefined) {
    name = written.toLowerCase();
    if (!TOKEN.test(name)) throw new ResponseError('a header of the answer has no proper name');
    if (names.size < NAMES_MAX) names.set(written, name);
  }
  return name;
}

function lengthOf(length: string | readonly string[]): number {
  const [first, ...others] = typeof length === 'string' ? [length] : length;
  if (first === undefined || !DIGITS.test(first) || others.some((other) => other !== first))
    throw new ResponseError('the length of the answer is not a number');
  return Number(first);
}

function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value ?? []).join(', ');
}

/** The value of a byte as a hex digit; -1 where it is none. */
const HEX = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = /^[\da-f]$/i.test(String.fromCharCode(byte)) ? Number.parseInt(String.fromCharCode(byte), 16) : -1;
  return digit;
});
