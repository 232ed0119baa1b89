import { crc32 } from 'node:zlib';
import type { UsageCheckpoint, UsageEventOpen, UsageEventSettled } from '../usage-event.ts';
import {
  checkpointFields,
  checkpointFrom,
  openFields,
  openFrom,
  settledFields,
  settledFrom,
  type CheckpointFields,
  type OpenFields,
  type SettledFields,
} from './record-fields.ts';
import type { JournalRecord } from './types.ts';

/**
 * One record is one line: eight hex digits of the CRC-32 of the rest, a space, one letter for the kind, JSON, a newline.
 * JSON escapes newlines, so a line that ends is a whole record and one that does not is a torn tail.
 */
const CHECKSUM_BYTES = 8;
const PREFIX_BYTES = CHECKSUM_BYTES + 1;
const SPACE = 0x20;
const NEWLINE = 0x0a;

export function encodeOpen(event: UsageEventOpen): string {
  return `O${JSON.stringify(openFields(event))}`;
}

export function encodeCheckpoint(checkpoint: UsageCheckpoint): string {
  return `C${JSON.stringify(checkpointFields(checkpoint))}`;
}

export function encodeSettle(event: UsageEventSettled): string {
  return `S${JSON.stringify(settledFields(event))}`;
}

/** Bytes that `writeFrame` needs at most: a UTF-16 unit takes up to three in UTF-8. */
export function frameBytesMax(payload: string): number {
  return PREFIX_BYTES + payload.length * 3 + 1;
}

/** Writes one framed record into `target` at `offset`; returns the offset after it. */
export function writeFrame(target: Buffer, offset: number, payload: string): number {
  const start = offset + PREFIX_BYTES;
  const end = start + target.write(payload, start, 'utf8');
  writeHex(target, offset, crc32(target.subarray(start, end)));
  target[offset + CHECKSUM_BYTES] = SPACE;
  target[end] = NEWLINE;
  return end + 1;
}

const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** The digits of a checksum, without a text in between. */
function writeHex(target: Buffer, offset: number, value: number): void {
  for (let digit = 0; digit < CHECKSUM_BYTES; digit += 1) target[offset + digit] = HEX_DIGITS[(value >>> (28 - 4 * digit)) & 0xf] ?? 0;
}

export type DecodedLine = { readonly kind: 'record'; readonly record: JournalRecord } | { readonly kind: 'bad'; readonly reason: string };

/** Reads one line without its newline. Never throws. */
export function decodeLine(line: Buffer): DecodedLine {
  if (line.length <= PREFIX_BYTES || line[CHECKSUM_BYTES] !== SPACE) {
    return { kind: 'bad', reason: 'the line does not have the form of a record' };
  }
  const payload = line.subarray(PREFIX_BYTES);
  const checksum = line.toString('latin1', 0, CHECKSUM_BYTES);
  if (crc32(payload).toString(16).padStart(CHECKSUM_BYTES, '0') !== checksum) {
    return { kind: 'bad', reason: 'the checksum does not match' };
  }
  try {
    return { kind: 'record', record: decodePayload(payload.toString('utf8')) };
  } catch (error) {
    return { kind: 'bad', reason: error instanceof Error ? error.message : String(error) };
  }
}

function decodePayload(payload: string): JournalRecord {
  const letter = payload.slice(0, 1);
  const fields: unknown = JSON.parse(payload.slice(1));
  if (!Array.isArray(fields) || typeof fields[0] !== 'string') throw new Error('the record has no event id');
  switch (letter) {
    case 'C':
      return { kind: 'checkpoint', checkpoint: checkpointFrom(fields as unknown as CheckpointFields) };
    case 'O':
      return { kind: 'open', event: openFrom(fields as unknown as OpenFields) };
    case 'S':
      return { kind: 'settle', event: settledFrom(fields as unknown as SettledFields) };
    default:
      throw new Error(`unknown kind of record "${letter}"`);
  }
}
