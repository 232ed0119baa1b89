import { readAnthropicUsage, readOpenAIUsage } from './read-usage.ts';
import type { WireUsage } from './record.ts';

type Json = Record<string, unknown>;

/** Reads along with one response: the bytes themselves go their own way. */
export class ResponseReader {
  usage: WireUsage | null = null;
  isUsageFinal = false;
  contentBytes = 0;
  contentEvents = 0;

  readonly #isAnthropic: boolean;
  readonly #isEventStream: boolean;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(kind: { readonly isAnthropic: boolean; readonly isEventStream: boolean }) {
    this.#isAnthropic = kind.isAnthropic;
    this.#isEventStream = kind.isEventStream;
  }

  read(bytes: Buffer): void {
    this.#text += this.#decoder.decode(bytes, { stream: true });
    if (!this.#isEventStream) return;
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line.trim());
  }

  /** The response is whole. */
  finish(): void {
    if (this.#isEventStream) return;
    const body = parse(this.#text);
    for (const message of whatWasWritten(body)) this.#countContent(message);
    if (body?.['usage'] === undefined) return;
    this.usage = this.#isAnthropic ? readAnthropicUsage(body['usage'], null) : readOpenAIUsage(body['usage']);
    this.isUsageFinal = this.usage !== null;
  }

  #readLine(line: string): void {
    if (!line.startsWith('data:')) return;
    const event = parse(line.slice('data:'.length));
    if (event === null) return;
    if (this.#isAnthropic) this.#readAnthropicEvent(event);
    else this.#readOpenAIChunk(event);
  }

  #readOpenAIChunk(chunk: Json): void {
    const told = readOpenAIUsage(chunk['usage']);
    if (told !== null) {
      this.usage = told;
      this.isUsageFinal = true;
    }
    for (const choice of Array.isArray(chunk['choices']) ? (chunk['choices'] as Json[]) : []) this.#countContent(choice['delta']);
  }

  #readAnthropicEvent(event: Json): void {
    if (event['type'] === 'message_start') this.usage = readAnthropicUsage((event['message'] as Json | undefined)?.['usage'], null);
    if (event['type'] === 'content_block_delta' || event['type'] === 'content_block_start') this.#countContent(event['delta'] ?? event['content_block']);
    if (event['type'] === 'message_delta' && event['usage'] !== undefined) {
      this.usage = readAnthropicUsage(event['usage'], this.usage);
      this.isUsageFinal = this.usage !== null;
    }
  }

  /** Everything in a delta that a reader could be charged for: all its texts, however deep, but not the words of the format itself. */
  #countContent(delta: unknown): void {
    const bytes = textBytes(delta);
    if (bytes === 0) return;
    this.contentBytes += bytes;
    this.contentEvents += 1;
  }
}

/** The messages of a whole answer of either dialect. */
function whatWasWritten(body: Json | null): unknown[] {
  const choices = body?.['choices'];
  return Array.isArray(choices) ? choices.map((choice: unknown) => (choice as Json | null)?.['message']) : [body?.['content']];
}

const FORMAT_FIELDS = new Set(['type', 'role', 'id', 'signature']);

function textBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => sum + (FORMAT_FIELDS.has(name) ? 0 : textBytes(item)), 0);
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}
