import { createHash } from 'node:crypto';
import { firstNumber, type Json } from '../json.ts';
import type { Mood, Reply } from '../reply.ts';
import { SeededRandom } from '../seeded-random.ts';

export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A request that holds no conversation: JSON or a form. */
export interface OperationCall {
  /** Fields of a form are texts; those that repeat or are named `x[]` are lists. */
  readonly body: Json;
  readonly files: readonly UploadedFile[];
  readonly model: string;
  readonly requestId: string;
  /** Where the caller found this server. */
  readonly origin: string;
  readonly random: SeededRandom;
  readonly reported: Mood['reported'];
}

/** What providers do beside answering conversations. */
export interface Operation {
  /** The texts that it is about; chaos can be asked for in them. */
  texts(body: Json): readonly string[];
  answer(call: OperationCall): Reply;
}

/** Of what is asked, the way of delivery left out. */
export function operationRandom({ stream: _stream, ...asked }: Json, files: readonly UploadedFile[]): SeededRandom {
  const digest = createHash('sha256').update(JSON.stringify(asked));
  for (const { bytes } of files) digest.update(bytes);
  return new SeededRandom(digest.digest('hex'));
}

/** The planned counts of an answer, nothing, or zeros. */
export function reportedCounts(usage: Json, reported: Mood['reported']): Json {
  if (reported === 'none') return {};
  return { usage: reported === 'zero' ? zeros(usage) : usage };
}

function zeros(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, typeof item === 'object' && item !== null ? zeros(item as Json) : typeof item === 'number' ? 0 : item]),
  );
}

/** A number, also as a form's text. */
export function numberIn(value: unknown): number | null {
  return firstNumber(typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value);
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
