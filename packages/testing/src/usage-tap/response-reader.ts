import { AwsEventFraming } from './framings/aws-events.ts';
import { parseMessage, type Framing } from './framings/framing.ts';
import { LineFraming } from './framings/lines.ts';
import type { WireUsage } from './record.ts';
import type { Json, Told, Wire } from './wires/wire.ts';

/** Reads along with one response: the bytes themselves go their own way. */
export class ResponseReader {
  contentBytes = 0;
  contentEvents = 0;
  /** The request's name, where the answer has it. */
  id: string | null = null;

  readonly #wire: Wire;
  /** Null for an answer that is whole. */
  readonly #framing: Framing | null;
  readonly #isJson: boolean;
  readonly #whole: Buffer[] = [];
  #told: Told = { usage: null, isFinal: false };

  constructor(wire: Wire, contentType: string) {
    this.#wire = wire;
    this.#framing = framingOf(contentType);
    this.#isJson = contentType.includes('json');
  }

  get usage(): WireUsage | null {
    return this.#told.usage;
  }

  get isUsageFinal(): boolean {
    return this.#told.isFinal;
  }

  read(bytes: Buffer): void {
    if (this.#framing !== null) for (const message of this.#framing.read(bytes)) this.#readMessage(message);
    else if (this.#isJson) this.#whole.push(bytes);
    // Sound is its own content.
    else this.#count(bytes.length);
  }

  /** The response is whole. */
  finish(): void {
    if (this.#framing !== null || !this.#isJson) return;
    const message = parseMessage(Buffer.concat(this.#whole).toString());
    if (message !== null) this.#readMessage(message);
  }

  #readMessage(message: Json): void {
    this.#told = this.#wire.usage(message, this.#told);
    this.id ??= this.#wire.id?.(message) ?? null;
    for (const content of this.#wire.content(message)) this.#count(textBytes(content));
  }

  #count(bytes: number): void {
    if (bytes === 0) return;
    this.contentBytes += bytes;
    this.contentEvents += 1;
  }
}

function framingOf(contentType: string): Framing | null {
  if (contentType.startsWith('text/event-stream')) return new LineFraming('data:');
  if (contentType.startsWith('application/x-ndjson')) return new LineFraming('');
  return contentType.startsWith('application/vnd.amazon.eventstream') ? new AwsEventFraming() : null;
}

const FORMAT_FIELDS = new Set(['type', 'role', 'id', 'signature', 'thoughtSignature', 'toolUseId', 'encrypted_content']);

/** Everything that a reader could be charged for: all texts, however deep, but not the words of the format itself. */
function textBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => sum + (FORMAT_FIELDS.has(name) ? 0 : textBytes(item)), 0);
}
