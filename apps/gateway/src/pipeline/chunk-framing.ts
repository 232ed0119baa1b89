import type { Socket } from 'node:net';

/** Chunked transfer coding (RFC 9112, 7.1). */
const CHUNK_END = '\r\n';
export const LAST_CHUNK = '0\r\n\r\n';
/** What is larger is written as it is, between its framing; up to that size copying costs less than further writes. */
const COPIED_BYTES_MAX = 16 * 1024;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** What stands before the data of a chunk. `bytes` is above 0: an empty chunk would be the last one. */
function chunkHead(bytes: number): string {
  return `${bytes.toString(16)}\r\n`;
}

/** Writes pieces as one chunk, in one system call; where there are none, nothing: an empty chunk would be the last one. */
export function writeChunk(socket: Socket, pieces: readonly Buffer[]): void {
  let bytes = 0;
  for (const piece of pieces) bytes += piece.length;
  if (bytes === 0) return;
  if (bytes <= COPIED_BYTES_MAX) {
    socket.write(chunkFrame(pieces, bytes));
    return;
  }
  socket.cork();
  socket.write(chunkHead(bytes), 'latin1');
  for (const piece of pieces) socket.write(piece);
  socket.write(CHUNK_END, 'latin1');
  socket.uncork();
}

/** Pieces of `bytes` in all as one chunk, with its framing, in one buffer. */
function chunkFrame(pieces: readonly Buffer[], bytes: number): Buffer {
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
