/** Chunked transfer coding (RFC 9112, 7.1). */
export const CHUNK_END = '\r\n';
export const LAST_CHUNK = '0\r\n\r\n';
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** What stands before the data of a chunk. `bytes` is above 0: an empty chunk would be the last one. */
export function chunkHead(bytes: number): string {
  return `${bytes.toString(16)}\r\n`;
}

/** Pieces of `bytes` in all as one chunk, with its framing, in one buffer. */
export function chunkFrame(pieces: readonly Buffer[], bytes: number): Buffer {
  let digits = 1;
  for (let rest = bytes >>> 4; rest > 0; rest >>>= 4) digits += 1;
  const frame = Buffer.allocUnsafe(digits + bytes + 4);
  for (let at = digits - 1, rest = bytes; at >= 0; at -= 1, rest >>>= 4) frame[at] = HEX_DIGITS[rest & 15] as number;
  let at = digits;
  frame[at++] = CARRIAGE_RETURN;
  frame[at++] = LINE_FEED;
  for (const piece of pieces) {
    frame.set(piece, at);
    at += piece.length;
  }
  frame[at++] = CARRIAGE_RETURN;
  frame[at] = LINE_FEED;
  return frame;
}
