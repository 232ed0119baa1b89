import { randomBytes } from 'node:crypto';

/** Pieces look alike in steps of that many characters. */
const STEP = 16;
const POOL_CHARS = 4_096;
const pool = randomBytes((POOL_CHARS * 3) / 4).toString('base64url');

/**
 * Random characters that make the events of pieces of text of about the same length, so that who listens on the line cannot tell words by their size
 * (API reference, `stream_options.include_obfuscation`). They only have to be in the way: one pool serves all.
 */
export function obfuscationOf(text: string, sequence: number): string {
  const length = STEP - (text.length % STEP);
  const from = (sequence * STEP) % (POOL_CHARS - STEP);
  return pool.slice(from, from + length);
}
