import { open } from 'node:fs/promises';
import { decodeLine } from './record-codec.ts';
import type { JournalRecord } from './types.ts';

export interface LocatedRecord {
  /** Byte offset of the line in its segment. */
  readonly offset: number;
  readonly record: JournalRecord;
}

/** A complete line that is no record. */
export interface BadRecord {
  readonly offset: number;
  /** The line as it stands, for a person to look at. */
  readonly payload: string;
  readonly reason: string;
}

export interface SegmentRead {
  readonly records: readonly LocatedRecord[];
  readonly bad: readonly BadRecord[];
  /** Where to go on: the end of the last complete line. */
  readonly nextOffset: number;
  /** Bytes after it: half a record of a write that goes on, or that was cut by the end of its process. */
  readonly tornBytes: number;
  /** False when more complete lines may follow: `bytesMax` was reached. */
  readonly isAtEnd: boolean;
}

const NEWLINE = 0x0a;
const DEFAULT_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Reads the complete records of a segment from a byte offset, at most about `bytesMax` bytes of them. A line that is no record
 * is reported and skipped; a tail without a newline is left for the next time.
 */
export async function readSegment(path: string, options: { readonly offset: number; readonly bytesMax?: number }): Promise<SegmentRead> {
  const { chunk, isAtEnd } = await readFrom(path, options.offset, options.bytesMax ?? DEFAULT_BYTES_MAX);
  const records: LocatedRecord[] = [];
  const bad: BadRecord[] = [];
  let start = 0;
  for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
    const line = chunk.subarray(start, end);
    const decoded = decodeLine(line);
    const offset = options.offset + start;
    if (decoded.kind === 'record') records.push({ offset, record: decoded.record });
    else bad.push({ offset, payload: line.toString('utf8'), reason: decoded.reason });
    start = end + 1;
  }
  return { records, bad, nextOffset: options.offset + start, tornBytes: chunk.length - start, isAtEnd };
}

/** All records of a segment from its beginning, a few megabytes in memory at a time; lines that are no records are skipped. */
export async function* readRecords(path: string): AsyncGenerator<LocatedRecord> {
  let offset = 0;
  for (let isAtEnd = false; !isAtEnd;) {
    const read = await readSegment(path, { offset });
    yield* read.records;
    offset = read.nextOffset;
    isAtEnd = read.isAtEnd;
  }
}

/** Doubles the window while not even one line fits into it, so that one long line cannot stop the reader. */
async function readFrom(path: string, offset: number, bytesMax: number): Promise<{ chunk: Buffer; isAtEnd: boolean }> {
  const file = await open(path, 'r');
  try {
    for (let window = bytesMax; ; window *= 2) {
      const { size } = await file.stat();
      const length = Math.max(0, Math.min(size - offset, window));
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      const chunk = buffer.subarray(0, bytesRead);
      const isAtEnd = offset + bytesRead >= size;
      if (isAtEnd || chunk.includes(NEWLINE)) return { chunk, isAtEnd };
    }
  } finally {
    await file.close();
  }
}
