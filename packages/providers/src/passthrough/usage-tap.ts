import { EventSplitter } from '../event-splitter.ts';
import type { NativeUsageReader } from './native-api.ts';

/** A document larger than this is not read: it is a file. */
const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Looks at an answer that goes by, changes nothing of it, and never fails: what cannot be read has no usage. Server-sent events are read one by one as
 * they come, JSON when it is whole; Gemini's streams without events are one JSON list.
 */
export class UsageTap {
  readonly isStream: boolean;
  readonly #reader: NativeUsageReader;
  readonly #events = new EventSplitter();
  readonly #isJson: boolean;
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** `contentType` and `contentEncoding` of the answer. What is compressed is not looked at. */
  constructor(reader: NativeUsageReader, { contentType, contentEncoding }: { readonly contentType: string; readonly contentEncoding: string }) {
    const isPlain = contentEncoding === '' || contentEncoding === 'identity';
    this.#reader = reader;
    this.isStream = contentType.startsWith('text/event-stream');
    this.#isJson = isPlain && /^application\/(?:[\w.-]+\+)?json\b/.test(contentType);
    if (!isPlain) this.#bytes = Infinity;
  }

  push(chunk: Buffer): void {
    if (this.#bytes === Infinity) return;
    if (this.isStream) {
      for (const data of this.#events.push(chunk)) this.#read(data);
      if (this.#events.isOverlong) this.#bytes = Infinity;
    } else if (this.#isJson) {
      this.#bytes += chunk.length;
      if (this.#bytes > DOCUMENT_BYTES_MAX) this.#giveUp();
      else this.#chunks.push(chunk);
    }
  }

  end(): void {
    if (this.#bytes === Infinity) return;
    const last = this.isStream ? this.#events.end() : Buffer.concat(this.#chunks).toString('utf8');
    if (last !== null && last !== '') this.#read(last);
    this.#chunks = [];
  }

  #giveUp(): void {
    this.#bytes = Infinity;
    this.#chunks = [];
  }

  #read(json: string): void {
    // Most events of a stream have neither.
    if (!json.includes('"usage') && !json.includes('"model')) return;
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      return;
    }
    for (const document of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof document === 'object' && document !== null) this.#reader.read(document as Readonly<Record<string, unknown>>);
    }
  }
}
